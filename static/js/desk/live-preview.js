// What readers would see of what is being typed, and the checks of it: asked of the server when the writer pauses.

const PAUSE = 700;

export function attachLivePreview(form, { sending, checks, frame, toggle, area }) {
  let timer;
  let running;
  let latest = "";

  const show = () => {
    const page = frame?.contentDocument?.getElementById("preview-body");
    if (!page) return;
    page.innerHTML = latest;
    // No script runs in the frame: the colour scheme that was chosen is set from here.
    const { theme } = document.documentElement.dataset;
    if (theme) frame.contentDocument.documentElement.dataset.theme = theme;
  };

  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const data = new FormData(form);
    for (const name of ["image_upload", "action"]) data.delete(name);
    try {
      const { signal } = running;
      const response = await fetch(form.dataset.previewUrl, { method: "POST", body: data, redirect: "manual", signal });
      // Logged out, or logged in anew with another token: better known now than when the text is to be saved.
      if (!response.ok) return sending.ask();
      sending.explain();
      const answer = await response.json();
      latest = answer.html;
      // Read out only what has changed.
      if (checks.innerHTML !== answer.checks) checks.innerHTML = answer.checks;
      show();
    } catch (error) {
      if (error.name !== "AbortError") sending.explain("away");
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  if (!frame) return;

  const flip = () => {
    const shown = frame.hidden;
    if (shown && !frame.src) {
      frame.addEventListener("load", show);
      frame.src = form.dataset.frameUrl;
    }
    frame.hidden = !shown;
    area.hidden = shown;
    toggle.setAttribute("aria-pressed", String(shown));
    toggle.textContent = shown ? "Back to writing" : "Show preview";
    if (shown) ask();
    else area.focus();
  };
  toggle.addEventListener("click", flip);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.altKey && event.code === "KeyP") {
      event.preventDefault();
      flip();
    }
  });
}
