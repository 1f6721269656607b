// The choices above the list of articles take effect at once, and leave no empty parameters in its address.

const form = document.querySelector("[data-list-filters]");

form?.addEventListener("change", (event) => {
  if (event.target.matches("select")) form.requestSubmit();
});
form?.addEventListener("submit", () => {
  for (const field of form.querySelectorAll("[name]")) field.disabled = !field.value;
});
// Coming back to the page finds the fields usable.
window.addEventListener("pageshow", () => {
  for (const field of form?.querySelectorAll("[name]") ?? []) field.disabled = false;
});
