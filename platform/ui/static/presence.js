// Who else is here, and telling the others that the reader writes. Without Valkey nobody is shown.
import { ask, repeatedly } from "./asking.js";
import { patch } from "./patch.js";

const here = document.querySelector(".app[data-stream]")?.dataset ?? {};
const AGAIN = 15000, IDLE = 30000;
let known = null, toldAt = 0, idle = 0;

export const wantPresence = repeatedly(async () => {
  try {
    known = await ask(here.here);
    showPresence();
  } catch {
    known = null; // not shown rather than wrong
  }
}, 2000);

export function showPresence() {
  for (const row of document.querySelectorAll(".list li[data-key]")) {
    const found = known?.querySelector(`[data-row="${CSS.escape(row.dataset.key)}"]`);
    const mark = row.querySelector(".row-here") ?? (found && placeFor(row.querySelector(".row-meta")));
    if (mark && mark.innerHTML !== (found?.innerHTML ?? "")) mark.innerHTML = found?.innerHTML ?? "";
  }
  for (const name of ["viewers", "writers"]) {
    const part = document.querySelector(`[data-live=${name}]`), found = known?.querySelector(`[data-live=${name}]`);
    if (part) patch(part, found ?? document.createElement("div"));
  }
}

// Most rows are nobody's: the place is made where somebody is.
function placeFor(meta) {
  const place = Object.assign(document.createElement("span"), { className: "row-here" });
  place.dataset.live = "row";
  meta.insertBefore(place, meta.querySelector(".avatar"));
  return place;
}

function tellWriting(writing) {
  toldAt = writing ? Date.now() : 0;
  const headers = { "x-csrftoken": document.body.dataset.csrf };
  const body = new URLSearchParams({ writing: writing ? "1" : "" });
  ask(here.writing, { method: "POST", headers, body }).catch(() => {}); // it runs out by itself
}

document.addEventListener("case:leaving", () => (clearTimeout(idle), toldAt && tellWriting(false)));

// Any text of the composer, whoever puts it there; the composer itself is not ours.
document.addEventListener("input", ({ target }) => {
  if (!here.writing || !target.matches("#tulis textarea")) return;
  clearTimeout(idle);
  if (!target.value.trim()) return toldAt && tellWriting(false);
  if (Date.now() - toldAt > AGAIN) tellWriting(true);
  idle = setTimeout(() => tellWriting(false), IDLE);
});
document.addEventListener("live:shown", showPresence);
