// A long list of choices is made shorter while somebody types its name. A plain ES module.
for (const box of document.querySelectorAll("[data-sift]")) {
  const field = box.querySelector("input");
  const told = box.querySelector("[role=status]");
  const lines = [...document.getElementById(box.dataset.sift).children];
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/);
    for (const line of lines) line.hidden = !words.every((word) => plain(line.querySelector("label").textContent).includes(word));
    told.textContent = lines.every((line) => line.hidden) ? told.dataset.none : "";
  });
  // What is chosen already is in sight, however long the list.
  const list = lines[0]?.parentElement;
  const chosen = lines.find((line) => line.querySelector("input:checked"));
  if (chosen) list.scrollTop += chosen.getBoundingClientRect().top - list.getBoundingClientRect().top;
  // Enter in the field picks the only one left; it never sends a half-filled form.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const left = lines.filter((line) => !line.hidden);
    if (left.length === 1) left[0].querySelector("input").click(), left[0].querySelector("input").focus();
  });
}
