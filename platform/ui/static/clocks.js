// Clocks go on by themselves, from the server's own moment; paused and kept ones have no due time and stand still.

const frame = document.querySelector(".app[data-stream]");
const clockWords = JSON.parse(frame?.dataset.words ?? "null");
const faces = document.getElementById("ikon-jam")?.content;
let ahead = 0; // milliseconds by which the server's clock is before ours

export function setClock(moment) {
  if (moment) ahead = Date.parse(moment) - Date.now();
}

const unit = ([one, many], count, two) => `${two ? String(count).padStart(2, "0") : count} ${count === 1 ? one : many}`;

// The same words as `duration` and `left` in ui/formats.py.
function timeLeft(seconds, form) {
  const words = clockWords[form], minutes = Math.floor(Math.abs(seconds) / 60);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const two = clockWords.pads || form === "short";
  const parts = d ? [unit(words[0], d), h && unit(words[1], h)] : h ? [unit(words[1], h), m && unit(words[2], m, two)] : [];
  const text = parts.filter(Boolean).join(" ") || (minutes ? unit(words[2], minutes) : clockWords.under[form]);
  return clockWords[seconds < 0 ? "late" : "left"].replace("{}", text);
}

function turn(clock, now) {
  const due = Date.parse(clock.dataset.due), soon = Date.parse(clock.dataset.soon);
  const tone = now > due ? "bad" : now >= soon ? "warn" : clock.dataset.calm;
  if (!clock.classList.contains(tone || "clock") || (!tone && /\b(warn|bad)\b/.test(clock.className))) {
    clock.classList.remove("ok", "warn", "bad");
    if (tone) clock.classList.add(tone);
    const face = faces?.querySelector(`[data-tone="${tone}"] svg`);
    if (face) clock.querySelector("svg")?.replaceWith(face.cloneNode(true));
  }
  const spoken = clock.getAttribute("aria-label");
  if (spoken) clock.setAttribute("aria-label", timeLeft((due - now) / 1000, "long") + spoken.slice(spoken.indexOf(". ")));
  for (const text of clock.querySelectorAll("[data-left]")) {
    const rest = text.classList.contains("sr") ? text.textContent.slice(text.textContent.indexOf(". ")) : "";
    const said = timeLeft((due - now) / 1000, text.dataset.left) + rest;
    if (text.textContent !== said) text.textContent = said;
  }
}

export function tick() {
  if (!clockWords || document.hidden) return;
  const now = Date.now() + ahead;
  for (const clock of document.querySelectorAll("[data-due]")) turn(clock, now);
}

setClock(frame?.dataset.now);
setInterval(tick, 1000);
