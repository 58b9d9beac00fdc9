// Buttons that copy what another element shows; without this module they stay hidden and the text is selected by hand.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.querySelector("span");
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      said.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
