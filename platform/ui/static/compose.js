// The composer, made comfortable: nothing typed is lost, an answer can be taken back, replies are at hand.
// Every form here works without this module; a plain ES module, no build.
import { cannedList } from "./compose_canned.js";
import { partsLine } from "./compose_parts.js";
import { fileDesk } from "./compose_files.js";
import { keeper } from "./compose_keeping.js";

const PLACE = /\{[a-z_]{2,30}\}/g;

function start(section) {
  waitForSending(section.querySelector("#ditahan"));
  const form = section.querySelector("form.writing");
  if (!form) return null;
  const said = form.dataset;
  const news = form.querySelector("#kabar-tulis");
  const box = form.elements.text?.matches?.("textarea") ? form.elements.text : null;
  const tell = (tone, text, ...acts) => {
    const banner = document.createElement("div");
    banner.className = `banner ${tone}`;
    banner.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = text;
    banner.append(words, ...acts.map(([label, act]) => button(label, act)));
    news.replaceChildren(banner);
  };
  const keep = keeper(form, tell, section);
  let sending = null, leaving = false;
  const files = fileDesk(form, keep, tell);
  const countParts = partsLine(form.querySelector("#hitung-sms"));
  if (box) cannedList(section, box, () => (showUnfilled(), countParts(box.value)));

  if (box) countParts(box.value);

  section.classList.add("live");
  form.querySelectorAll("[data-plain]").forEach((each) => (each.hidden = true));
  box?.addEventListener("input", () => (showUnfilled(), countParts(box.value)));
  form.addEventListener("input", preview);
  form.elements.template?.addEventListener?.("change", () =>
    form.requestSubmit(form.querySelector('button[name=go][value=template]')),
  );
  form.addEventListener("submit", (event) => {
    if (form.dataset.busy) return event.preventDefault();
    const go = event.submitter?.name === "go" ? event.submitter.value : "";
    if (go.startsWith("remove:")) return stop(event), files.remove(go.slice(7));
    if (go === "draft") return stop(event), keep.now();
    if (go === "discard") keep.forget();
    if (go) return keep.leave();
    stop(event);
    send(event.submitter ?? form.querySelector("button.primary"));
  });
  watchWindow();
  showUnfilled();
  return { leave, end: keep.end };

  // Whether another case may take the place of this one: an answer on its way has arrived, what was typed is kept.
  async function leave() {
    leaving = true;
    await sending;
    return (leaving = !form.dataset.busy && (await keep.away()));
  }

  function showUnfilled() {
    const found = [...new Set(box?.value.match(PLACE) ?? [])];
    const line = form.querySelector("#belum-diisi");
    line.hidden = !found.length;
    line.textContent = found.length ? `${said.unfilled} ${found.join(", ")}` : "";
    return found;
  }

  function send(pressed) {
    return (sending = sendNow(pressed));
  }

  async function sendNow(pressed) {
    const [missing] = showUnfilled();
    if (missing) {
      const at = box.value.indexOf(missing);
      box.focus();
      return box.setSelectionRange(at, at + missing.length);
    }
    if (box && !box.value.trim() && !form.querySelector("#berkas li")) {
      tell("warn", said.empty);
      return box.focus();
    }
    busy(pressed, true);
    keep.say(said.sending);
    await files.idle();
    await keep.idle();
    const body = new FormData(form);
    if (form.elements.tab.value === "reply") body.set("hold", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json, text/html" } });
      if (answer.ok && answer.headers.get("content-type")?.startsWith("application/json")) {
        keep.forget();
        return leaving || location.assign((await answer.json()).to);
      }
      if (answer.status === 409 || answer.status === 422) return again(await answer.text());
      if (answer.redirected || answer.status === 401 || answer.status === 403)
        tell("warn", said.signedOut, [said.signIn, () => location.reload()]);
      else tell("bad", said.offline, [said.again, () => send(pressed)]);
    } catch {
      tell("bad", said.offline, [said.again, () => send(pressed)]);
    }
    busy(pressed, false);
    keep.say(said.local);
  }

  // What the server refused comes back as the page it would have shown: its composer takes the place of this one.
  function again(page) {
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("tulis");
    keep.end();
    section.replaceWith(fresh);
    composer = start(fresh);
    (fresh.querySelector("[aria-invalid], .wrong input") ?? fresh.querySelector("textarea, .fill input"))?.focus();
  }

  function busy(pressed, is) {
    if (is) form.dataset.busy = "true";
    else delete form.dataset.busy;
    pressed?.toggleAttribute("aria-busy", is);
  }

  function stop(event) {
    event.preventDefault();
    // The desk's own module marks a form as sent; this one stays.
    const pressed = event.submitter;
    setTimeout(() => (delete form.dataset.sent, form.dataset.busy || pressed?.removeAttribute("aria-busy")));
  }

  function preview({ target }) {
    const mark = form.querySelector(`mark[data-field="${CSS.escape(target.name ?? "")}"]`);
    if (mark) mark.textContent = target.value || `[${target.labels[0].textContent}]`;
  }

  function watchWindow() {
    const left = Number(form.querySelector("#cara")?.dataset.window ?? 0);
    if (!left) return;
    setTimeout(async () => {
      if (!form.isConnected) return;
      await keep.now();
      tell("warn", said.windowOver, [said.reload, () => location.reload()]);
    }, left * 1000);
  }
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

// An answer that waits: its seconds are counted, and then it is asked what became of it.
function waitForSending(box) {
  if (!box) return;
  const line = box.querySelector("[data-left-text]"), ends = performance.now() + Number(box.dataset.seconds) * 1000;
  const count = setInterval(() => {
    if (!box.isConnected) return clearInterval(count);
    const left = Math.ceil((ends - performance.now()) / 1000);
    if (left > 0) return (line.textContent = line.dataset.leftText.replace("{n}", left));
    clearInterval(count);
    line.textContent = line.dataset.sending;
    ask(30);
  }, 1000);

  async function ask(tries) {
    const answer = await fetch(box.dataset.state, { headers: { accept: "application/json" } }).catch(() => null);
    if (!box.isConnected) return;
    const state = answer?.ok && !answer.redirected ? (await answer.json()).state : "held";
    if (state === "returned") return location.assign(location.pathname + "?tab=reply");
    if (state === "sent") {
      line.textContent = box.dataset.sent;
      box.querySelectorAll("form").forEach((form) => form.remove());
      return setTimeout(() => box.remove(), 6000);
    }
    if (tries) setTimeout(() => ask(tries - 1), 1000);
  }
}

// Another case takes the place of this one: what was typed is on the server, or at least in this browser, before.
let composer = null;
function begin() {
  composer?.end();
  const section = document.getElementById("tulis");
  composer = section && start(section);
}
begin();
document.addEventListener("case:leaving", ({ detail }) => composer && detail.push(composer.leave()));
document.addEventListener("case:shown", begin);
