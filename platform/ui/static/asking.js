// Parts of the page are asked for with the reader's own rights; one question of a kind at a time.
import { sessionEnded } from "./notices.js";

export class Refused extends Error {
  constructor(status) {
    super(`answered ${status}`);
    this.status = status;
  }
}

export async function ask(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { "HX-Request": "true", ...options.headers } });
  if (answer.status === 401) sessionEnded(answer.headers.get("HX-Redirect"));
  if (!answer.ok) throw new Refused(answer.status);
  return answer.status === 204 ? null : new DOMParser().parseFromString(await answer.text(), "text/html");
}

// `want(delay)`: do the work soon, however often it is wanted, and never twice within `least` milliseconds.
export function repeatedly(work, least) {
  let timer = 0, begun = -least, busy = false, again = false;
  const run = async () => {
    timer = 0;
    busy = true;
    begun = Date.now();
    await work().finally(() => (busy = false));
    if (again) (again = false), want(0);
  };
  const want = (delay = 0) => {
    if (busy) again = true;
    else timer ||= setTimeout(run, Math.max(delay, begun + least - Date.now()));
  };
  return want;
}
