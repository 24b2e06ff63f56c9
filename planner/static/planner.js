// What makes pages quicker to use. Every page works without it.
import { previewAddresses } from "./addressing.js";
import { hintDuplicates } from "./duplicates.js";
import { feedForms } from "./feed-form.js";
import { guardForms } from "./forms.js";
import { showWords } from "./date-words.js";
import { showPasswords } from "./show-password.js";
import { watchJob } from "./job.js";
import { keepEntries } from "./keep-entry.js";
import { followChanges } from "./live.js";
import { liveLists } from "./live-list.js";
import { offerPasskeys } from "./passkeys.js";
import { placesInLists } from "./place-in-lists.js";
import { showPresence } from "./presence.js";

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    return;                                   // refused or no https: the text is selected, Ctrl+C works
  }
  const word = button.querySelector("span");
  button.dataset.word ??= word.textContent;
  word.textContent = button.dataset.done;
  word.setAttribute("role", "status");
  setTimeout(() => { word.textContent = button.dataset.word; }, 4000);
}

function openDialog(event, link) {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog?.showModal || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
}

// Browsers that do not know command and commandfor yet.
function command(button) {
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "close") dialog?.close();
  if (button.getAttribute("command") === "show-modal") dialog?.showModal();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-dialog], [commandfor]");
  if (!target) return;
  if (target.dataset.copy) copy(target);
  else if (target.dataset.dialog) openDialog(event, target);
  else if (!("commandForElement" in HTMLButtonElement.prototype)) command(target);
});

// A link may lead to an open dialog: /en/#subscribe.
const named = location.hash && document.getElementById(location.hash.slice(1));
if (named instanceof HTMLDialogElement) named.showModal();

(document.getElementById("error-summary") ?? document.getElementById("overtaken"))?.focus();
document.querySelector(".tabs [aria-current], .days [aria-current]")
  ?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });

previewAddresses();
feedForms();
guardForms();
hintDuplicates();
showPasswords();
showWords();
keepEntries();
liveLists();
followChanges();
offerPasskeys();
placesInLists();
showPresence();
watchJob();
