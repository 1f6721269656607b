// The values of the editor's form, as they are kept and put back.

const NOT_KEPT = ["csrfmiddlewaretoken", "action", "copy", "image_upload", "schedule_at"];

/** [[name, value], ...] of what can be kept: all but files and what belongs to one request. */
export function valuesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.includes(name) && typeof value === "string");
}

/** Whether both say the same, whatever revision they were begun from. */
export function sameValues(one, other) {
  const plain = (values) => JSON.stringify(values.filter(([name]) => name !== "base"));
  return plain(one) === plain(other);
}

/** Fill `form` with `values`; what a box that is not ticked lacks is its tick. */
export function putValues(form, values) {
  const kept = new Map(values);
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.includes(field.name) || ["file", "submit"].includes(field.type)) continue;
    if (field.type === "checkbox") field.checked = kept.has(field.name);
    else if (kept.has(field.name)) field.value = kept.get(field.name);
  }
  for (const names of form.querySelectorAll("names-field")) names.read();
  for (const name of ["title", "description", "body", "source", "image_src"]) {
    const field = form.elements[name];
    for (const kind of ["input", "change"]) field?.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}
