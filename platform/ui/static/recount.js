// The progress of a recount looks again by itself while it runs; without this module the page is loaded anew.
const EVERY = 3000;

const look = async () => {
  const shown = document.querySelector("[data-progress]");
  if (!shown) return; // finished
  try {
    const answer = document.hidden ? null : await fetch(shown.dataset.progress, { credentials: "same-origin" });
    if (answer?.redirected) return; // signed out: the next click leads to the sign-in
    if (answer?.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".recount");
      if (fresh) shown.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // away for a moment: look again
  }
  setTimeout(look, EVERY);
};

setTimeout(look, EVERY);
