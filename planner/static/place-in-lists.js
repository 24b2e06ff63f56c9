// Where lists put a name with a prefix follows what is typed; without a prefix there is nothing to
// choose. Without this script the examples are right after saving.

export function placesInLists() {
  const choice = document.querySelector("[data-place-in-lists]");
  const form = choice?.closest("form");
  if (!form) return;
  const names = ["academic_title", "given_name", "name_prefix", "family_name"].map((name) => form.elements[name]);
  const together = (...words) => words.filter(Boolean).join(" ");

  function show() {
    const [title, given, prefix, family] = names.map((field) => field.value.trim());
    const places = {
      yes: [together(prefix, family), together(title, given)],
      no: [family, together(title, given, prefix)],
    };
    for (const option of choice.querySelectorAll("input")) {
      const text = places[option.value || choice.dataset.placeInLists].filter(Boolean).join(", ");
      document.getElementById(`${option.id}-preview`).textContent = text;
    }
    choice.hidden = !prefix;
  }

  for (const field of names) field.addEventListener("input", show);
  show();
}
