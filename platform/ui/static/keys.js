// What keys do: read from the help that stands in the page, so that the two cannot differ. A plain ES module.
import "./sift.js";

const help = document.getElementById("tombol");
const table = new Map();
for (const line of help?.querySelectorAll("[data-keys]") ?? []) table.set(line.dataset.keys.toLowerCase(), line.dataset);

const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const first = (selector) => {
  const found = [...document.querySelectorAll(selector)];
  return found.find(seen) ?? found[0];
};
const press = (element) => element && (element.click(), true);

// Focus goes from case to case; nothing is opened before Enter.
const step = (by) => {
  const rows = [...document.querySelectorAll("a.row")].filter(seen);
  const here = rows.indexOf(document.activeElement.closest("a.row"));
  const from = here < 0 ? rows.findIndex((row) => row.hasAttribute("aria-current")) : here;
  const next = rows[from < 0 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
};

// The tab is already there, or it is a page away: then the text takes the focus when that page has come.
const write = (tab) => {
  const link = first(`.compose .tabs a[href*="tab=${tab}"], .compose [data-act="${tab}"]`);
  if (!link) return false;
  const chosen = link.hasAttribute("aria-current") || link.getAttribute("aria-selected") === "true";
  if (!chosen) sessionStorage.setItem("write", tab);
  chosen ? document.getElementById("text")?.focus() : link.click();
  return true;
};
if (sessionStorage.getItem("write")) document.getElementById("text")?.focus();
sessionStorage.removeItem("write");

const moves = {
  next: () => step(1),
  previous: () => step(-1),
  reply: () => write("reply"),
  note: () => write("note"),
  more: () => press(first("a[data-dialog=tindakan]")),
  back: () => press(first("[data-act=back], .case-line > a.btn, .dialog.plain > .back")),
  help: () => (help.showModal(), true),
  go: ({ href }) => (location.assign(href), true),
  search: () => {
    const field = document.getElementById("cari");
    if (!field || !seen(field)) return false;
    field.focus();
    field.select();
    return true;
  },
};
const act = (entry) => (moves[entry.does] ?? (() => press(first(`[data-act="${CSS.escape(entry.does)}"]`))))(entry);

const writing = (target) => target.closest("input, textarea, select, [contenteditable]");
const taken = (event) =>
  event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey ||
  writing(event.target) || document.querySelector("dialog[open], :popover-open, details.me[open]");

let before = "";
let waiting = 0;
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && writing(event.target) && !event.target.closest("dialog")) {
    event.target.blur();
    return;
  }
  if (help?.dataset.single !== "on" || event.key.length !== 1 || taken(event)) return;
  const pressed = event.key.toLowerCase();
  const entry = (before && table.get(`${before} ${pressed}`)) || table.get(pressed);
  const moving = entry?.does === "next" || entry?.does === "previous";
  clearTimeout(waiting);
  before = "";
  if (!entry && [...table.keys()].some((keys) => keys.startsWith(`${pressed} `))) {
    before = pressed;
    waiting = setTimeout(() => (before = ""), 1500);
  } else if (entry && (!event.repeat || moving) && act(entry)) event.preventDefault();
});

// Who asks the page itself hears of the keys, too.
function tellOfKeys() {
  if (help?.dataset.single !== "on") return;
  for (const [keys, { does }] of table)
    if (/^[a-z]$/.test(keys) && !(does in moves)) first(`[data-act="${CSS.escape(does)}"]`)?.setAttribute("aria-keyshortcuts", keys);
}
tellOfKeys();
document.addEventListener("case:shown", tellOfKeys);
