// Native date fields follow the browser's language, not the page's: this says beside them, in words,
// what was entered, on the clock of the place and on that of the partner.

const language = document.documentElement.lang === "de" ? "de-DE" : "en-US";
const HOME_OF_NAMES = {
  "de-DE": ["de-DE", "en-US", "en-GB", "en-AU", "en-IN"],
  "en-US": ["en-US", "en-GB", "de-DE", "en-AU", "en-IN"],
};

function parts(moment, zone) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  });
  const found = Object.fromEntries(format.formatToParts(moment).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(found.year, found.month - 1, found.day, found.hour, found.minute);
}

// The moment at which the clock of the zone shows this time, or null where it never does.
export function instant(wallClock, zone) {
  const wanted = Date.parse(`${wallClock}Z`);
  let moment = wanted;
  for (let turn = 0; turn < 3; turn += 1) moment += wanted - parts(moment, zone);
  const earlier = moment - 3600000;                       // an hour that comes twice means the first
  if (parts(earlier, zone) === wanted) return earlier;
  return parts(moment, zone) === wanted ? moment : null;
}

// Short names of zones exist only in the language of their own country: MESZ, CDT.
export function zoneName(moment, zone) {
  for (const locale of HOME_OF_NAMES[language]) {
    const name = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "short" })
      .formatToParts(moment).find((part) => part.type === "timeZoneName").value;
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return zone.split("/").pop().replaceAll("_", " ");
}

function day(moment, zone) {
  return new Intl.DateTimeFormat(language, {
    timeZone: zone, weekday: "short", day: "numeric", month: "short", year: "numeric",
  }).format(moment);
}

function clock(moment, zone, locale) {
  const time = new Intl.DateTimeFormat(locale, {
    timeZone: zone, hour: locale === "de-DE" ? "2-digit" : "numeric", minute: "2-digit",
  }).format(moment).replace(/[\u202f\u2009]/g, "\u00a0");
  return locale === "de-DE" ? `${time} Uhr` : time;
}

function words(group) {
  const value = (id) => (id && document.getElementById(id)?.value) || "";
  const [date, ownTime] = value(group.dataset.date).split("T");
  const time = ownTime || value(group.dataset.time);
  const zone = value(group.dataset.zoneField) || group.dataset.zone || "UTC";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return "";
  if (!time) return day(Date.parse(`${date}T12:00Z`), "UTC");
  const moment = instant(`${date}T${time.slice(0, 5)}`, zone);
  if (moment === null) return group.dataset.gap || "";
  const here = `${day(moment, zone)}, ${clock(moment, zone, language)} ${zoneName(moment, zone)}`;
  const other = group.dataset.otherZone;
  if (!other || other === zone) return here;
  const far = other.startsWith("America/") ? "en-US" : language;
  const midnight = parts(moment, other) - (parts(moment, other) % 864e5);
  const otherDay = midnight === Date.parse(`${date}T00:00Z`) ? "" : `${day(moment, other)}, `;
  const there = `${otherDay}${clock(moment, other, far)} ${zoneName(moment, other)}`;
  return group.dataset.sentence
    .replace("{moment}", here).replace("{place}", group.dataset.otherPlace).replace("{partner}", there);
}

export function showWords() {
  for (const group of document.querySelectorAll("[data-when]")) {
    const output = group.querySelector("output");
    const ids = [group.dataset.date, group.dataset.time, group.dataset.zoneField];
    const show = () => { output.textContent = words(group); };
    for (const id of ids) document.getElementById(id ?? "")?.addEventListener("input", show);
    if (!output.textContent.trim()) show();
  }
}
