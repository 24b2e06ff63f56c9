// "Did you mean …?" follows what is typed into the form of a person. Without this script the same
// people are asked about after saving.

const PAUSE = 350;
const ASKED = ["given_name", "name_prefix", "family_name", "email", "organisation_id", "gender"];

export function hintDuplicates() {
  const hints = document.querySelector("[data-hints]");
  const form = hints?.closest("form");
  if (!form) return;
  let pause;
  let running;

  async function renew() {
    running?.abort();
    running = new AbortController();
    const typed = new FormData(form);
    const asked = new FormData();
    for (const name of ["csrf_token", ...ASKED]) if (typed.has(name)) asked.set(name, typed.get(name));
    try {
      const answer = await fetch(hints.dataset.hints, { method: "POST", body: asked, signal: running.signal });
      if (answer.ok && !answer.redirected) show(await answer.text());
    } catch {
      // no answer, or one that came too late: saving asks again
    }
  }

  function show(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    if (fresh.textContent.trim() !== hints.textContent.trim()) hints.replaceChildren(...fresh.childNodes);
  }

  form.addEventListener("input", (event) => {
    if (!ASKED.includes(event.target.name)) return;
    clearTimeout(pause);
    pause = setTimeout(renew, PAUSE);
  });
}
