// What was typed and not saved: said in the bar, and asked about before the page is left.

function stateOf(form) {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  return JSON.stringify([...data].map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

export function watchUnsaved(form, status) {
  // A form that came back with errors holds what is not saved yet.
  let saved = form.querySelector("[data-errors]") ? null : stateOf(form);
  const restful = status.textContent;
  let leaving = false;

  const show = () => {
    const dirty = stateOf(form) !== saved;
    const text = dirty ? "Not saved" : restful;
    status.classList.toggle("unsaved", dirty);
    if (status.textContent !== text) status.textContent = text;
  };

  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    // The preview opens in a tab of its own; this page stays.
    if (event.submitter?.formTarget === "_blank") return;
    // A second press would send it twice, and make a new article twice.
    if (leaving) event.preventDefault();
    leaving = true;
  });
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && stateOf(form) !== saved) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector('.bar-actions [value="save"]'));
    }
  });
  show();
}
