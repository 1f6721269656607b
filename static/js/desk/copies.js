// Copies of what is typed and not saved yet, in this browser's storage. Every open page keeps one of its own. A copy
// outlives the tab, the session and the server, until its text has been saved or is discarded.

const PREFIX = "desk.copy.";
const MAX_AGE = 30 * 24 * 60 * 60 * 1000;
// What the server adds to the address that it leads to once it has saved.
const SAVED = /^#saved-([0-9a-f-]{36})$/;

/** Keep `copy` ({user, article, path, title, values}) under `id`. Whether there was room for it. */
export function keep(id, copy) {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify({ time: Date.now(), ...copy }));
    return true;
  } catch {
    return false;
  }
}

export function forget(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // Where nothing can be kept, nothing is.
  }
}

/** The copy under `id`, or null. */
export function read(id) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id));
  } catch {
    return null;
  }
}

/** Those of `user` as [id, copy], the newest first. What nobody came back for in a month is dropped. */
export function copiesOf(user) {
  const found = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const id = key.slice(PREFIX.length);
      const copy = read(id);
      if (!copy || Date.now() - copy.time > MAX_AGE) forget(id);
      else if (copy.user === user) found.push([id, copy]);
    }
  } catch {
    // Storage is closed to this page.
  }
  return found.sort(([, a], [, b]) => b.time - a.time);
}

/** Have `id` in hand for as long as this page is open: at once, or when the page that has it ends. Then `act`. */
export function take(id, act = () => {}) {
  if (!navigator.locks) return act();
  navigator.locks.request(PREFIX + id, () => {
    act();
    return new Promise(() => {});
  });
}

/** Whether no open page has `id` in hand. */
export async function isLeft(id) {
  if (!navigator.locks) return true;
  return navigator.locks.request(PREFIX + id, { ifAvailable: true }, (lock) => lock !== null);
}

/** On a page that the server led to after saving: that copy is needed no longer. */
export function forgetSaved() {
  const id = SAVED.exec(location.hash)?.[1];
  if (!id) return;
  forget(id);
  history.replaceState(history.state, "", location.pathname + location.search);
}

/** When it was typed, for people. */
export function timeOf(copy) {
  const language = document.documentElement.lang || undefined;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(copy.time);
}
