"""What icalendar leaves to us, and that what it writes for us is what it would write itself."""

import datetime as dt
import sys

import icalendar
import pytest
from hypothesis import example, given
from sqlalchemy import select

from planner.clock import utc_now
from planner.feeds import rendered_events
from planner.feeds.calendars import calendar
from planner.feeds.components import (
    VEvent,
    clock,
    component,
    property_value,
    replace_property,
    text,
    word,
)
from planner.feeds.timezones import vtimezone
from planner.models import FeedKind, FeedSnapshot
from tests.factories import make_event, make_feed, make_guest, make_person, make_visit
from tests.feeds.test_feed_properties import TEXTS, ZONES, printable

FEED = "/feeds/secret.ics"
BERLIN = dt.datetime(2026, 5, 4, 10)
LOOK_ALIKES = (  # what somebody may type, so that lines are folded before each of them
    "x" * 62 + "SEQUENCE:9\nDTSTAMP:20990101T000000Z\nLAST-MODIFIED:20990101T000000Z\n",
    "\r\nSEQUENCE:9\r\nDTSTAMP:20990101T000000Z\r\nLAST-MODIFIED:20990101T000000Z\r\n",
    "\\r\\nSEQUENCE:9\\r\\n" + "x" * 40 + "\u2028SEQUENCE:9",
)


@pytest.fixture(autouse=True)
def today(app):
    """Let it be a day before the events of these tests."""
    app.config["TODAY"] = dt.date(2026, 5, 1)


def properties(title, description):
    """Return the properties of some event."""
    return {
        "UID": text("0b1f9f52-3b0c-4c1e-8d59-7c2b1a9d4e10"),
        "SUMMARY": text(title),
        "DESCRIPTION": text(description),
        "DTSTART": clock(BERLIN, "Europe/Berlin"),
        "STATUS": word("CONFIRMED"),
    }


@given(TEXTS, TEXTS)
@example("x" * 66, "x" * 67)  # the longest line that is not folded, and the shortest that is
@example("x" * 64 + "é", "x" * 61 + "\\")
def test_event_has_the_bytes_that_icalendar_writes_without_our_shortcut(title, description):
    told = properties(title, description)

    assert component(VEvent, told).to_ical() == component(icalendar.Event, told).to_ical()


@given(TEXTS)
@example("\\N\\\\N\\n")
@example("\ufeff\ufeff")
def test_icalendar_reads_any_text_as_it_was_typed(value):
    written = component(VEvent, {"UID": word("1"), "SUMMARY": text(value)}).to_ical()

    assert icalendar.Event.from_ical(written).get("SUMMARY", "") == printable(value)


def test_property_without_a_value_is_left_out():
    written = component(VEvent, {"SUMMARY": text(""), "URL": None, "SEQUENCE": icalendar.vInt(0)})

    assert written.to_ical() == b"BEGIN:VEVENT\r\nSEQUENCE:0\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize("zone", ["Africa/Accra", "Atlantic/Reykjavik", "Europe/Berlin"])
def test_clock_keeps_the_zone_that_its_vtimezone_is_for(publish, client, zone):
    [entry] = publish(make_event(start_zone=zone)).events

    assert entry["DTSTART"].params["TZID"] == zone
    assert f"\r\nTZID:{zone}\r\n" in client.get(FEED).text


def test_zone_is_one_rule_for_each_half_and_no_dates():
    told = {name: vtimezone(name, dt.date(2026, 1, 1), dt.date(2028, 1, 1)) for name in ZONES}
    zones = {name: icalendar.Timezone.from_ical(one) for name, one in told.items() if one}

    assert len(zones) > 500  # of about 600
    for name, zone in zones.items():
        halves = {half.name: half for half in zone.subcomponents}
        ruled = {"RRULE"} if len(halves) == 2 else set()
        assert str(zone["TZID"]) == name
        assert list(halves) == ["STANDARD", "DAYLIGHT"][: len(zone.subcomponents)]
        for half in halves.values():
            assert set(half) == {"DTSTART", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO"} | ruled
            assert half["DTSTART"].dt.tzinfo is None


@given(TEXTS, TEXTS)
@example(*LOOK_ALIKES[:2])
@example(*LOOK_ALIKES[1:])
def test_value_is_replaced_in_its_own_line_and_nowhere_else(title, description):
    told = properties(title, description) | {"SEQUENCE": icalendar.vInt(3)}
    written = component(VEvent, told).to_ical()

    changed = replace_property(written, "SEQUENCE", b"4")

    assert property_value(written, "SEQUENCE") == b"3"
    expected = told | {"SEQUENCE": icalendar.vInt(4)}
    assert changed == component(VEvent, expected).to_ical()


@pytest.mark.parametrize("typed", LOOK_ALIKES)
def test_r02_typed_text_that_looks_like_a_revision_stays_when_an_event_comes_back(
    save, client, typed
):
    visit, person = make_visit(), make_person()
    event = make_event(title_en=typed[:60], description_en=typed, visit=visit)
    guest = save(make_guest(person, event))
    save(make_feed(visit=visit, person=person, kind=FeedKind.PERSON))
    [before] = icalendar.Calendar.from_ical(client.get(FEED).data).events

    for gone in (utc_now(), None):
        guest.deleted_at = gone
        save(guest)
        [after] = icalendar.Calendar.from_ical(client.get(FEED).data).events

    assert after["SEQUENCE"] == 2
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt > before["DTSTAMP"].dt
    for name in ("SUMMARY", "DESCRIPTION"):
        assert after[name] == before[name]
    assert after["DESCRIPTION"] == printable(typed)


def test_h05_calendar_that_is_called_like_a_date_has_its_own_date(publish, client):
    event = make_event(title_en="19700101T000000Z\r\nLAST-MODIFIED:19700101T000000Z")

    calendar = publish(event, title_en="19700101T000000Z")

    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "19700101T000000Z"
    assert calendar["LAST-MODIFIED"].to_ical() == b"20260101T000000Z"
    assert [entry["SUMMARY"] for entry in calendar.events] == [
        "19700101T000000Z\nLAST-MODIFIED:19700101T000000Z"
    ]


def test_poll_without_a_change_runs_nothing_of_icalendar(publish, client):
    publish(make_event())
    etag, ran = client.get(FEED).headers["ETag"], set()

    sys.setprofile(lambda frame, *_: ran.add(frame.f_globals.get("__name__", "")))
    try:
        answer = client.get(FEED, headers={"If-None-Match": etag})
    finally:
        sys.setprofile(None)

    assert answer.status_code == 304
    assert "planner.views.feeds.subscriptions" in ran
    assert [name for name in ran if name.partition(".")[0] == "icalendar"] == []


@pytest.mark.parametrize("library", ["tzdata", "babel", "icalendar"])
def test_another_version_of_a_library_that_decides_bytes_makes_feeds_anew(
    publish, load, client, monkeypatch, library
):
    publish(make_event())
    [before], real = load(select(FeedSnapshot.renderer_hash)), rendered_events.metadata.version

    monkeypatch.setattr(
        rendered_events.metadata, "version", lambda n: "99" if n == library else real(n)
    )
    for known in (rendered_events.program_hash, rendered_events.hash_with_settings):
        known.cache_clear()
    client.get(FEED)
    for known in (rendered_events.program_hash, rendered_events.hash_with_settings):
        known.cache_clear()

    assert load(select(FeedSnapshot.renderer_hash)) != [before]


def test_calendar_without_events_of_an_office_whose_zone_has_no_rule_has_no_zone():
    written = calendar("Empty", [], None, "Africa/Casablanca")

    assert icalendar.Calendar.from_ical(written).subcomponents == []
