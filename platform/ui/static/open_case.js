// The open case: head, acts, panel and timeline follow the case; what is being written is never touched.
import { newsBar } from "./notices.js";
import { patch, remember } from "./patch.js";

const NEAR = 48; // pixels from the end that still count as reading the end
let timeline, parts, messagesBar, firstNew, held; // held: which state of the case the page shows: its version, and the moment of looking

// The case that stands in the page now; another one may take its place (switching.js).
export function openCase() {
  messagesBar?.set(0);
  firstNew = held = null;
  timeline = document.querySelector("[data-live=timeline]");
  parts = ["head", "more", "panel"].map((name) => document.querySelector(`[data-live=${name}]`)).filter(Boolean);
  messagesBar = newsBar(document.querySelector(".news.messages"), "messages", () => {
    firstNew?.scrollIntoView({ block: "start" });
    readAll();
  });
  [timeline, ...parts].forEach((part) => part && remember(part));
}
openCase();

// From 901 px the timeline scrolls by itself; below that the page does, and the panel follows the timeline.
const scroller = () => (getComputedStyle(timeline).overflowY !== "visible" ? timeline : document.scrollingElement);
const bottom = () => (scroller() === timeline ? timeline.getBoundingClientRect().bottom : innerHeight);
const atEnd = () => (timeline.lastElementChild?.getBoundingClientRect().bottom ?? 0) < bottom() + NEAR;
const toEnd = () => timeline.lastElementChild?.scrollIntoView({ block: "end" });
addEventListener("scroll", () => messagesBar.count && !document.hidden && atEnd() && readAll(), { capture: true, passive: true });

// Answers whether something was left as it was because the reader is using it.
export function showCase(fresh) {
  let left = false;
  for (const part of parts) {
    const there = fresh.querySelector(`[data-live=${part.dataset.live}]`);
    if (there && !part.matches("[data-keep]")) left = patch(part, there).left || left;
  }
  if (timeline) showTimeline(fresh.querySelector("[data-live=timeline]"));
  held = fresh.querySelector("[data-version]").dataset;
  if (!messagesBar.count) readAll();
  return left;
}

// What is sent from now on answers what stands on the screen. While new messages wait further down it does not, and
// the server says so: nothing is sent past a message that was not seen.
function readAll() {
  messagesBar.set(0);
  if (held)
    for (const field of document.querySelectorAll("#tulis input[name=version], #tulis input[name=seen]"))
      field.value = held[field.name];
}

function showTimeline(there) {
  const reading = atEnd(), place = scroller().scrollTop;
  const messages = patch(timeline, there).added.filter((line) => line.matches(".msg"));
  if (reading) return toEnd();
  scroller().scrollTop = place;
  if (!messages.length) return;
  if (!messagesBar.count) firstNew = messages[0];
  messagesBar.set(messagesBar.count + messages.length);
}
