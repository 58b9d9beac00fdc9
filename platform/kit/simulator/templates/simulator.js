"use strict";
// Fetches the talk again every two seconds; forms and links work without this.
const talk = document.querySelector("[data-news]");
let shown = talk.innerHTML.trim();

function toEnd() {
  window.scrollTo(0, document.body.scrollHeight);
}

async function news() {
  if (document.hidden || talk.contains(document.activeElement)) return;
  const answer = await fetch(talk.dataset.news).catch(() => null);
  if (!answer || !answer.ok) return;
  const html = (await answer.text()).trim();
  if (html === shown) return;
  shown = html;
  talk.innerHTML = html;
  toEnd();
}

toEnd();
window.addEventListener("load", toEnd); // pictures have their height now
setInterval(news, 2000);
