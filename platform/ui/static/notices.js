// What live updates tell the reader: one line about the connection, bars about what is new, the tab's title.

const app = document.querySelector(".app[data-stream]");
const line = document.getElementById("sambungan");
const CALM = 5000; // at most one announcement in this time
const LONG = 5 * 60 * 1000;
let named = document.title;
const fresh = { rows: 0, messages: 0 };
let lostAt = 0, ended = false;

function connectionSays(words, banner = false, link = null) {
  if (line.dataset.said === words) return;
  line.dataset.said = words;
  line.classList.toggle("banner", banner);
  line.replaceChildren(words, ...(link ? [" ", link] : []));
}

export function lost() {
  lostAt ||= Date.now();
  if (!ended) connectionSays(Date.now() - lostAt > LONG ? line.dataset.long : line.dataset.lost, Date.now() - lostAt > LONG);
}

export function found() {
  lostAt = 0;
  if (!ended) connectionSays("");
}

export function caseGone() {
  if (!ended) connectionSays(line.dataset.gone, true);
}

// The page stays as it is, with everything that was typed; the reader leaves it when ready.
export function sessionEnded(address) {
  ended = true;
  app.dataset.ended = "true";
  const link = Object.assign(document.createElement("a"), { href: address || "/sign-in", textContent: line.dataset.enter });
  connectionSays(line.dataset.ended, true, link);
}

// A bar with one button: "2 kasus baru – tampilkan". Its number changes at most every five seconds.
export function newsBar(place, kind, press) {
  const button = place?.querySelector(".news-show");
  let count = 0, saidAt = 0, timer = 0;
  const say = () => {
    timer = 0;
    saidAt = Date.now();
    if (!button) return;
    button.textContent = count === 1 ? button.dataset.one : button.dataset.many.replace("2", count);
    button.hidden = !count;
  };
  const set = (number) => {
    count = fresh[kind] = number;
    title();
    if (!count) return clearTimeout(timer), say();
    timer ||= setTimeout(say, Math.max(0, saidAt + CALM - Date.now()));
  };
  button?.addEventListener("click", press);
  return { set, get count() { return count; } };
}

// Another case stands in the page.
export function renamed(words) {
  named = words;
  if (line.dataset.said === line.dataset.gone) connectionSays("");
  title();
}

export function title() {
  const late = Number(document.querySelector('.folders a[href*="folder=late"] .count')?.textContent ?? 0);
  const news = fresh.rows + fresh.messages;
  const words = [news ? `(${news})` : "", late ? `${app.dataset.late.replace("2", late)} –` : "", named];
  document.title = words.filter(Boolean).join(" ");
}
