// Read calendars with ical.js: each line of base64 is one, each line of JSON tells its events.
import readline from "node:readline";
import ICAL from "ical.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function told(time) {
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`floating: ${time}`);
  return time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

function read(line) {
  const calendar = new ICAL.Component(ICAL.parse(utf8.decode(Buffer.from(line, "base64"))));
  const events = calendar.getAllSubcomponents("vevent").map((one) => {
    const event = new ICAL.Event(one);
    const status = one.getFirstPropertyValue("status");
    return [event.uid, told(event.startDate), told(event.endDate), event.summary, status];
  });
  return { events };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = read(line);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
