// Pictures: the dialog in which one is chosen or uploaded, the article's picture, and pictures dropped into the text.

import { insert, replaceRange } from "./typing.js";

const PAUSE = 250;

/** Send `file` to the server. Resolves to the stored picture, rejects with a reason for people. */
async function upload(form, file) {
  const data = new FormData();
  data.set("picture", file);
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const response = await fetch(form.dataset.uploadUrl, { method: "POST", body: data });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `${file.name} could not be uploaded (${response.status}).`);
  return answer;
}

/** The dialog. `choose()` resolves to a picture, or to null when it is closed without one. */
class PictureDialog {
  constructor(dialog, form) {
    this.dialog = dialog;
    this.form = form;
    const part = (name) => dialog.querySelector(`[data-${name}]`);
    [this.grid, this.error, this.empty, this.more, this.search] = ["grid", "error", "empty", "more", "search"].map(part);
    part("close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.settle?.(null));
    this.more.addEventListener("click", () => this.load(this.next));
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(1), PAUSE);
    });
    part("upload")?.addEventListener("change", (event) => this.send(event.target));
  }

  choose() {
    this.dialog.showModal();
    this.fail("");
    this.load(1);
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  done(picture) {
    this.settle?.(picture);
    this.settle = null;
    this.dialog.close();
  }

  fail(reason) {
    this.error.textContent = reason;
    this.error.hidden = !reason;
  }

  async load(page) {
    const url = new URL(this.form.dataset.browseUrl, location.href);
    url.search = new URLSearchParams({ q: this.search.value, page });
    const response = await fetch(url).catch(() => null);
    if (!response?.ok) return this.fail("The pictures cannot be shown just now.");
    const { images, next } = await response.json();
    const items = images.map((image) => this.item(image));
    if (page === 1) this.grid.replaceChildren(...items);
    else this.grid.append(...items);
    this.next = next;
    this.more.hidden = !next;
    this.empty.hidden = this.grid.children.length > 0;
    if (page > 1) items[0]?.firstChild.focus();
  }

  item(image) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const picture = document.createElement("img");
    const name = document.createElement("span");
    button.type = "button";
    picture.src = image.thumbnail;
    picture.alt = image.alt;
    picture.loading = "lazy";
    name.textContent = image.name;
    button.title = `${image.name}, ${image.width} × ${image.height}`;
    button.append(picture, name);
    button.addEventListener("click", () => this.done(image));
    item.append(button);
    return item;
  }

  async send(input) {
    const [file] = input.files;
    if (!file) return;
    this.fail("");
    try {
      this.done(await upload(this.form, file));
    } catch (error) {
      this.fail(error.message);
    } finally {
      input.value = "";
    }
  }
}

function attachField(field, form, dialog) {
  const [src, alt, caption] = ["image_src", "image_alt", "image_caption"].map((name) => form.elements[name]);
  const preview = field.querySelector("[data-picture]");
  const set = (image) => {
    src.value = image?.src ?? "";
    alt.value = image ? image.alt || alt.value : "";
    caption.value = image ? image.caption || caption.value : "";
    preview.hidden = !image;
    if (image) preview.src = image.thumbnail;
    else preview.removeAttribute("src");
    src.dispatchEvent(new Event("input", { bubbles: true }));
  };
  field.querySelector("[data-picture-buttons]").hidden = false;
  // The dialog uploads too.
  field.querySelector(".field-image_upload:not(.has-errors)")?.setAttribute("hidden", "");
  field.querySelector("[data-choose]").addEventListener("click", async () => {
    const image = await dialog.choose();
    if (image) set(image);
  });
  field.querySelector("[data-remove]").addEventListener("click", () => set(null));
  preview.addEventListener("error", () => (preview.hidden = true));
  src.addEventListener("change", () => {
    preview.hidden = !src.value;
    if (src.value) preview.src = src.value;
  });
}

const markdownOf = (image) => `![${image.alt.replace(/[[\]\n]/g, " ")}](${image.src})`;

async function uploadInto(area, form, state, files) {
  for (const file of files) {
    // The writer may go on typing: the place is kept by a text that stands nowhere else.
    const place = `![Uploading ${file.name.replace(/[[\]()]/g, "")} ${crypto.randomUUID().slice(0, 8)}…]()`;
    insert(area, `${place}\n`);
    state.textContent = `Uploading ${file.name}`;
    let text = "";
    try {
      const image = await upload(form, file);
      text = markdownOf(image);
      state.textContent = `${file.name} is in the text. Say what it shows between the square brackets. ${image.remark}`.trim();
    } catch (error) {
      state.textContent = error.message;
      state.classList.remove("visually-hidden");
    }
    const start = area.value.indexOf(place);
    if (start < 0) continue;
    const caret = area.selectionStart;
    replaceRange(area, start, start + place.length, text);
    if (text) area.setSelectionRange(start + 2, start + 2 + text.indexOf("]") - 2);
    else area.setSelectionRange(Math.min(caret, start), Math.min(caret, start));
  }
}

const picturesIn = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));

function attachText(area, form, state) {
  if (!form.dataset.uploadUrl) return;
  area.addEventListener("paste", (event) => {
    const files = picturesIn(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    uploadInto(area, form, state, files);
  });
  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.items].some((item) => item.kind === "file")) return;
    event.preventDefault();
    area.classList.add("receiving");
  });
  area.addEventListener("dragleave", () => area.classList.remove("receiving"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("receiving");
    const files = picturesIn(event.dataTransfer);
    if (!files.length) return;
    event.preventDefault();
    uploadInto(area, form, state, files);
  });
}

/** Wire everything up. Returns what puts a chosen picture into the text. */
export function attachPictures(form, { area, dialogElement, field, state }) {
  const dialog = new PictureDialog(dialogElement, form);
  attachField(field, form, dialog);
  attachText(area, form, state);
  return async () => {
    const { selectionStart: start, selectionEnd: end } = area;
    const image = await dialog.choose();
    area.focus();
    if (image) replaceRange(area, start, end, markdownOf(image));
  };
}
