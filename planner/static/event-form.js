// The form of an event: the end follows the start, whole days need no hour, and what only a
// highlight needs shows with it. Without this script everything shows and works.

const form = document.querySelector(".event-form");
const control = (name) => form.elements[name];

function shift() {
  const [day, hour, lastDay, lastHour] = ["start_date", "start_time", "end_date", "end_time"].map(control);
  const clock = (date, time) => Date.parse(`${date.value}T${time.value || "00:00"}Z`);
  let before = clock(day, hour);
  let hourBefore = hour.value;

  function follow() {
    const now = clock(day, hour);
    const end = clock(lastDay, lastHour);
    if (!Number.isNaN(now) && !Number.isNaN(before) && !Number.isNaN(end) && (hourBefore || !lastHour.value)) {
      const moved = new Date(end + now - before).toISOString();
      const meant = lastHour.value ? moved : new Date(Date.parse(`${lastDay.value}T00:00Z`) + startOfDay(now) - startOfDay(before)).toISOString();
      lastDay.value = meant.slice(0, 10);
      if (lastHour.value) lastHour.value = moved.slice(11, 16);
      for (const changed of [lastDay, lastHour]) changed.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!Number.isNaN(now)) before = now;
    hourBefore = hour.value;
  }
  for (const start of [day, hour]) start.addEventListener("change", follow);
}

function startOfDay(moment) {
  return moment - (moment % 86400000);
}

function zones() {
  const fallback = form.querySelector("[data-zone-field=end_zone]");
  control("start_zone").addEventListener("input", () => {
    fallback.dataset.zone = control("start_zone").value;
    control("end_date").dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function shows(box, parts) {
  const apply = () => { for (const part of parts) part.hidden = box.dataset.hides ? box.checked : !box.checked; };
  box.addEventListener("change", apply);
  apply();
}

if (form) {
  shift();
  zones();
  control("is_whole_day").dataset.hides = "yes";
  shows(control("is_whole_day"), [...form.querySelectorAll(".when .time, details:has([name=start_zone])")]);
  shows(control("is_highlight"), [document.getElementById("highlight")]);
}
