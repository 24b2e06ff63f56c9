// Ask the server again and again, cheaply: a hidden page does not ask, and errors make it wait longer
// and longer. `ask` returns a promise; "stop" ends it for good.

const LONGEST = 120000;
const PATIENCE = 10000;

export function poll(ask, every) {
  let timer;
  let wait = every;
  let busy = false;
  let stopped = false;

  async function look() {
    clearTimeout(timer);
    if (document.hidden || busy || stopped) return;
    busy = true;
    try {
      stopped = await ask() === "stop";
      wait = every;
    } catch {
      wait = Math.min(wait * 2, LONGEST);       // away, or too busy: whoever asks less often helps
    }
    busy = false;
    if (!stopped) timer = setTimeout(look, wait);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  timer = setTimeout(look, every);
}

// What a poll answers: an object, with the mark after which to ask next if there is one; or "gone" if
// nobody here may ask any more.
export async function answerTo(address) {
  const answer = await fetch(address, {
    redirect: "manual",                         // to the page for signing in
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return "gone";
  if (!answer.ok) throw new Error(answer.status);
  const told = answer.status === 204 ? {} : await answer.json();
  return { mark: answer.headers.get("Live-Mark"), ...told };
}
