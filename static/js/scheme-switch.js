// <scheme-switch>: a button that goes through automatic, light and dark, and remembers the choice.

const SCHEMES = ["auto", "light", "dark"];
const LABELS = { auto: "automatic", light: "light", dark: "dark" };
const ICONS = {
  auto: '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>',
  light: '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v3m0 13v3M2.5 12h3m13 0h3M5.3 5.3l2.1 2.1m9.2 9.2 2.1 2.1m0-13.4-2.1 2.1m-9.2 9.2-2.1 2.1"/>',
  dark: '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>',
};

class SchemeSwitch extends HTMLElement {
  connectedCallback() {
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.choose(SCHEMES[(SCHEMES.indexOf(this.scheme) + 1) % SCHEMES.length]));
    this.replaceChildren(this.button);
    // Another tab may change the choice.
    window.addEventListener("storage", (event) => event.key === "scheme" && this.apply(event.newValue ?? "auto"));
    this.show();
  }

  get scheme() {
    return document.documentElement.dataset.theme ?? "auto";
  }

  choose(scheme) {
    try {
      if (scheme === "auto") localStorage.removeItem("scheme");
      else localStorage.setItem("scheme", scheme);
    } catch {
      // The choice holds for this page only.
    }
    this.apply(scheme);
  }

  apply(scheme) {
    if (scheme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = scheme;
    this.show();
  }

  show() {
    const label = `Colour scheme: ${LABELS[this.scheme]}`;
    this.button.setAttribute("aria-label", label);
    this.button.title = label;
    this.button.innerHTML = `<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[this.scheme]}</svg>`;
  }
}

customElements.define("scheme-switch", SchemeSwitch);
