// The form of an event: the end follows the start, whole days need no hour, and what only a
// highlight or a transfer needs shows with it. Without this script everything shows and works.

const HOUR = 3600000;
const form = document.querySelector(".event-form");
const control = (name) => form.elements[name];

// An event that moves keeps its length; one that has none yet lasts an hour.
function endFollows() {
  const [day, hour, lastDay, lastHour] = ["start_date", "start_time", "end_date", "end_time"].map(control);
  const clock = (date, time) => Date.parse(`${date.value}T${time.value || "00:00"}Z`);
  let start = clock(day, hour);
  let hadHour = Boolean(hour.value);

  function follow() {
    const now = clock(day, hour);
    if (Number.isNaN(now)) return;
    const first = Boolean(hour.value) && !hadHour;
    if (first && !lastHour.value) put(now + HOUR, true);
    else if (!first && !Number.isNaN(start + clock(lastDay, lastHour))) {
      put(clock(lastDay, lastHour) + now - start, Boolean(lastHour.value));
    }
    start = now;
    hadHour = Boolean(hour.value);
  }

  function put(end, withHour) {
    const moment = new Date(end).toISOString();
    lastDay.value = moment.slice(0, 10);
    if (withHour) lastHour.value = moment.slice(11, 16);
    for (const changed of [lastDay, lastHour]) changed.dispatchEvent(new Event("input", { bubbles: true }));
  }

  for (const changed of [day, hour]) changed.addEventListener("change", follow);
}

// The end has the zone of the start unless it names another.
function zoneFollows() {
  const end = form.querySelector("[data-zone-field=end_zone]");
  control("start_zone").addEventListener("input", () => {
    end.dataset.zone = control("start_zone").value;
    control("end_date").dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function showWhile(control, isWanted, parts) {
  const apply = () => { for (const part of parts) part.hidden = !isWanted(control); };
  control.addEventListener("change", apply);
  apply();
}

if (form) {
  endFollows();
  zoneFollows();
  const hours = form.querySelectorAll(".when .time, details:has([name=start_zone])");
  showWhile(control("is_whole_day"), (box) => !box.checked, hours);
  showWhile(control("is_highlight"), (box) => box.checked, [document.getElementById("highlight")]);
  showWhile(control("kind"), (list) => list.value === "transfer", [document.getElementById("transfer")]);
}
