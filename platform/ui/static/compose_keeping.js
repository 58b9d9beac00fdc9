// Drafts: in this browser at once, on the server a second after the typing stops, never over a newer one.

const PAUSE = 1000, RETRY = 5000;
const store = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; /* private windows */ } },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* private windows */ } },
};

export function keeper(form, tell, section) {
  const said = form.dataset, key = `sahut.draft ${said.place}`;
  const state = section.querySelector("#draf"), known = form.elements.known;
  const box = form.elements.text;
  let timer = 0, running = Promise.resolve(), dirty = false, ended = false, choosing = false;

  const say = (words) => state && (state.textContent = words);
  const body = () => {
    const found = new FormData(form);
    found.delete("files");
    return found;
  };

  function changed(event) {
    if (ended || event.target.name === "files") return;
    dirty = true;
    store.write(key, { text: box.value, known: known.value });
    clearTimeout(timer);
    timer = setTimeout(now, PAUSE);
  }

  function now() {
    clearTimeout(timer);
    running = running.then(save, save);
    return running;
  }

  async function save() {
    if (ended || choosing) return;
    const text = box.value;
    dirty = false;
    say(said.saving);
    try {
      const answer = await fetch(said.draft, { method: "POST", body: body(), headers: { accept: "application/json" } });
      if (answer.status === 409) return newer(await answer.json());
      if (answer.redirected || answer.status === 401 || answer.status === 403) {
        dirty = true;
        say(said.local);
        return tell("warn", said.signedOut, [said.signIn, () => location.reload()]);
      }
      if (!answer.ok) throw new Error(answer.status);
      kept(await answer.json(), text);
    } catch {
      dirty = true;
      say(said.local);
      timer = setTimeout(now, RETRY);
    }
  }

  function kept(answer, text = box.value) {
    known.value = answer.known;
    say(answer.said);
    if (box.value === text) store.drop(key);
    else store.write(key, { text: box.value, known: known.value });
  }

  function newer(answer) {
    dirty = true;
    if (answer.code !== "draft_newer") {
      known.value = 0;
      tell("warn", answer.said);
      return say(said.local);
    }
    offer(said.newer.replace("{time}", answer.time), answer.text, answer.known);
  }

  // Two texts, and the officer chooses; until then nothing is saved.
  function offer(title, text, version) {
    choosing = true;
    const done = (taken) => {
      choosing = false;
      known.value = version;
      if (taken) box.value = text;
      form.querySelector("#kabar-tulis").replaceChildren();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    };
    tell("warn", `${title} “${text.slice(0, 300)}”`, [said.theirs, () => done(true)], [said.mine, () => done(false)]);
  }

  function restore() {
    const local = store.read(key);
    if (!local || local.text === box.value || !local.text.trim()) return store.drop(key);
    if (String(local.known) === known.value) {
      box.value = local.text;
      say(said.restored);
      dirty = true;
      timer = setTimeout(now, PAUSE);
    } else offer(said.here, local.text, known.value);
  }

  const leaving = () => {
    if (!dirty || ended || choosing) return;
    fetch(said.draft, { method: "POST", body: body(), keepalive: true }).catch(() => {});
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => event.target.name === "then" && changed(event));
  addEventListener("pagehide", leaving);
  if (box.matches?.("textarea")) restore();

  // True when nothing typed can be lost: it is on the server, or in this browser until the case is opened again.
  async function away() {
    for (let tries = 0; dirty && !ended && !choosing && tries < 3; tries += 1)
      await Promise.race([now(), new Promise((done) => setTimeout(done, 3000))]);
    return ended || !(dirty || choosing) || store.write(key, { text: box.value, known: known.value });
  }

  function end() {
    ended = true;
    clearTimeout(timer);
    removeEventListener("pagehide", leaving);
  }
  return {
    say,
    now,
    kept,
    newer,
    body,
    end,
    forget: () => (end(), store.drop(key)),
    away,
    // The form itself brings all that is typed, and how it is meant to go out: nothing may be saved over it.
    leave: () => (clearTimeout(timer), removeEventListener("pagehide", leaving)),
    idle: () => (clearTimeout(timer), running.catch(() => {})),
  };
}
