"""vdirsyncer, a subscriber that nobody here wrote, follows a feed over HTTP through its life."""

import contextlib
import datetime as dt
import subprocess
import sys
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import make_url, select

from planner.clock import utc_now
from planner.models import Feed, Status
from planner.rules.feeds.feeds import end_and_wipe
from planner.rules.trash import delete
from tests.browser.serving import serving
from tests.calendar_engines import utc
from tests.factories import make_event, make_feed, make_visit

CONFIG = """
[general]
status_path = "{folder}/status"
[pair planner]
a = "feed"
b = "copy"
collections = null
[storage feed]
type = "http"
url = "{address}/feeds/secret.ics"
[storage copy]
type = "filesystem"
path = "{folder}/copy"
fileext = ".ics"
"""


class Subscriber:
    """A folder that vdirsyncer keeps like the feed."""

    def __init__(self, folder, address):
        self.copy, self.config = folder / "copy", folder / "config"
        self.copy.mkdir(parents=True)
        self.config.write_text(CONFIG.format(folder=folder, address=address))
        assert self.run("discover").returncode == 0

    def run(self, command):
        """Run vdirsyncer as people and timers do."""
        return subprocess.run(
            [sys.executable, "-m", "vdirsyncer", "--config", self.config, command],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def follow(self):
        """Synchronise, which must succeed, and return what is in the folder then."""
        done = self.run("sync")
        assert done.returncode == 0, done.stderr
        return self.kept()

    def kept(self):
        """Return (title, start in UTC, status) of each event in the folder, the first first."""
        calendars = [
            icalendar.Calendar.from_ical(file.read_bytes()) for file in self.copy.iterdir()
        ]
        return sorted(
            (str(event["SUMMARY"]), f"{utc(event.start):%d %H:%M}", event["STATUS"])
            for calendar in calendars
            for event in calendar.events
        )


@pytest.fixture
def subscriber(app, tmp_path):
    """A subscriber of the feed with the token "secret"."""
    app.config["TODAY"] = dt.date(2026, 5, 1)
    with serving(app) as address:
        yield Subscriber(tmp_path / "subscriber", address)


@pytest.fixture
def change(save):
    """Return a function that changes an event as its form does."""

    def change(event, **values):
        for name, value in values.items():
            setattr(event, name, value)
        save(event)

    return change


@contextlib.contextmanager
def outage(app, engine):
    """Let the database not answer for a while: a folder is where its file was."""
    path = Path(make_url(app.config["DATABASE_URL"]).database)
    engine.dispose()
    aside = path.rename(path.with_suffix(".aside"))
    path.mkdir()
    yield
    engine.dispose()
    path.rmdir()
    aside.rename(path)


def dinner_at(hour, minute=0):
    """Return the start and the end of the dinner on the clock of Berlin."""
    start = dt.datetime(2026, 5, 4, hour, minute)
    return {"starts_at": start, "ends_at": start + dt.timedelta(hours=2)}


@pytest.fixture
def dinner(save):
    """An event whose feed is served."""
    dinner = make_event(title_en="Dinner", visit=make_visit(), **dinner_at(19))
    return save(dinner, make_feed(visit=dinner.visit))


TOUR = ("Tour", "05 08:00", "CONFIRMED")


def test_subscriber_follows_what_is_published_moved_cancelled_and_removed(
    subscriber, app, dinner, save, change
):
    assert subscriber.follow() == [("Dinner", "04 17:00", "CONFIRMED")]
    tour = make_event("2026-05-05 10:00", "2026-05-05 12:00", title_en="Tour", visit=dinner.visit)
    save(tour)
    assert subscriber.follow() == [("Dinner", "04 17:00", "CONFIRMED"), TOUR]

    change(dinner, **dinner_at(20, 30))
    assert subscriber.follow() == [("Dinner", "04 18:30", "CONFIRMED"), TOUR]

    change(dinner, status=Status.CANCELLED)
    assert subscriber.follow() == [("CANCELLED: Dinner", "04 18:30", "CANCELLED"), TOUR]

    delete(dinner, utc_now())
    save(dinner)
    assert subscriber.follow() == [("CANCELLED: Event", "04 18:30", "CANCELLED"), TOUR]

    app.config["TODAY"] = dt.date(2026, 6, 5)  # the tombstone has stood for 30 days
    assert subscriber.follow() == [TOUR]


def test_subscriber_keeps_all_while_there_is_no_answer_and_follows_on(
    subscriber, app, engine, client, dinner, change
):
    before = subscriber.follow()

    with outage(app, engine):
        assert client.get("/feeds/secret.ics").status_code == 503
        assert subscriber.run("sync").returncode != 0
        assert subscriber.kept() == before

    change(dinner, **dinner_at(20, 30))
    assert subscriber.follow() == [("Dinner", "04 18:30", "CONFIRMED")]


def test_subscriber_keeps_nothing_of_a_feed_that_was_withdrawn(subscriber, load, save, dinner):
    subscriber.follow()
    [feed] = load(select(Feed))

    end_and_wipe(feed, utc_now(), days=28)
    save(feed)

    [(title, _, _)] = subscriber.follow()
    assert title == "This calendar link was withdrawn"
