// The address of a person's own program is offered in the language that the person speaks first.

export function feedForms() {
  document.addEventListener("change", (event) => {
    const language = event.target.selectedOptions?.[0]?.dataset.language;
    if (!language) return;
    const choice = event.target.form.querySelector(`[name=language][value=${language}]`);
    if (choice) choice.checked = true;
  });
}
