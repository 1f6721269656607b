// Settling a conflict: who writes a text of their own at a place has chosen it there.

for (const text of document.querySelectorAll(".clash-own textarea")) {
  text.addEventListener("input", () => {
    text.closest(".clash-own").querySelector("input[type=radio]").checked = true;
  });
}
