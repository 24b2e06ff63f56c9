// Filters, sorting and paging swap the list without a new page: address, focus and position stay,
// and the new count is read out. Whatever goes wrong, the browser simply follows the address.

const SELECTOR = "[data-list]";
let running;

export function liveLists() {
  if (!document.querySelector(SELECTOR)) return;
  const status = document.createElement("p");
  status.className = "vh";
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);

  async function swap(address, keepInHistory = true) {
    running?.abort();
    running = new AbortController();
    const list = document.querySelector(SELECTOR);
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(SELECTOR);
      if (!fresh) throw new Error("no list");
      replace(list, fresh);
      matchForms(page);
      if (keepInHistory) history.pushState({ list: true }, "", address);
      document.title = page.title;
      status.textContent = fresh.dataset.count ?? "";
    } catch (problem) {
      if (problem.name !== "AbortError") location.assign(address);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    swap(link.href);
  });

  for (const form of document.querySelectorAll("form[data-filter]")) {
    let pause;
    const send = () => swap(addressOf(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("[popover]:popover-open")?.hidePopover();
      send();
    });
    form.addEventListener("change", (event) => {
      if ("reload" in event.target.dataset) location.assign(addressOf(form));    // changes the head too
      else if (event.target.type !== "search") send();
    });
    form.addEventListener("input", (event) => {
      if (event.target.type !== "search") return;
      clearTimeout(pause);
      pause = setTimeout(send, 250);
    });
  }

  window.addEventListener("popstate", () => location.reload());
}

function addressOf(form) {
  const address = new URL(form.action);
  const entries = [...new FormData(form)].filter(([, value]) => value !== "");
  address.search = new URLSearchParams(entries);
  return address.href;
}

// A link may have taken a filter away: the form shows what the address says.
function matchForms(page) {
  for (const control of document.querySelectorAll("form[data-filter] :is(input, select)")) {
    const fresh = control.id && page.getElementById(control.id);
    if (fresh && control !== document.activeElement) control.value = fresh.value;
  }
}

// The element that has the focus is found again by its id, or by what it says.
function replace(list, fresh) {
  const active = list.contains(document.activeElement) ? document.activeElement : null;
  const [id, text, tag] = [active?.id, active?.textContent.trim(), active?.localName];
  list.replaceWith(fresh);
  if (!active) return;
  const same = (id && document.getElementById(id))
    || [...fresh.querySelectorAll(tag)].find((one) => one.textContent.trim() === text);
  if (same) return same.focus({ preventScroll: true });
  fresh.tabIndex = -1;
  fresh.focus();
}
