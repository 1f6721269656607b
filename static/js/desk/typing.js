// Changes to a textarea that its own undo can take back.

/** Replace the selection with `text`, as if it had been typed. */
export function insert(area, text) {
  area.focus();
  // The only way to change a textarea that browsers record for undo; the other one is for those that lack it.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }
}

/** Replace what stands from `start` to `end`. */
export function replaceRange(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (text) insert(area, text);
  else if (start !== end && !document.execCommand("delete")) {
    area.setRangeText("", start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "deleteContentBackward" }));
  }
}

/** The start and the end of the lines that the selection touches. */
export function selectedLines(area) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = area.value.indexOf("\n", area.selectionEnd);
  return [start, next === -1 ? area.value.length : next];
}
