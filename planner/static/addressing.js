// Forms of address follow what is typed into the form of a person. Only what has changed is put
// in place, so that only that is read out. Without this script they are right after saving.

const PAUSE = 350;

export function previewAddresses() {
  const preview = document.querySelector("[data-preview]");
  const form = preview && document.querySelector("form.addressed");
  if (!form) return;
  let pause;
  let running;

  async function renew() {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(preview.dataset.preview, {
        method: "POST", body: new FormData(form), signal: running.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      tell(false);
    } catch (problem) {
      if (problem.name !== "AbortError") tell(true);
    }
  }

  function show(page) {
    for (const fresh of page.querySelectorAll("[data-form]")) {
      const shown = preview.querySelector(`[data-form="${fresh.dataset.form}"]`);
      if (shown && shown.innerHTML !== fresh.innerHTML) shown.replaceChildren(...fresh.childNodes);
    }
  }

  function tell(isLost) {
    preview.querySelector("[data-preview-lost]").hidden = !isLost;
    preview.querySelector("[data-preview-forms]").hidden = isLost;
  }

  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(renew, PAUSE);
  });
}
