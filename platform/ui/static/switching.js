// From one case to the next without a new page: its column and its panel are asked for and put in place.
// Only where list and case stand side by side, only for a plain press; in every other case the link is a link.
// What was being written is on its way before the case is left: `case:leaving` collects promises that say so.

import { markRow } from "./listing.js";

const WIDE = matchMedia("(min-width: 901px)");
const PLACE = /^\/desk\/[^/]+\/cases\/[^/]+$/;
const HEADERS = { "HX-Request": "true", "HX-Request-Type": "partial" };
const LIVE = ["stream", "list", "here", "case", "writing", "mark", "now", "since"];
const addressNow = () => location.pathname + location.search;
let shownAt = addressNow(), running = null;

// `arrive` is told when another case stands in the page.
export function switching(page, arrive) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.row, .others a, .older a");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!fits(page, link) || link.target || link.hasAttribute("download")) return;
    event.preventDefault();
    go(new URL(link.href), true);
  });
  addEventListener("popstate", () => {
    if (addressNow() === shownAt) return; // a place in this page
    fits(page, location) ? go(new URL(location.href), false) : location.reload();
  });

  async function go(address, onward) {
    running?.abort();
    const mine = (running = new AbortController());
    const plainly = () => (onward ? location.assign(address) : location.reload());
    mark(address);
    const fresh = await part(address, mine.signal).catch(() => null);
    if (mine !== running) return; // another one was pressed meanwhile
    if (!fresh) return (running = null), plainly();
    if (!(await left())) return back(onward);
    if (mine !== running) return;
    running = null;
    if (onward) history.pushState(null, "", address);
    shownAt = addressNow();
    put(page, fresh);
    mark(address);
    arrive(fresh.dataset.title);
    document.dispatchEvent(new CustomEvent("case:shown"));
    if (address.hash) document.getElementById(address.hash.slice(1))?.scrollIntoView();
    document.querySelector(".case-title")?.focus({ preventScroll: true });
  }

  // What was written could be kept nowhere: the reader stays with it.
  function back(onward) {
    running = null;
    if (!onward) history.pushState(null, "", shownAt);
    mark(new URL(shownAt, location.href));
  }
}

const fits = (page, { origin, pathname }) => origin === location.origin && PLACE.test(pathname) && page.case && !page.ended && WIDE.matches;

async function part(address, signal) {
  const answer = await fetch(address, { headers: HEADERS, signal });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".case-part");
}

async function left() {
  const leaving = new CustomEvent("case:leaving", { detail: [] });
  document.dispatchEvent(leaving);
  return (await Promise.all(leaving.detail)).every(Boolean);
}

function put(page, fresh) {
  for (const name of LIVE) page[name] = fresh.dataset[name];
  const [main, panel] = ["main", "panel"].map((name) => fresh.querySelector(`[data-part=${name}]`));
  const scripts = [...main.querySelectorAll("script[src]")].filter((each) => (each.remove(), !document.querySelector(`script[src="${each.getAttribute("src")}"]`)));
  document.getElementById("isi").replaceChildren(...main.childNodes);
  document.querySelector("#rincian > [data-live=panel]").replaceWith(...panel.children);
  for (const { src } of scripts) document.head.append(Object.assign(document.createElement("script"), { type: "module", src }));
}

// The row of the open case is marked at once: the press is seen, however long the answer takes.
function mark({ pathname }) {
  const list = document.querySelector(".list");
  if (list) markRow(list, pathname);
}
