// Make a part of the page like a fresh one in place: whatever stays the same stays the same element,
// with its focus, its open menus and what is being typed. Elements with an id are known by it; what
// [data-stays] waits for its reader, and stands behind its row although a fresh page has it no more.

const OURS = ["aria-busy", "data-sent", "data-fresh"];    // what scripts have set

export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  attributes(old, fresh);
  children(old, fresh);
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OURS.includes(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) === value || name === "open" || name === "value" && isTyped(old)) continue;
    old.setAttribute(name, value);
  }
}

// What somebody is typing, or has typed and not sent yet.
function isTyped(control) {
  return control === document.activeElement || control.value !== control.defaultValue;
}

function children(old, fresh) {
  if (old.localName === "textarea" && isTyped(old)) return;
  const known = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
  const wanted = new Set([...fresh.children].map((one) => one.id).filter(Boolean));
  let here = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    while (here && (stays(here) || here.id && !wanted.has(here.id))) here = stays(here) ? here.nextSibling : drop(here);
    const same = next.id ? known.get(next.id) : matches(here, next) && here;
    if (!same || same.nodeName !== next.nodeName) {
      old.insertBefore(document.importNode(next, true), here);
      continue;
    }
    if (same === here) here = here.nextSibling;
    else move(old, same, here);
    if (next.nodeType === Node.ELEMENT_NODE) morph(same, next);
    else if (same.data !== next.data) same.data = next.data;
  }
  while (here) here = stays(here) ? here.nextSibling : drop(here);
}

function stays(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.matches("[data-stays]");
}

function matches(here, next) {
  return here && here.nodeName === next.nodeName && !here.id;
}

function drop(node) {
  const following = node.nextSibling;
  node.remove();
  return following;
}

// A row that stands elsewhere now takes its open menus along.
function move(parent, node, before) {
  const note = node.nextElementSibling;
  place(parent, node, before);
  if (note && stays(note)) place(parent, note, node.nextSibling);
}

function place(parent, node, before) {
  if (parent.moveBefore) return parent.moveBefore(node, before);
  const open = [...node.querySelectorAll(":popover-open")];
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  parent.insertBefore(node, before);
  for (const menu of open) menu.showPopover();
  focused?.focus({ preventScroll: true });
}
