// What was typed on this article and not saved, kept in this browser by a page that is not open any more: offered again.

import { copiesOf, forget, keep, read, take, timeOf } from "./copies.js";
import { putValues, sameValues, valuesOf } from "./form-values.js";

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

/** A message about one copy, with ways on. */
class Offer {
  constructor(id, form, unsaved) {
    this.id = id;
    this.form = form;
    this.unsaved = unsaved;
    this.copy = read(id);
    this.box = document.createElement("div");
    this.box.className = "message warning";
    this.sentence = document.createElement("p");
    this.ways = document.createElement("div");
    this.ways.className = "buttons";
    this.box.append(this.sentence, this.ways);
    this.show();
    form.querySelector(".messages").append(this.box);
  }

  show() {
    const { copy, form } = this;
    const begun = new Map(copy.values).get("base");
    const latest = form.elements.base?.value;
    const older = begun && begun !== latest ? ` It was begun from revision ${begun}; what was saved since stays when you save it.` : "";
    const title = !copy.article && copy.title ? ` “${copy.title}”,` : "";
    this.sentence.textContent = `Text that was not saved is kept in this browser:${title} typed on ${timeOf(copy)}.${older}`;
    if (copy.path === form.dataset.path) {
      this.ways.replaceChildren(
        button("Put it back", () => this.putBack()),
        button("Show what it changes", () => this.compare()),
        button("Discard it", () => this.discard()),
      );
      return;
    }
    const link = document.createElement("a");
    link.className = "button";
    link.href = copy.path;
    link.textContent = "Go to where it was written";
    this.ways.replaceChildren(link, button("Discard it", () => this.discard()));
  }

  putBack() {
    // What stands in the form now, if it is not saved either, remains a copy of its own.
    this.unsaved.flush();
    this.unsaved.adopt(this.id);
    putValues(this.form, this.copy.values);
    this.box.remove();
    (this.form.elements.body ?? this.form.elements.source).focus();
  }

  discard() {
    forget(this.id);
    this.sentence.textContent = "Discarded.";
    const undo = button("Undo", () => {
      keep(this.id, this.copy);
      this.show();
    });
    this.ways.replaceChildren(undo);
    undo.focus();
  }

  async compare() {
    const data = new FormData();
    for (const [name, value] of this.copy.values) data.append(name, value);
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const dialog = document.getElementById("changes-dialog");
    const shown = dialog.querySelector("[data-changes]");
    try {
      const response = await fetch(this.form.dataset.changesUrl, { method: "POST", body: data });
      if (!response.ok || response.redirected) throw new Error(response.status);
      shown.innerHTML = await response.text();
    } catch {
      shown.textContent = "The server does not answer just now. The text is still kept.";
    }
    dialog.showModal();
  }
}

/** Offer what is kept for the article of `form`, each copy once no other page has it in hand. */
export function offerCopies(form, unsaved) {
  const { user, article } = form.dataset;
  for (const [id, copy] of copiesOf(user)) {
    if (copy.article !== article || id === unsaved.id) continue;
    take(id, () => {
      const left = read(id);
      // Saved by that page before it ended; or saved, and the answer never came.
      if (left && sameValues(left.values, valuesOf(form))) forget(id);
      else if (left) new Offer(id, form, unsaved);
    });
  }
  const dialog = document.getElementById("changes-dialog");
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}
