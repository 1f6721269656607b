// The page on which an article is written. Everything here is a convenience: the form works without it.

import { forgetSaved } from "./copies.js";
import { grow } from "./growing.js";
import { attachLivePreview } from "./live-preview.js";
import { attachMarkdown } from "./markdown.js";
import "./names-field.js";
import { attachPictures } from "./pictures.js";
import { offerCopies } from "./recovery.js";
import { Sending } from "./sending.js";
import { Unsaved } from "./unsaved.js";

const form = document.getElementById("article-form");
const find = (name) => document.querySelector(`[data-${name}]`);
const body = document.getElementById("id_body");
const source = document.getElementById("id_source");

grow(form.querySelectorAll("textarea"));
forgetSaved();
const unsaved = new Unsaved(form, find("save-state"));
const sending = new Sending(form, unsaved, find("note"));
offerCopies(form, unsaved);
attachLivePreview(form, {
  sending,
  checks: find("checks"),
  frame: find("live-preview"),
  toggle: find("preview-toggle"),
  area: body,
});

if (body) {
  const chooseImage = attachPictures(form, {
    area: body,
    dialogElement: document.getElementById("picture-dialog"),
    field: document.querySelector("picture-field"),
    state: find("upload-state"),
  });
  attachMarkdown(body, find("toolbar"), { chooseImage });
}

if (source) {
  // A remark that names a line leads to it.
  form.addEventListener("click", (event) => {
    const line = /Line (\d+)/.exec(event.target.closest("li")?.textContent ?? "")?.[1];
    if (!line || !event.target.closest(".message, .errorlist")) return;
    event.preventDefault();
    const before = source.value.split("\n").slice(0, line - 1);
    const start = before.join("\n").length + (before.length ? 1 : 0);
    const end = source.value.indexOf("\n", start);
    source.focus();
    source.setSelectionRange(start, end < 0 ? source.value.length : end);
  });
}

// A link to a field opens the section it stands in.
form.addEventListener("click", (event) => {
  const hash = event.target.closest("[data-errors] a")?.hash;
  const field = hash && document.querySelector(hash);
  const section = field?.closest("details");
  if (section) section.open = true;
  field?.focus();
});

// A title is one line, however long.
document.getElementById("id_title")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  document.getElementById("id_description").focus();
});

const copying = find("copy");
if (copying) {
  copying.hidden = false;
  copying.addEventListener("click", async () => {
    const field = document.getElementById(copying.dataset.copy);
    field.select();
    // Where the clipboard is closed, the selected address is one key away from it.
    await navigator.clipboard.writeText(field.value).then(
      () => (copying.textContent = "Copied"),
      () => {},
    );
  });
}

find("errors")?.focus();
