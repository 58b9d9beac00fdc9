// Files of a draft: chosen, dropped or pasted, on the server at once, each with a button that takes it out.

export function fileDesk(form, keep, tell) {
  const input = form.elements.files, list = form.querySelector("#berkas"), said = form.dataset;
  let running = Promise.resolve();

  const put = (change) => (running = running.then(() => send(change), () => send(change)));

  async function send(change) {
    await keep.idle();
    const body = keep.body();
    change(body);
    keep.say(said.uploading);
    try {
      const answer = await fetch(said.attach, { method: "POST", body, headers: { accept: "application/json" } });
      if (answer.redirected || answer.status === 401 || answer.status === 403)
        return tell("warn", said.signedOut, [said.signIn, () => location.reload()]);
      const told = await answer.json();
      if (answer.status === 409) return keep.newer(told);
      if (!answer.ok) return keep.say(""), tell("bad", told.said ?? said.offline);
      list.innerHTML = told.files;
      keep.kept(told);
    } catch {
      keep.say("");
      tell("bad", said.notUploaded, [said.again, () => put(change)]);
    }
  }

  const add = (files) => files.length && put((body) => [...files].forEach((file) => body.append("files", file, file.name)));

  if (input?.type === "file") {
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = "";
      add(chosen);
    });
    form.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      add([...event.clipboardData.files]);
    });
    form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("dropping");
    });
    form.addEventListener("dragleave", () => form.classList.remove("dropping"));
    form.addEventListener("drop", (event) => {
      form.classList.remove("dropping");
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      add([...event.dataTransfer.files]);
    });
  }
  return { remove: (id) => put((body) => body.set("remove", id)), idle: () => running.catch(() => {}) };
}
