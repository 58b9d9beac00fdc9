"use strict";
// Fetches the SMS again every two seconds; forms and links work without this.
const lines = document.getElementById("lines");
let shown = lines.innerHTML.trim();

function toEnd() {
  window.scrollTo(0, document.body.scrollHeight);
}

async function news() {
  if (document.hidden) return;
  const answer = await fetch(lines.dataset.news).catch(() => null);
  if (!answer || !answer.ok) return;
  const html = (await answer.text()).trim();
  if (html === shown) return;
  shown = html;
  lines.innerHTML = html;
  toEnd();
}

toEnd();
setInterval(news, 2000);
