// When a POST meets a session that is over, nothing typed is lost: the entries wait in this tab,
// and the same form is filled again after sign-in. Never passwords, files or tokens; never for
// another account; at most an hour.

const KEY = "planner-entry";
const HOUR = 3600000;

export function keepEntries() {
  const kept = read();
  if ("sessionOver" in document.body.dataset) {
    if (kept) write({ ...kept, waiting: true });
    document.querySelector("[data-kept]")?.toggleAttribute("hidden", !kept);
  } else if (kept?.waiting) {
    refill(kept);
  } else {
    sessionStorage.removeItem(KEY);             // the last form was answered: nothing to keep
  }
  document.addEventListener("submit", remember);
}

function remember(event) {
  const form = event.target;
  if (form.dataset.keep === "forget") sessionStorage.removeItem(KEY);
  if (form.method !== "post" || form.dataset.keep || event.defaultPrevented) return;
  const account = document.body.dataset.account;
  if (account) write({ form: nameOf(form), account, at: Date.now(), entries: entriesOf(form) });
}

function entriesOf(form) {
  const secret = (name) => name === "csrf_token" || form.querySelector(`[name="${CSS.escape(name)}"][type=password]`);
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !secret(name));
}

function refill({ form: name, account, at, entries }) {
  const mine = !document.body.dataset.account || document.body.dataset.account === account;
  if (!mine || Date.now() - at > HOUR) return sessionStorage.removeItem(KEY);
  const form = [...document.querySelectorAll("form[method=post]")].find((one) => nameOf(one) === name);
  if (!form) return;                            // a page on the way: sign-in, a new password
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden" || control.type === "password" || control.type === "file") continue;
    const values = entries.filter(([key]) => key === control.name).map(([, value]) => value);
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else if (values.length) control.value = values[0];
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  sessionStorage.removeItem(KEY);
  document.querySelector("[data-kept]")?.removeAttribute("hidden");
}

// A form is known by where it posts to and by its place among the forms that post there.
function nameOf(form) {
  const path = new URL(form.action).pathname;
  const all = [...document.querySelectorAll("form[method=post]")];
  const there = all.filter((one) => new URL(one.action).pathname === path);
  return `${path}#${form.id || there.indexOf(form)}`;
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(entry) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(entry));
  } catch {
    sessionStorage.removeItem(KEY);             // storage closed or full: the page works without
  }
}
