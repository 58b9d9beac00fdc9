// The button of the papers; without this module the browser's own menu prints them. A plain ES module.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
