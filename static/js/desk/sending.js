// Before the form is sent: would it arrive? Whoever was logged out meanwhile, or whose server does not answer, stays on
// the page with the text, instead of on an error page without it.

// How long the server may take to say that it is there, in milliseconds.
const PATIENCE = 8000;

/** Ask the server: {token} to send a form with, or {reason}: "logged-out" or "away". */
async function reach(url) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(url, { redirect: "manual", cache: "no-store", signal });
    // To the page for logging in.
    if (response.type === "opaqueredirect") return { reason: "logged-out" };
    return response.ok ? await response.json() : { reason: "away" };
  } catch {
    return { reason: "away" };
  }
}

export class Sending {
  constructor(form, unsaved, note) {
    this.form = form;
    this.unsaved = unsaved;
    this.note = note;
    this.sure = false;
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("pageshow", () => (this.sure = false));
    window.addEventListener("online", () => this.note.hidden || this.ask());
    // Back from logging in elsewhere.
    window.addEventListener("focus", () => this.note.hidden || this.ask());
  }

  /** Whether the form would arrive; says so where not, and gives it the token that it would arrive with. */
  async ask() {
    const { token, reason } = await reach(this.form.dataset.pulseUrl);
    if (token) this.form.elements.csrfmiddlewaretoken.value = token;
    this.explain(reason);
    return Boolean(token);
  }

  explain(reason) {
    this.note.hidden = !reason;
    for (const part of this.note.querySelectorAll("[data-reason]")) part.hidden = part.dataset.reason !== reason;
  }

  async submitted(event) {
    // The preview opens in a tab of its own; this page stays.
    if (event.submitter?.formTarget === "_blank") return;
    if (this.sure) {
      // A second press would send it twice, and make a new article twice.
      if (this.unsaved.leaving) event.preventDefault();
      this.unsaved.leaving = true;
      return;
    }
    event.preventDefault();
    if (this.asking) return;
    this.asking = true;
    this.unsaved.flush();
    this.unsaved.say("Sending…");
    this.sure = await this.ask();
    this.asking = false;
    if (this.sure) this.form.requestSubmit(event.submitter);
    else this.unsaved.show();
  }
}
