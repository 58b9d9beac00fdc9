// Small comforts of the desk; every page works without them. A plain ES module, no build.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A conversation opens at its end, unless the address names a place in it.
function toItsEnd() {
  const timeline = document.querySelector("[data-from-end]");
  if (!timeline || location.hash) return;
  timeline.scrollTop = timeline.scrollHeight;
  // On a phone the page scrolls, not the conversation; who has just written there wants to see it.
  const written = new URLSearchParams(location.search).get("done");
  if (timeline.scrollHeight <= timeline.clientHeight && ["reply", "note", "peer", "held"].includes(written))
    timeline.lastElementChild?.scrollIntoView({ block: "center" });
}
toItsEnd();
document.addEventListener("case:shown", toItsEnd);

// What an act led to is told once: loading the page again does not tell it again.
if (new URLSearchParams(location.search).has("done"))
  setTimeout(() => {
    const here = new URL(location.href);
    here.searchParams.delete("done");
    history.replaceState(history.state, "", here);
  }, 3000);

// One open menu at a time; Escape and a press elsewhere close it.
const closeMenus = (except) =>
  all("details.me[open], details.menu[open]").forEach((menu) => menu !== except && menu.removeAttribute("open"));
addEventListener("click", (event) => closeMenus(event.target.closest("details")));
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.me[open], details.menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});

// A form is sent once: the button keeps its words, says it is busy, and a second press does nothing.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "true";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  all("form[data-sent]").forEach((form) => delete form.dataset.sent);
  all("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

// A link that names a dialog on this page opens it; without this module it leads to the same thing as a page.
addEventListener("click", (event) => {
  const dialog = document.getElementById(event.target.closest("a[data-dialog]")?.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

// Ctrl+Enter (⌘ on a Mac) sends what is being written.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea")) return;
  event.preventDefault();
  event.target.form?.requestSubmit(event.target.form.querySelector("button.primary"));
});
