// Canned replies: "/" at the beginning of a line, or the button, opens a list to search in; a combobox in a dialog.

export function cannedList(section, box, inserted) {
  const opener = section.querySelector("#siap-pakai"), dialog = section.querySelector("#daftar-siap-pakai");
  if (!opener || !dialog) return;
  const search = dialog.querySelector("input"), list = dialog.querySelector("[role=listbox]");
  const many = dialog.querySelector("#jumlah-siap-pakai"), none = dialog.querySelector("#kosong-siap-pakai");
  let slash = false, place = [0, 0];
  opener.hidden = false;

  async function open(bySlash) {
    slash = bySlash;
    place = [box.selectionStart, box.selectionEnd];
    if (!list.children.length) {
      const answer = await fetch(opener.dataset.list).catch(() => null);
      if (!answer?.ok || answer.redirected) return bySlash && box.setRangeText("/", ...place, "end");
      list.innerHTML = await answer.text();
    }
    search.value = "";
    filter();
    dialog.showModal();
    search.focus();
  }

  const shown = () => [...list.children].filter((choice) => !choice.hidden);

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const choice of list.children)
      choice.hidden = !words.every((word) => choice.textContent.toLowerCase().includes(word));
    const found = shown();
    many.textContent = many.dataset.many.replace("{n}", found.length);
    none.hidden = found.length > 0;
    mark(found[0]);
  }

  function mark(choice) {
    for (const each of list.children) each.setAttribute("aria-selected", String(each === choice));
    if (choice) {
      search.setAttribute("aria-activedescendant", choice.id);
      choice.scrollIntoView({ block: "nearest" });
    } else search.removeAttribute("aria-activedescendant");
  }

  function take(choice) {
    if (!choice) return;
    slash = false;
    dialog.close();
    const [from, to] = place;
    box.setRangeText(choice.dataset.text, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    inserted();
    const missing = box.value.slice(from).search(/\{[a-z_]{2,30}\}/);
    if (missing >= 0) {
      const at = from + missing;
      box.setSelectionRange(at, box.value.indexOf("}", at) + 1);
    }
  }

  opener.addEventListener("click", () => open(false));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const before = box.value.slice(0, box.selectionStart);
    if (before && !before.endsWith("\n")) return;
    event.preventDefault();
    open(true);
  });
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    const found = shown(), at = found.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      mark(found[(at + step + found.length) % found.length]);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      take(found[at]);
    }
  });
  list.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
  // Left without a choice: the slash was meant as a slash.
  dialog.addEventListener("close", () => {
    if (slash) {
      box.setRangeText("/", ...place, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    slash = false;
    box.focus();
  });
}
