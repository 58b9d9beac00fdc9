"use strict";
// Fetches the thread again every two seconds; forms and links work without this.
const thread = document.getElementById("thread");
let shown = thread.innerHTML.trim();

function toEnd() {
  window.scrollTo(0, document.body.scrollHeight);
}

async function news() {
  if (document.hidden || thread.contains(document.activeElement)) return;
  const answer = await fetch(thread.dataset.news).catch(() => null);
  if (!answer || !answer.ok) return;
  const html = (await answer.text()).trim();
  if (html === shown) return;
  shown = html;
  thread.innerHTML = html;
  toEnd();
}

toEnd();
window.addEventListener("load", toEnd); // pictures have their height now
setInterval(news, 2000);
