// Textareas as tall as their text, where CSS cannot do it (`field-sizing`).

export function grow(areas) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of areas) {
    const fit = () => {
      const top = document.documentElement.scrollTop;
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
      document.documentElement.scrollTop = top;
    };
    area.addEventListener("input", fit);
    fit();
  }
}
