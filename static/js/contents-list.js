// <contents-list>: open beside the text, closed above it where there is no room; the section being read is marked.

const BESIDE = matchMedia("(min-width: 64rem)");
// A heading counts as reached a little below the top edge.
const REACHED = 120;

class ContentsList extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.links = [...this.querySelectorAll("a")];
    this.headings = this.links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    this.details.open = BESIDE.matches;
    BESIDE.addEventListener("change", () => (this.details.open = BESIDE.matches));
    this.addEventListener("click", (event) => {
      if (!BESIDE.matches && event.target.closest("a")) this.details.open = false;
    });
    addEventListener("scroll", () => this.schedule(), { passive: true });
    this.mark();
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.mark();
    });
  }

  mark() {
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const reached = this.headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top <= REACHED);
    const current = this.links[atEnd && reached < 0 ? this.links.length - 1 : reached];
    if (current === this.current) return;
    this.current?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "location");
    this.current = current;
    if (current && BESIDE.matches) this.reveal(current);
  }

  // Scrolls the list alone: scrollIntoView would move the page under the reader.
  reveal(link) {
    const list = this.getBoundingClientRect();
    const row = link.getBoundingClientRect();
    if (row.top < list.top) this.scrollTop += row.top - list.top - 24;
    else if (row.bottom > list.bottom) this.scrollTop += row.bottom - list.bottom + 24;
  }
}

customElements.define("contents-list", ContentsList);
