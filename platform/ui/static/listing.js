// The list of cases: rows that are there change in place, new ones are announced, nothing moves by itself.
import { newsBar } from "./notices.js";
import { patch, remember, sync } from "./patch.js";

const list = document.querySelector("[data-live=rows]");
let newest = null; // what the reader sees after pressing the bar

const rowsBar = newsBar(document.querySelector(".list .news"), "rows", showNewest);
["folders", "round", "bar", "count"].map((name) => document.querySelector(`[data-live=${name}]`)).forEach((part) => part && remember(part));
if (list) remember(list);

const rowsOf = (part) => [...part.querySelectorAll("li[data-key]")];

// The row of the open case, in what stands here or in what is about to.
export function markRow(part, pathname) {
  for (const row of part.querySelectorAll("a.row"))
    new URL(row.href, location.href).pathname === pathname ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
}

export function showList(fresh) {
  for (const name of ["folders", "round", "bar", "count"]) {
    const here = document.querySelector(`[data-live=${name}]`), there = fresh.querySelector(`[data-live=${name}]`);
    if (here && there) patch(here, there);
  }
  const there = fresh.querySelector("[data-live=rows]");
  if (!list || !there) return rowsBar.set(0);
  markRow(there, location.pathname); // it may have been asked for before another case was opened
  if (!rowsOf(list).length) return patch(list, there), rowsBar.set(0); // nothing stands there that could jump
  const wanted = new Map(rowsOf(there).map((row) => [row.dataset.key, row]));
  const whole = !there.querySelector("[rel=next]");
  for (const row of rowsOf(list)) {
    const now = wanted.get(row.dataset.key);
    if (now) sync(row, now), wanted.delete(row.dataset.key);
    row.firstElementChild.classList.toggle("gone", !now && whole);
  }
  newest = there;
  rowsBar.set(wanted.size);
}

function showNewest() {
  if (!newest) return;
  patch(list, newest);
  rowsBar.set(0);
  list.querySelector("a.row")?.focus();
  list.querySelector(".rows")?.scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("live:shown"));
}
