// What was typed and not saved: a copy of it kept in this browser while it is typed, its state said in the bar, and a
// question before the page is left.

import { forget, keep, take } from "./copies.js";
import { valuesOf } from "./form-values.js";

// A copy is made at most so often, in milliseconds.
const PAUSE = 1000;

function stateOf(form) {
  const data = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "copy"]) data.delete(name);
  return JSON.stringify([...data].map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

export class Unsaved {
  constructor(form, status) {
    this.form = form;
    this.status = status;
    this.restful = status.textContent;
    this.leaving = false;
    this.written = 0;
    this.adopt(form.elements.copy.value || crypto.randomUUID());
    // A form that came back with errors holds what is not saved yet.
    this.saved = form.querySelector("[data-errors]") ? null : stateOf(form);

    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.changed());
    // Also when a phone puts the browser aside, after which it may end it.
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    window.addEventListener("pagehide", () => this.flush());
    window.addEventListener("pageshow", () => (this.leaving = false));
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.dirty) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
        event.preventDefault();
        form.requestSubmit(form.querySelector('.bar-actions [value="save"]'));
      }
    });
    if (this.dirty) this.changed();
  }

  get dirty() {
    return stateOf(this.form) !== this.saved;
  }

  /** Go on with the copy `id`; the server is told of it, and names it when its text has been saved. */
  adopt(id) {
    this.id = id;
    this.form.elements.copy.value = id;
    take(id);
  }

  changed() {
    if (this.timer) return;
    const wait = Math.max(0, this.written + PAUSE - Date.now());
    if (!wait) return this.flush();
    this.timer = setTimeout(() => this.flush(), wait);
    this.show();
  }

  /** Bring the copy up to what the form says. */
  flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    const { dirty, form } = this;
    if (!dirty) {
      forget(this.id);
    } else {
      this.written = Date.now();
      const { user, article } = form.dataset;
      const title = form.elements.title?.value.trim() || /^title:\s*(.+)/m.exec(form.elements.source?.value)?.[1] || "";
      this.kept = keep(this.id, { user, article, path: form.dataset.path, title, values: valuesOf(form) });
    }
    this.show(dirty);
  }

  show(dirty = this.dirty) {
    const unsaved = this.kept === false ? "Not saved. This browser keeps no copy." : "Not saved. A copy is kept in this browser.";
    this.say(dirty ? unsaved : this.restful, dirty);
  }

  /** Say `text` in the bar; what stands there already is not said again. */
  say(text, warn = false) {
    this.status.classList.toggle("unsaved", warn);
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}
