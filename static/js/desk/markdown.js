// The toolbar above the text, its shortcuts, and lists that go on with the next line.

import { insert, replaceRange, selectedLines } from "./typing.js";

const SHORTCUTS = { b: "bold", i: "italic", k: "link", e: "code" };
// A line of a list or quote: what stands before its text.
const MARKER = /^(\s*)(?:([-*+])|(\d{1,9})([.)])|(>))\s+(\[[ xX]\]\s+)?/;

function wrap(area, mark, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const isMarked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (chosen && isMarked) {
    replaceRange(area, start - mark.length, end + mark.length, chosen);
    area.setSelectionRange(start - mark.length, end - mark.length);
    return;
  }
  const text = chosen || placeholder;
  insert(area, mark + text + mark);
  area.setSelectionRange(start + mark.length, start + mark.length + text.length);
}

function link(area) {
  const start = area.selectionStart;
  const chosen = area.value.slice(start, area.selectionEnd);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const text = isAddress || !chosen ? "text" : chosen;
  insert(area, `[${text}](${isAddress ? chosen : "https://"})`);
  if (isAddress || !chosen) area.setSelectionRange(start + 1, start + 1 + text.length);
  else area.setSelectionRange(start + text.length + 3, start + text.length + 11);
}

function code(area) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  if (chosen.includes("\n")) insert(area, `\`\`\`\n${chosen}\n\`\`\`\n`);
  else wrap(area, "`", "code");
}

function heading(area) {
  const [start, end] = selectedLines(area);
  const [, level, text] = /^(#{0,6})\s*([\s\S]*)$/.exec(area.value.slice(start, end));
  // None, second, third level, none again: the first belongs to the title.
  const next = { "": "## ", "##": "### " }[level] ?? "";
  replaceRange(area, start, end, next + text);
}

function prefix(area, mark) {
  const [start, end] = selectedLines(area);
  const lines = area.value.slice(start, end).split("\n");
  const isMarked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (isMarked ? line.slice(mark.length) : mark + line)).join("\n");
  replaceRange(area, start, end, text);
  if (lines.length > 1) area.setSelectionRange(start, start + text.length);
}

/** Enter in a list begins its next item; in an empty item it ends the list. */
function nextItem(area, event) {
  if (area.selectionStart !== area.selectionEnd) return;
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const before = area.value.slice(start, area.selectionStart);
  const found = MARKER.exec(before);
  if (!found) return;
  event.preventDefault();
  if (found[0].length === before.length) {
    // A line right below an item would still belong to it.
    replaceRange(area, start, area.selectionStart, "\n");
    return;
  }
  const [, indent, bullet, number, dot, quote, task] = found;
  const marker = number ? `${Number(number) + 1}${dot}` : bullet ?? quote;
  insert(area, `\n${indent}${marker} ${task ? "[ ] " : ""}`);
}

export function attachMarkdown(area, toolbar, { chooseImage }) {
  const marks = {
    bold: () => wrap(area, "**", "bold"),
    italic: () => wrap(area, "*", "italic"),
    code: () => code(area),
    link: () => link(area),
    heading: () => heading(area),
    list: () => prefix(area, "- "),
    quote: () => prefix(area, "> "),
    image: chooseImage,
  };
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => marks[event.target.closest("[data-mark]")?.dataset.mark]?.());
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) nextItem(area, event);
    if (!event.ctrlKey && !event.metaKey) return;
    let mark = event.altKey || event.shiftKey ? undefined : SHORTCUTS[event.key.toLowerCase()];
    if (event.altKey && event.code === "Digit2") mark = "heading";
    if (event.shiftKey && event.code === "Digit8") mark = "list";
    if (event.shiftKey && event.code === "Digit9") mark = "quote";
    if (!mark) return;
    event.preventDefault();
    marks[mark]();
  });
}
