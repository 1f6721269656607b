// <copy-code>: a button on every block of highlighted code that copies it, without line numbers.

const SHOWN_FOR = 2000;

class CopyCode extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", () => this.copy(button));
    const status = document.createElement("span");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    this.replaceChildren(button, status);
    this.status = status;
  }

  async copy(button) {
    const code = this.parentElement.querySelector("pre");
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
    } catch {
      // No permission, or no secure address: leave the text selected, one key away.
      getSelection().selectAllChildren(code);
      said = "Selected";
    }
    button.textContent = said;
    this.status.textContent = said;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      button.textContent = "Copy";
      this.status.textContent = "";
    }, SHOWN_FOR);
  }
}

customElements.define("copy-code", CopyCode);

for (const block of document.querySelectorAll(".prose .highlight")) block.append(document.createElement("copy-code"));
