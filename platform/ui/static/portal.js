// Comforts of a citizen's pages; every one of them works without. A plain ES module, no build.

const EDGE = 1600;
const MOST = 10 * 1024 * 1024;
const SMALL = 512 * 1024;

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, values) => Object.assign(document.createElement(tag), values);
const button = (text, press) => {
  const made = make("button", { type: "button", className: "btn quiet", textContent: text });
  made.addEventListener("click", press);
  return made;
};
const sizeOf = (bytes) => {
  const spoken = (value, digits) =>
    value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return bytes < 1048576 ? `${spoken(Math.max(1, Math.round(bytes / 1024)), 0)} KB` : `${spoken(bytes / 1048576, 1)} MB`;
};

// A photo as it is sent: at most 1600 px, as JPEG, without where and with what it was taken.
// What this browser cannot open goes as it is; the server draws every picture anew.
const shrunk = async (file) => {
  if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
  try {
    const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(photo.width, photo.height));
    if (scale === 1 && file.type === "image/png" && file.size <= SMALL) return file;
    const width = Math.round(photo.width * scale), height = Math.round(photo.height * scale);
    const canvas = make("canvas", { width, height });
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, width, height);
    brush.drawImage(photo, 0, 0, width, height);
    photo.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
};

// Files of one form: each has a line that says in words what becomes of it.
for (const box of all(".sending")) {
  const input = box.querySelector("input[type=file]");
  if (!input) continue;
  const form = input.form, lines = box.querySelector(".uploads"), status = box.querySelector("[role=status]");
  const say = (key, values) => box.dataset[key].replace(/{(\w+)}/g, (_, name) => values[name]);
  let chosen = [], last = Promise.resolve(), busy = 0;

  const lineFor = () => {
    const line = make("li", {});
    line.append(make("span", {}));
    lines.append(line);
    return line;
  };
  const show = (line, text, loud, ...buttons) => {
    all("button", line).forEach((each) => each.remove());
    line.firstChild.textContent = text;
    line.append(...buttons);
    if (loud) status.textContent = text;
  };

  const send = (line, file) =>
    new Promise((done) => {
      const values = { name: file.name, size: sizeOf(file.size) };
      const failed = () => {
        line.dataset.lost = "true";
        const again = button(box.dataset.again, () => {
          delete line.dataset.lost;
          inTurn(() => send(line, file));
        });
        show(line, say("failed", values), true, again, button(box.dataset.remove, () => line.remove()));
        done();
      };
      const body = new FormData();
      body.append("_csrf_token", form.elements._csrf_token.value);
      body.append("go", "more");
      body.append("files", file);
      const call = new XMLHttpRequest();
      call.responseType = "document";
      call.upload.onprogress = (at) => show(line, say("sending", { ...values, done: sizeOf(at.loaded) }), false);
      call.onerror = call.ontimeout = failed;
      call.onload = () => {
        const kept = call.response && call.response.getElementById("kept");
        if (!kept || (call.status !== 200 && call.status !== 422)) return failed();
        document.getElementById("kept").replaceWith(kept);
        const wrong = call.status === 422 && call.response.getElementById("files-error");
        if (wrong) show(line, wrong.textContent, true, button(box.dataset.remove, () => line.remove()));
        else {
          status.textContent = say("sent", values);
          line.remove();
        }
        input.closest(".field").hidden = !call.response.querySelector("input[type=file]");
        done();
      };
      call.open("POST", input.dataset.upload);
      call.send(body);
    });

  // One after the other: a slow line carries one file sooner than five at once.
  const inTurn = (work) => {
    busy += 1;
    last = last.then(work).finally(() => (busy -= 1));
    return last;
  };

  const take = async (file) => {
    const line = lineFor();
    show(line, say("shrinking", { name: file.name }), false);
    const ready = await shrunk(file);
    const values = { name: ready.name, size: sizeOf(ready.size) };
    if (ready.size > MOST) return show(line, say("large", values), true, button(box.dataset.remove, () => line.remove()));
    if (input.dataset.upload) return send(line, ready);
    chosen.push(ready);
    const drop = () => {
      chosen = chosen.filter((each) => each !== ready);
      line.remove();
      keep();
    };
    return show(line, say("ready", values), true, button(box.dataset.remove, drop));
  };
  const keep = () => {
    const bag = new DataTransfer();
    chosen.forEach((file) => bag.items.add(file));
    input.files = bag.files;
  };

  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (input.dataset.upload) input.value = "";
    for (const file of files) await inTurn(() => take(file));
    if (!input.dataset.upload) keep();
  });
  form.addEventListener("submit", (event) => {
    const failed = lines.querySelector("[data-lost] button");
    if (!busy && !failed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) last.then(() => setTimeout(() => form.requestSubmit(event.submitter)));
    else failed.focus();
  });
  all("[data-plain]", form).forEach((each) => (each.hidden = true));
}

// A form is sent once, however often it is pressed.
addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "true";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  all("form[data-sent]").forEach((form) => delete form.dataset.sent);
  all("[aria-busy]").forEach((each) => each.removeAttribute("aria-busy"));
});

// An open report closes by itself: said ten minutes before, and put off by one press.
const ending = document.getElementById("ending");
if (ending) {
  let until = Date.now() + ending.dataset.ends * 1000;
  const look = () => (ending.hidden = Date.now() < until);
  setInterval(look, 15000);
  addEventListener("visibilitychange", look);
  ending.querySelector("[data-stay-open]").addEventListener("click", async () => {
    const token = new URLSearchParams({ _csrf_token: document.querySelector("[name=_csrf_token]").value });
    const answer = await fetch(ending.dataset.stay, { method: "POST", body: token }).catch(() => null);
    if (!answer || !answer.ok) return;
    until = Date.now() + ending.dataset.ends * 1000;
    look();
  });
}

// The receipt: on paper, or as a picture with number, PIN and QR.
all(".js[hidden]").forEach((each) => (each.hidden = false));
all("[data-print]").forEach((each) => each.addEventListener("click", () => print()));
all("[data-picture]").forEach((each) =>
  each.addEventListener("click", async () => {
    const { picture: number, pin, words } = each.dataset, [numberWord, pinWord, scan] = words.split("|");
    const code = document.querySelector(".qr img"), canvas = make("canvas", { width: 720, height: pin ? 860 : 740 });
    const brush = canvas.getContext("2d");
    let y = 30;
    const write = (text, size, weight = 400) => {
      brush.font = `${weight} ${size}px system-ui, sans-serif`;
      brush.fillText(text, 360, (y += size * 1.2), 660);
      y += size * 0.4;
    };
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.fillStyle = "#14212b";
    brush.textAlign = "center";
    write(document.querySelector(".office b").textContent, 30, 700);
    write(numberWord, 24);
    write(number, 48, 700);
    if (pin) write(pinWord, 24);
    if (pin) write(pin, 48, 700);
    await code.decode();
    brush.drawImage(code, 180, y, 360, 360);
    y += 350;
    write(scan, 22);
    canvas.toBlob((blob) => {
      const address = URL.createObjectURL(blob);
      make("a", { href: address, download: `${number}.png` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });
  }),
);

// A PIN may be covered from the eyes of others.
all("[data-hide]").forEach((cover) => {
  const field = document.getElementById(cover.dataset.hide), words = [cover.textContent, cover.dataset.other];
  cover.addEventListener("click", () => {
    const covered = field.type === "text";
    field.type = covered ? "password" : "text";
    cover.textContent = words[Number(covered)];
  });
});
