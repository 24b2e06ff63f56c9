// A button beside each password shows what was typed; it is sent hidden again.

function show(button, isShown) {
  document.getElementById(button.getAttribute("aria-controls")).type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", isShown);
}

export function showPasswords() {
  for (const button of document.querySelectorAll("button[data-show-password]")) {
    button.hidden = false;
    button.addEventListener("click", () => show(button, button.getAttribute("aria-pressed") !== "true"));
    button.form.addEventListener("submit", () => show(button, false));
  }
}
