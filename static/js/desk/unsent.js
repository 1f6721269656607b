// What was sent and did not arrive (logged out in the meantime, no network, an error) is kept in this tab and offered
// again when the page is next opened.

const KEY = "desk.unsent";
const NOT_KEPT = ["csrfmiddlewaretoken", "action", "image_upload", "schedule_at"];

const valuesOf = (form) =>
  [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.includes(name) && typeof value === "string");

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function put(form, values) {
  const kept = new Map(values);
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.includes(field.name) || field.type === "file" || field.type === "submit") continue;
    if (field.type === "checkbox") field.checked = kept.has(field.name);
    else if (kept.has(field.name)) field.value = kept.get(field.name);
  }
  for (const names of form.querySelectorAll("names-field")) names.read();
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function offer(form, values) {
  const box = document.createElement("div");
  const sentence = document.createElement("p");
  const buttons = document.createElement("div");
  box.className = "message warning";
  buttons.className = "buttons";
  sentence.textContent = "What you last sent from here did not arrive. It was kept in this tab.";
  for (const [label, act] of [
    ["Put it back", () => put(form, values)],
    ["Forget it", () => {}],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      act();
      sessionStorage.removeItem(KEY);
      box.remove();
    });
    buttons.append(button);
  }
  box.append(sentence, buttons);
  form.querySelector(".messages").append(box);
}

export function forgetUnsent() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Where nothing can be kept, nothing is.
  }
}

export function keepUnsent(form) {
  const unsent = read();
  // A page that answers what was sent says that it was saved, or shows it again with its errors.
  if (form.querySelector(".message.success, .message.arrived, [data-errors]")) forgetUnsent();
  else if (unsent?.path === location.pathname) {
    if (JSON.stringify(unsent.values) === JSON.stringify(valuesOf(form))) forgetUnsent();
    else offer(form, unsent.values);
  }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank" || event.submitter?.value === "discard") return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, values: valuesOf(form) }));
    } catch {
      // Storage is closed or full: then the browser's Back button is what is left.
    }
  });
}
