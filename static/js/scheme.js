// Applies the colour scheme that the reader chose before anything is painted. Without a choice, the system decides.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is closed to this page; the system's scheme it is.
}
