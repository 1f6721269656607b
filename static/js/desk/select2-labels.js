// Django's searchable selects (select2) come without a name for screen readers: they get the one of their field.

function nameAll() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.trim().replace(/:$/, "");
    const box = select.nextElementSibling;
    if (!label || !box) continue;
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) part.setAttribute("aria-label", label);
  }
}

// select2 replaces the fields when the page is ready, in a task of its own.
addEventListener("load", () => setTimeout(nameAll));
