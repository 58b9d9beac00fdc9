// A page of the desk that stays true by itself. The stream only says that something changed; what changed is asked
// for with the reader's own rights. While nothing can be heard, the page looks by itself every half minute.
import { ask, repeatedly } from "./asking.js";
import { showCalls } from "./calls.js";
import { setClock, tick } from "./clocks.js";
import { showList } from "./listing.js";
import { caseGone, found, lost, renamed, title } from "./notices.js";
import { openCase, showCase } from "./open_case.js";
import { showPresence, wantPresence } from "./presence.js";
import { switching } from "./switching.js";

const page = document.querySelector(".app[data-stream]").dataset;
const BEAT = 40000, POLL = 30000, SAFE = 60000, UNSEEN = 20000;
const soon = () => 100 + Math.random() * 400; // so that a hundred tabs do not ask in the same moment
let source = null, last = "", failures = 0, heardAt = Date.now(), lookedAt = Date.now(), busDown = false, retry = 0, hiding = 0;
let leftInUse = false;

const shown = (fresh) => (setClock(fresh.querySelector("[data-now]")?.dataset.now), tick(), showPresence(), title());

const wantList = repeatedly(async () => {
  try {
    const fresh = await ask(page.list);
    lookedAt = Date.now();
    showList(fresh);
    shown(fresh);
  } catch {
    if (!source) lost();
  }
}, 1500);

const wantCase = repeatedly(async () => {
  const address = page.case;
  if (!address || document.hidden) return;
  try {
    const fresh = await ask(address);
    if (address !== page.case) return; // another case was opened meanwhile
    leftInUse = showCase(fresh);
    shown(fresh);
    if (document.querySelector(".row.unread[aria-current]")) wantList(); // being shown here, it has been read
  } catch (refused) {
    if (refused.status === 404 && address === page.case) caseGone();
  }
}, 700);

const wantCalls = repeatedly(async () => {
  if (!page.calls || document.hidden) return;
  try {
    showCalls(await ask(page.calls));
  } catch {
    // away for a moment: the next ring, or the next look
  }
}, 700);

function lookAgain(delay = soon()) {
  wantCalls(delay);
  wantList(delay);
  wantCase(delay);
  wantPresence(delay);
}

function connect() {
  clearTimeout(retry);
  if (source || document.hidden || page.ended) return;
  const address = new URL(page.stream, location.href);
  if (last) address.searchParams.set("last", last);
  else if (page.since) address.searchParams.set("since", page.since);
  source = new EventSource(address);
  const on = (name, act) =>
    source.addEventListener(name, ({ data, lastEventId }) => {
      heardAt = Date.now();
      last = lastEventId || last;
      act(data);
    });
  on("hello", (data) => {
    failures = 0;
    busDown = false;
    page.listening = "true"; // for whoever looks at the page from outside
    found();
    if (data === "here") wantPresence();
  });
  on("resync", () => lookAgain(soon() * 2));
  on("changed", (data) => {
    wantList(soon());
    if (JSON.parse(data).includes(page.mark)) wantCase(50);
  });
  on("here", (data) => wantPresence(JSON.parse(data).includes(page.mark) ? 100 : 4000));
  on("call", () => (wantCalls(50), wantList(soon())));
  on("down", () => ((busDown = true), lost()));
  on("up", () => ((busDown = false), found()));
  on("beat", () => busDown || found());
  on("over", (data) => {
    if (data === "session") wantList(); // its answer says so, and where to sign in
    fell();
  });
  source.onerror = fell;
}

function fell() {
  close();
  failures += 1;
  if (failures > 1) lost();
  retry = setTimeout(connect, Math.min(30000, 500 * 2 ** failures) * (0.7 + Math.random() * 0.6));
}

function close() {
  source?.close();
  source = null;
  delete page.listening;
}

function look() {
  if (page.ended) return;
  const quiet = Date.now() - lookedAt, silent = Date.now() - heardAt;
  if (source && silent > BEAT) fell();
  if (busDown || (!source && !document.hidden && silent > 5000)) lost();
  const deaf = busDown || !source;
  if (quiet > (deaf ? POLL : SAFE)) (lookedAt = Date.now()), document.hidden ? wantList() : lookAgain();
}

// A tab that nobody sees lets go of its stream: browsers allow few connections to one address.
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) return (hiding = setTimeout(close, UNSEEN));
  tick();
  const slept = !source || Date.now() - heardAt > BEAT;
  if (slept) close(), lookAgain();
  connect();
});
addEventListener("offline", () => (fell(), lost()));
addEventListener("online", () => ((failures = 0), connect()));
addEventListener("pagehide", () => (clearTimeout(retry), close()));
addEventListener("pageshow", (event) => event.persisted && (lookAgain(), connect()));
document.addEventListener("focusout", () => leftInUse && ((leftInUse = false), wantCase(300)));
document.addEventListener("close", (event) => event.target.matches("dialog") && wantCase(300), true);

switching(page, (name) => {
  openCase();
  leftInUse = false;
  renamed(name);
  setClock(page.now);
  tick();
  close();
  connect(); // shown to colleagues at this case from now on; `last` tells what was missed, `hello` whether others are here
});
title();
setInterval(look, 5000);
connect();
