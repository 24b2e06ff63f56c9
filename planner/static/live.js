// An open list or programme follows what others change: it asks every four seconds, fetches itself anew
// if something is new, and changes in place. What changed is marked for a while and read out.
import { morph } from "./morph.js";
import { answerTo, poll } from "./poll.js";

const EVERY = 4000;
const MARKED = 10000;
const PARTS = "[data-live], .hero .tabs, .hero .facts";
let saying;
const told = new Set();                         // entries of the history that the page has followed

export function followChanges() {
  if (document.querySelector("[data-live]")) poll(look, EVERY);
}

async function look() {
  const part = document.querySelector("[data-live]");
  const address = new URL(part.dataset.live, location.href);
  if (part.dataset.mark) address.searchParams.set("after", part.dataset.mark);
  else address.searchParams.set("since", part.dataset.since);
  const answer = await answerTo(address);
  if (answer === "gone") {
    say(document.querySelector("[data-live-status]").dataset.over, true);
    return "stop";
  }
  const entries = (answer.entries ?? []).filter(({ id }) => !told.has(id));
  if (entries.length && !await renew(part)) return;    // the next look tells of it once more
  part.dataset.mark = answer.mark;
  for (const { id } of entries) told.add(id);
  const words = entries.map(({ text }) => text).filter(Boolean);
  if (words.length) say(words.join(" · "));
}

// Fetch the page anew, unless its own script is about to change it.
async function renew(part) {
  if (isBusy(part)) return false;
  const address = location.href;
  const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (isBusy(part) || !part.isConnected || location.href !== address) return false;
  const fresh = [...page.querySelectorAll(PARTS)];
  const here = [...document.querySelectorAll(PARTS)];
  if (fresh.length !== here.length) throw new Error("another page");
  staying(() => here.forEach((one, number) => change(one, fresh[number])));
  return true;
}

function isBusy(part) {
  return part.matches("[aria-busy=true]") || part.querySelector("[data-sent]");
}

// Mark what is new or otherwise than before, of all that has a name of its own.
function change(part, fresh) {
  for (const name of ["since", "mark"]) {       // it is asked on from where the page is
    if (part.dataset[name]) fresh.dataset[name] = part.dataset[name];
  }
  const before = new Map(named(part).map((one) => [one.id, said(one)]));
  keepNote(part, fresh);
  morph(part, fresh);
  for (const one of named(part)) if (before.get(one.id) !== said(one)) mark(one);
}

// What a quick action met meanwhile stays at its row until it is decided.
function keepNote(part, fresh) {
  const note = part.querySelector("tr.met");
  const row = note && fresh.querySelector(`#${CSS.escape(note.previousElementSibling.id)}`);
  row?.after(note.cloneNode(true));
}

function named(part) {
  return [...part.querySelectorAll("tr[id], article[id], li[id^=event]")];
}

function said(element) {
  return element.textContent.replace(/\s+/g, " ");
}

function mark(element) {
  element.dataset.fresh = "";
  setTimeout(() => delete element.dataset.fresh, MARKED);
}

// What is in view, or has the focus, does not jump.
function staying(act) {
  const focused = document.activeElement;
  const anchor = focused !== document.body && focused.checkVisibility?.() && inView(focused)
    ? focused
    : [...document.querySelectorAll("[data-live] :is(tr, article, li)[id]")].find(inView);
  const before = anchor?.getBoundingClientRect().top;
  act();
  if (anchor?.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
}

function inView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

function say(text, stays = false) {
  const status = document.querySelector("[data-live-status]");
  clearTimeout(saying);
  status.textContent = text;
  if (!stays) saying = setTimeout(() => status.replaceChildren(), MARKED);
}
