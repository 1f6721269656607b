// <names-field data-kind="tags">: a line of names divided by commas becomes chips, completed as they are typed.
// Without this module the line itself is edited.

const PAUSE = 150;

/** Names from a line of them; one with a comma stands in double quotes (as articles.admin.frontmatter writes it). */
export function splitNames(line) {
  const names = [];
  for (const [, quoted, plain] of line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]+))\s*(?:,|$)/g)) {
    const name = (quoted?.replaceAll('""', '"') ?? plain).replace(/\s+/g, " ").trim();
    if (name && !names.includes(name)) names.push(name);
  }
  return names;
}

export function joinNames(names) {
  return names.map((name) => (/^"|,/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(", ");
}

class NamesField extends HTMLElement {
  connectedCallback() {
    this.store = this.querySelector("input");
    if (!this.store || this.box) return;
    this.label = this.querySelector("label").textContent;
    this.build();
    this.read();
  }

  /** Show the names that the field holds. */
  read() {
    this.names = splitNames(this.store.value);
    this.show();
  }

  build() {
    const id = this.store.id;
    this.box = document.createElement("div");
    this.box.className = "chips";
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.id = id;
    this.input.autocomplete = "off";
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}_suggestions`,
    }))
      this.input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"])
      if (this.store.hasAttribute(name)) this.input.setAttribute(name, this.store.getAttribute(name));
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `${id}_suggestions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", `${this.label}: suggestions`);
    this.list.hidden = true;
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    this.store.removeAttribute("id");
    this.store.type = "hidden";
    this.box.append(this.input);
    this.store.after(this.box, this.list, this.said);

    this.box.addEventListener("click", (event) => event.target === this.box && this.input.focus());
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => {
      this.close();
      this.add(this.input.value);
    });
    // What is still being typed when the form is sent belongs to it.
    this.closest("form").addEventListener("submit", () => this.add(this.input.value));
    // The list must not take the focus before it is clicked.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.add(option.textContent);
    });
  }

  show() {
    for (const chip of this.box.querySelectorAll(".chip")) chip.remove();
    for (const name of this.names) {
      const chip = document.createElement("span");
      const text = document.createElement("span");
      const button = document.createElement("button");
      chip.className = "chip";
      text.textContent = name;
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `Remove ${name}`);
      button.addEventListener("click", () => this.remove(name));
      chip.append(text, button);
      this.input.before(chip);
    }
    this.store.value = joinNames(this.names);
  }

  changed(sentence) {
    this.show();
    this.said.textContent = sentence;
    this.store.dispatchEvent(new Event("input", { bubbles: true }));
  }

  add(line) {
    const fresh = splitNames(line).filter((name) => !this.names.includes(name));
    this.input.value = "";
    this.close();
    if (!fresh.length) return;
    this.names.push(...fresh);
    this.changed(`Added ${fresh.join(", ")}`);
  }

  remove(name) {
    this.names = this.names.filter((each) => each !== name);
    this.changed(`Removed ${name}`);
    this.input.focus();
  }

  pressed(event) {
    if (event.isComposing) return;
    const options = [...this.list.children];
    const place = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Enter" && (this.input.value.trim() || place >= 0)) {
      event.preventDefault();
      this.add(place >= 0 ? options[place].textContent : this.input.value);
    } else if (event.key === "Enter") {
      event.preventDefault();
    } else if (event.key === "," && !this.input.value.trimStart().startsWith('"')) {
      event.preventDefault();
      this.add(this.input.value);
    } else if (event.key === "Backspace" && !this.input.value && this.names.length) {
      this.remove(this.names.at(-1));
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(options, (place + step + options.length + (place < 0 && step < 0 ? 1 : 0)) % options.length);
    }
  }

  mark(options, place) {
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    options[place].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[place].id);
  }

  typed() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (!text) this.close();
    else this.timer = setTimeout(() => this.suggest(text), PAUSE);
  }

  async suggest(text) {
    this.running?.abort();
    this.running = new AbortController();
    const url = new URL(`../${this.dataset.kind}/`, new URL(this.closest("form").dataset.suggestUrl, location.href));
    url.searchParams.set("q", text);
    try {
      const response = await fetch(url, { signal: this.running.signal });
      if (!response.ok) return;
      const { names } = await response.json();
      if (this.input.value.trim() === text) this.open(names.filter((name) => !this.names.includes(name)));
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  open(names) {
    this.list.replaceChildren(
      ...names.map((name, index) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}_${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = name;
        return option;
      }),
    );
    this.list.hidden = !names.length;
    this.input.setAttribute("aria-expanded", String(names.length > 0));
    this.said.textContent = names.length ? `${names.length} suggestion${names.length === 1 ? "" : "s"}` : "";
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

customElements.define("names-field", NamesField);
