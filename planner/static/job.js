// Long work: the page of a job looks every two seconds how far it is.
const EVERY = 2000;

export function watchJob() {
  if (document.querySelector("[data-job]")) setTimeout(look, EVERY);
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("job");
    if (answer.ok && found) show(document.getElementById("job"), found);
  } catch {
    // no network just now: the next look may have one
  }
  watchJob();
}

// A job that goes on keeps its buttons, and with them the focus; only what it says changes.
function show(job, found) {
  if (!found.matches("[data-job]")) return job.replaceWith(found);
  for (const part of ["[role=status]", "progress"]) {
    job.querySelector(part).replaceChildren(...found.querySelector(part).childNodes);
  }
  job.querySelector("progress").value = found.querySelector("progress").value;
}
