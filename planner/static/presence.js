// Who else has this page open for editing: the page says every minute that it is open, asks more
// often who else is there, and says so when it is left.
import { answerTo, poll } from "./poll.js";

const BEAT = 60000;
const LOOK = 15000;
const FIRST = 500;                              // after what the page before says as it is left

export function showPresence() {
  const place = document.querySelector("[data-presence]");
  const token = document.querySelector("[name=csrf_token]")?.value;
  if (!place || !token) return;
  let beating;
  const signed = () => new URLSearchParams({ csrf_token: token });

  async function beat() {
    try {
      const answer = await fetch(place.dataset.presence, { method: "POST", body: signed(), redirect: "manual" });
      if (answer.status >= 400 && answer.status < 500) return clearInterval(beating);
      if (answer.ok) show(place, await answer.json());
    } catch {
      // no network just now: the next beat may have one
    }
  }

  function begin() {
    clearInterval(beating);
    beating = setInterval(beat, BEAT);
    setTimeout(beat, FIRST);
  }

  begin();
  poll(async () => {
    const answer = await answerTo(place.dataset.presencePoll);
    if (answer === "gone") return "stop";
    show(place, answer);
  }, LOOK);
  window.addEventListener("pagehide", () => {
    clearInterval(beating);
    navigator.sendBeacon(place.dataset.presenceEnd, signed());
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) begin();
  });
}

function show(place, { text = "" }) {
  const words = place.querySelector("[data-text]");
  if (words.textContent !== text) words.textContent = text;
  place.firstElementChild.hidden = !text;
}
