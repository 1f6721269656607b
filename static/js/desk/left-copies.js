// On the desk's first page: what was typed in this browser and not saved, by pages that are not open any more.

import { copiesOf, isLeft, timeOf } from "./copies.js";

const board = document.querySelector("[data-left-copies]");
const list = board.querySelector("ul");

for (const [id, copy] of copiesOf(board.dataset.user)) {
  if (!(await isLeft(id))) continue;
  const item = list.appendChild(document.createElement("li"));
  const text = item.appendChild(document.createElement("div"));
  const link = text.appendChild(document.createElement("a"));
  const time = text.appendChild(document.createElement("p"));
  text.className = "entry-text";
  link.href = copy.path;
  link.textContent = copy.title || "Untitled";
  time.className = "meta";
  time.textContent = timeOf(copy);
  board.hidden = false;
}
