"""Calendars go on after a restore: what was told since the backup is overtaken."""

import datetime as dt

import icalendar
import pytest
from sqlalchemy import select, update
from werkzeug.http import parse_date

from planner.backup.calendars import LARGEST, raise_above, sequence_step
from planner.clock import utc_now
from planner.commands.backups import backup, restore
from planner.models import CalendarRevision, Event, FeedSnapshot, Tombstone
from planner.rules.trash import delete
from tests.factories import make_event, make_feed, make_visit

FEED = "/feeds/secret.ics"
NOW = dt.datetime(2027, 4, 12, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SOON = utc_now().date() + 30 * DAY


def told(client):
    """Return (SEQUENCE, DTSTAMP, SUMMARY) by UID, and the headers, as a subscriber gets them."""
    answer = client.get(FEED)
    events = icalendar.Calendar.from_ical(answer.data).events
    return {
        str(one["UID"]): (one["SEQUENCE"], one["DTSTAMP"].dt, str(one["SUMMARY"])) for one in events
    }, answer.headers


@pytest.fixture
def planned(app, save):
    """A visit with an event that stays and one that has left the feed, as a feed has told them."""
    times = f"{SOON} 10:00", f"{SOON} 11:00"
    stays, leaves = make_event(*times, title_de="Stays", title_en="Stays"), make_event(*times)
    save(make_feed(visit=make_visit(first_day=SOON, last_day=SOON, events=[stays, leaves])))
    app.test_client().get(FEED)
    change(app, leaves, lambda row: delete(row, utc_now()))
    app.test_client().get(FEED)
    return stays, leaves


def change(app, event, act):
    with app.extensions["sessionmaker"]() as session:
        act(session.get(Event, event.id))
        session.commit()


def later(event, hours):
    event.starts_at += dt.timedelta(hours=hours)
    event.ends_at += dt.timedelta(hours=hours)


def test_a_restored_event_rises_above_all_that_was_told_since(app, planned, tmp_path, run):
    stays, leaves = planned
    run(app, backup, tmp_path / "all.zip")
    before, _ = told(app.test_client())
    for hours in range(1, 12):
        change(app, stays, lambda event, hours=hours: later(event, hours))
    since, headers = told(app.test_client())
    assert since[str(stays.uid)][0] == before[str(stays.uid)][0] + 11

    result = run(app, restore, tmp_path / "all.zip", "--replace", "--no-erasing-log")

    assert result.exit_code == 0, result.output
    after, restored = told(app.test_client())
    assert after.keys() == since.keys() == {str(stays.uid), str(leaves.uid)}
    for uid, (sequence, stamp, _summary) in after.items():
        assert sequence > since[uid][0]  # by which readers go first, then by DTSTAMP (RFC 5546)
        assert stamp > before[uid][1]
    assert restored["ETag"] != headers["ETag"]
    assert after[str(stays.uid)][2] == before[str(stays.uid)][2]
    assert told(app.test_client())[0] == after  # and then nothing changes any more (R03)


def test_a_tombstone_stays_one_until_the_event_comes_back_still_higher(app, planned, tmp_path, run):
    _, leaves = planned
    run(app, backup, tmp_path / "all.zip")
    run(app, restore, tmp_path / "all.zip", "--replace", "--no-erasing-log")
    gone, _ = told(app.test_client())
    assert gone[str(leaves.uid)][2] != "Reception"

    change(app, leaves, lambda event: setattr(event, "deleted_at", None))

    back, _ = told(app.test_client())
    assert back[str(leaves.uid)][0] > gone[str(leaves.uid)][0]


def test_a_date_of_a_calendar_never_falls(app, save, tmp_path, run):
    """What had an event meanwhile and is empty once more is told anew to those who ask by date."""
    save(make_feed(visit=make_visit(first_day=SOON, last_day=SOON)))
    app.test_client().get(FEED)
    with app.extensions["sessionmaker"]() as session:
        session.execute(update(FeedSnapshot).values(modified_at=utc_now() - DAY))
        session.commit()
    run(app, backup, tmp_path / "all.zip")
    run(app, restore, tmp_path / "all.zip", "--replace", "--no-erasing-log")

    first = app.test_client().get(FEED).headers["Last-Modified"]

    assert parse_date(first) >= utc_now() - dt.timedelta(minutes=5)


def test_where_nobody_has_asked_calendars_stay_as_they_are(app, planned, tmp_path, run):
    before = app.test_client().get(FEED)
    run(app, backup, tmp_path / "all.zip")

    run(app, restore, tmp_path / "all.zip", "--replace", "--no-erasing-log", "--same-calendars")

    after = app.test_client().get(FEED)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


@pytest.mark.parametrize(
    ("made_at", "step"),
    [(NOW, 3600), (NOW + DAY, 3600), (NOW - DAY, 86_400), (NOW - 365 * DAY, 365 * 86_400)],
)
def test_a_sequence_rises_by_the_seconds_since(made_at, step):
    assert sequence_step(made_at, NOW) == step


def test_what_cannot_rise_stays_at_the_largest_number_and_a_late_revision_rises(engine, save, load):
    event = save(make_event(sequence=LARGEST - 5, revised_at=NOW + DAY))
    [number] = load(select(CalendarRevision.number))

    with engine.begin() as connection:
        raise_above(connection, made_at=NOW - DAY, now=NOW)

    [raised] = load(select(Event).where(Event.id == event.id))
    assert (raised.sequence, raised.revised_at) == (LARGEST, NOW + DAY + dt.timedelta(seconds=1))
    assert load(select(CalendarRevision.number)) == [number + 86_400]
    assert load(select(Tombstone)) == []
