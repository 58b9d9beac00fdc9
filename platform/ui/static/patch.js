// Brings one part of the page up to what the server says now. Only what differs is touched, and never what the
// reader is using: the field with the caret, a typed word, an opened dialog, a form on its way, a link with focus.

const served = new WeakMap(); // what the server said of an element, which clocks and readers have changed since

const keyOf = (element) => element.dataset.key || element.id;
const saidOf = (element) => served.get(element) ?? element.outerHTML;
const isTyped = (field) => field.type !== "hidden" && (field.value ?? "") !== (field.defaultValue ?? field.value ?? "");

const inUse = (element) =>
  element.contains(document.activeElement) ||
  element.matches("[data-sent], dialog[open]") ||
  [...element.querySelectorAll("dialog[open], [data-sent], textarea, input")].some(
    (each) => !each.matches("textarea, input") || isTyped(each),
  );

export const remember = (part) => [...part.children].forEach((child) => served.set(child, child.outerHTML));

// Makes `part` hold the children of `fresh`, in that order; answers the new ones, and whether something was left
// as it is because it is in use.
export function patch(part, fresh) {
  const unused = new Set(part.children);
  const take = (fits) => {
    for (const each of unused) if (fits(each)) return unused.delete(each), each;
    return null;
  };
  const wanted = [...fresh.children].map((child) => {
    const said = child.outerHTML, key = keyOf(child);
    return { child, said, old: take((each) => (key ? keyOf(each) === key : !keyOf(each) && saidOf(each) === said)) };
  });
  for (const each of wanted)
    if (!each.old && !keyOf(each.child))
      each.old = take((old) => !keyOf(old) && old.localName === each.child.localName && old.className === each.child.className);
  let left = false;
  for (const old of unused) inUse(old) ? (left = true) : old.remove();
  const added = [];
  let place = part.firstElementChild;
  for (const { child, said, old } of wanted) {
    if (old && saidOf(old) !== said) sync(old, child) ? served.set(old, said) : (left = true);
    const element = old ?? document.importNode(child, true);
    while (place && unused.has(place)) place = place.nextElementSibling;
    if (element === place) place = place.nextElementSibling;
    else part.insertBefore(element, place);
    if (!old) served.set(element, said), added.push(element);
  }
  return { added, left };
}

// Makes one element say what the fresh one says; false when a part of it is in use and stays as it was.
export function sync(old, fresh) {
  if (old.dataset.live) return true; // filled by another hand
  if (old.matches("[data-sent], dialog[open]")) return false;
  if (old.matches("textarea, select, input:not([type=hidden])")) return !inUse(old) || old.outerHTML === fresh.outerHTML;
  for (const { name, value } of [...fresh.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  const mine = [...old.childNodes], theirs = [...fresh.childNodes];
  const alike = mine.length === theirs.length && mine.every((node, n) => node.nodeName === theirs[n].nodeName);
  if (alike) return mine.map((node, n) => syncNode(node, theirs[n])).every(Boolean);
  if (old !== document.activeElement && inUse(old)) return false;
  old.replaceChildren(...theirs.map((node) => document.importNode(node, true)));
  return true;
}

function syncNode(old, fresh) {
  if (old.nodeType === Node.ELEMENT_NODE) return sync(old, fresh);
  if (old.data !== fresh.data) old.data = fresh.data;
  return true;
}
