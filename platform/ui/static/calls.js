// The page of telephone calls and the form of one: their parts change in place, what is typed stays.
import { patch, remember } from "./patch.js";

const callParts = [...document.querySelectorAll("[data-live^=call]")];
callParts.forEach(remember);

export function showCalls(fresh) {
  for (const part of callParts) {
    const there = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (there) patch(part, there);
  }
}
