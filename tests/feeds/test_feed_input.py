"""What people type, however odd, and what feeds tell of it."""

import datetime as dt

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Event, FeedKind, Municipality, Transfer, Visit
from tests.factories import make_event, make_feed, make_transfer, make_visit
from tests.places.test_partners import ENTRY
from tests.programme.test_events import DINNER
from tests.programme.test_transfers import RIDE
from tests.programme.test_visits import NEW

FEED = "/feeds/secret.ics"


@pytest.fixture
def add(app, save, organiser):
    """Return a function that sends the form of a new event of a visit with a feed."""
    app.config["TODAY"] = dt.date(2026, 5, 1)
    visit = make_visit()
    save(make_feed(visit=visit), make_feed("driver", visit=visit, kind=FeedKind.TRANSFERS))

    def add(given):
        return organiser.post(f"/visits/{visit.slug}/events/add", data=given)

    return add


def test_odd_titles_that_are_typed_are_clean_in_feeds(add, client):
    ends = ["x" * 60 + wide * 9 for wide in ("ü", "字", "😀")]  # which are wide at the fold
    for end in ends:
        title = f"\ufeffTea\x07 \r\x1b\x00{end}\u2028\ufeff;\\n,\t"
        assert add(DINNER | {"title_en": title}).status_code == 303

    calendar = client.get(FEED).data

    for line in calendar.split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode().isprintable()
    assert calendar.count(b"\r\n") == calendar.count(b"\n") == calendar.count(b"\r")
    titles = {entry["SUMMARY"] for entry in icalendar.Calendar.from_ical(calendar).events}
    assert titles == {rf"Tea {end};\n," for end in ends}


def test_title_of_nothing_that_anybody_can_see_is_refused(add, load):
    for title in ("\ufeff", " \ufeff\x07\r\n\u2029 "):
        answer = add(DINNER | {"title_de": title})
        assert answer.status_code == 422
        assert "Please fill this in." in answer.text
    assert load(select(Event)) == []


UNKNOWN = ("Mars/Olympus", "europe/berlin", "Europe/Berlin ", "../../etc/passwd", "Europe", "\0")
LEGACY = ("US/Central", "CET", "UTC", "GMT+1", "Etc/GMT-1", "Central European Standard Time", "CST")


def test_zone_that_is_no_place_is_refused_by_every_form(add, organiser, load):
    rows = len(load(select(Visit))), len(load(select(Municipality)))

    answers = [add(DINNER | {"start_zone": zone}) for zone in (*UNKNOWN, *LEGACY)]
    answers += [
        add(DINNER | {"end_zone": UNKNOWN[0]}),
        organiser.post("/visits/add", data=NEW | {"zone": UNKNOWN[0]}),
        organiser.post("/partners/add", data=ENTRY | {"zone": UNKNOWN[0]}),
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert "Not a valid choice." in answer.text
    assert load(select(Event)) == []
    assert rows == (len(load(select(Visit))), len(load(select(Municipality))))


def test_former_names_of_zones_tell_the_right_time(add, load, client):
    aliases = "Asia/Calcutta", "America/Indianapolis", "Europe/Kiev"
    for alias in aliases:
        assert add(DINNER | {"start_zone": alias, "end_zone": alias}).status_code == 303

    calendar = icalendar.Calendar.from_ical(client.get(FEED).data)

    starts = {str(event.uid): event.starts for event in load(select(Event))}
    written = {zone["TZID"]: zone.to_tz(lookup_tzid=False) for zone in calendar.timezones}
    assert written.keys() == set(aliases)
    for entry in calendar.events:
        zone, clock = written[entry["DTSTART"].params["TZID"]], entry.start.replace(tzinfo=None)
        assert clock.replace(tzinfo=zone) == starts[entry["UID"]]


def test_pick_up_in_the_hour_that_comes_twice_is_the_first_and_that_is_what_the_driver_reads(
    add, load, client
):
    night = {"start_date": "2026-10-25", "end_date": "2026-10-25", "start_time": "05:00"}
    night |= {"end_time": "06:00", "pick_up_time": "02:30"}

    assert add(RIDE | night).status_code == 303

    [transfer] = load(select(Transfer).options(joinedload(Transfer.event)))
    [entry] = icalendar.Calendar.from_ical(client.get("/feeds/driver.ics").data).events
    assert entry["DTSTART"].to_ical() == b"20261025T003000Z"
    assert entry.start == transfer.picks_up


def test_pick_up_that_no_clock_shows_is_refused_and_told_in_utc_if_a_law_made_it_so(
    add, save, load, client
):
    night = {"start_date": "2026-03-29", "end_date": "2026-03-29"}
    assert add(RIDE | night | {"pick_up_time": "02:30"}).status_code == 422
    [visit] = load(select(Visit))
    event = make_event("2026-05-29 10:00", "2026-05-29 11:00", visit_id=visit.id, kind="transfer")
    event.starts_at, event.ends_at = (dt.datetime(2026, 3, 29, hour) for hour in (4, 5))
    save(make_transfer(event, pick_up_at=dt.datetime(2026, 3, 29, 2, 30)))

    [entry] = icalendar.Calendar.from_ical(client.get("/feeds/driver.ics").data).events

    assert entry["DTSTART"].to_ical() == b"20260329T013000Z"
