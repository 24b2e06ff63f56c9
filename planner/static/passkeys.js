// Passkeys: a form with data-passkey asks the device when it is sent, and sends its answer along.
// Where the browser knows no passkeys, the form stays hidden.

export function offerPasskeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => ask(event, form));
  }
}

async function ask(event, form) {
  const answer = form.elements.credential;
  if (answer.value) return;                     // the device has answered: now it is sent
  event.preventDefault();
  event.stopImmediatePropagation();
  const told = form.querySelector("[data-passkey-told]");
  told.hidden = true;
  try {
    const credential = await found(form.dataset.passkey, JSON.parse(form.dataset.options));
    answer.value = JSON.stringify(plain(credential));
    form.requestSubmit(event.submitter);
  } catch (refused) {
    told.textContent = refused.name === "InvalidStateError" ? told.dataset.known : told.dataset.refused;
    told.hidden = false;
  }
}

function found(what, options) {
  const bytes = { ...options, challenge: decoded(options.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) bytes[list] = options[list].map((one) => ({ ...one, id: decoded(one.id) }));
  }
  if (options.user) bytes.user = { ...options.user, id: decoded(options.user.id) };
  return navigator.credentials[what]({ publicKey: bytes });
}

function plain({ id, rawId, type, response }) {
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = names.filter((name) => response[name]);
  const said = Object.fromEntries(given.map((name) => [name, encoded(response[name])]));
  return { id, type, rawId: encoded(rawId), response: said };
}

function decoded(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

function encoded(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
