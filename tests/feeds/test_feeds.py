"""Feeds: what calendar programs get."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import icalendar
import pytest

from planner.feeds.components import VEvent, component, text
from planner.feeds.timezones import vtimezone
from planner.models import Audience, Status, VisitStatus
from tests.clocks import shown_in_year
from tests.factories import (
    LONG_AGO,
    make_event,
    make_feed,
    make_highlight,
    make_municipality,
    make_venue,
    make_visit,
)

FEED = "/feeds/secret.ics"
PUBLIC = "/en/highlights.ics"
WINDOW = dt.date(2026, 1, 1), dt.date(2028, 1, 1)


@pytest.fixture(autouse=True)
def today(app):
    """Let it be a day before the events of these tests."""
    app.config["TODAY"] = dt.date(2026, 5, 1)


def test_feed_prints_what_calendars_need_and_nothing_internal(publish, client):
    venue = make_venue(room="Ratssaal", municipality=make_municipality("Iserlohn"))
    event = make_event(venue=venue, internal_notes="MARKER", sequence=3, dress_en="Business")

    [entry] = publish(event, notes="MARKER", purpose_en="MARKER").events

    assert {name: entry[name].to_ical().decode() for name in entry} == {
        "UID": str(event.uid),
        "DTSTAMP": "20260101T000000Z",
        "LAST-MODIFIED": "20260101T000000Z",
        "SEQUENCE": "3",
        "DTSTART": "20260504T100000",
        "DTEND": "20260504T110000",
        "SUMMARY": "Reception",
        "LOCATION": "Town hall\\, Ratssaal\\, Iserlohn",
        "DESCRIPTION": "Dress: Business",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
    }
    assert "MARKER" not in client.get(FEED).text


def test_p04_internal_event_is_left_out(publish, save, client):
    internal = make_event(title_en="MARKER", audience=Audience.INTERNAL)

    publish(internal, make_event(audience=Audience.GUESTS), make_event(audience=Audience.PUBLIC))

    feed = client.get(FEED).text
    assert feed.count("BEGIN:VEVENT") == 2
    assert "MARKER" not in feed
    assert client.get(PUBLIC).text.count("BEGIN:VEVENT") == 0


def test_p05_public_feed_has_highlights_and_nothing_else(save, client):
    save(make_highlight("Open house"))
    save(make_visit(status=VisitStatus.DRAFT, events=[make_highlight("Of a draft")]))
    save(make_visit(deleted_at=LONG_AGO, events=[make_highlight("Of a deleted visit")]))
    save(make_event(title_en="No highlight", audience=Audience.PUBLIC))

    calendar = icalendar.Calendar.from_ical(client.get(PUBLIC).data)

    assert [entry["SUMMARY"] for entry in calendar.events] == ["Open house"]
    assert calendar.events[0]["URL"] == "https://planner.example/en/highlights/open-house"
    assert calendar["X-WR-CALNAME"] == "Stadt Iserlohn: Events & Highlights"


def test_highlight_can_be_kept_as_a_file(save, client):
    save(make_highlight("Open house"))

    answer = client.get("/en/highlights/open-house.ics")

    disposition = "attachment; filename=\"open-house.ics\"; filename*=UTF-8''open-house.ics"
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert client.get("/highlights/closed-house.ics").status_code == 404


def test_c09_calendar_has_a_name_and_a_rhythm_but_no_uid(publish, client):
    calendar = publish(make_event())

    assert {"UID", "METHOD"}.isdisjoint(calendar)
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Delegation from Lyon"
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in client.get(FEED).text
    assert "\r\nX-PUBLISHED-TTL:PT1H\r\n" in client.get(FEED).text
    assert calendar["LAST-MODIFIED"].dt == LONG_AGO


def test_text_is_escaped_and_has_no_control_characters(save, client):
    event = make_event(title_en="A\x0bB,\x00C <b>☃</b>")
    save(make_feed(visit=make_visit(title_en="Lyon, Köln; Bonn", events=[event])))

    feed = client.get(FEED).text

    assert "\r\nNAME:Lyon\\, Köln\\; Bonn\r\n" in feed
    assert "\r\nSUMMARY:A B\\, C <b>☃</b>\r\n" in feed


@pytest.mark.parametrize("character", ["a", "ü", "字", "🎉"])
def test_lines_are_folded_at_75_octets_and_never_inside_a_character(character):
    written = component(VEvent, {"SUMMARY": text(character * 100)}).to_ical()

    lines = written.removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(b"END:VEVENT\r\n")
    assert all(len(line) <= 75 for line in lines.split(b"\r\n"))
    assert lines.replace(b"\r\n ", b"").decode() == f"SUMMARY:{character * 100}\r\n"
    assert all(line.decode() is not None for line in lines.split(b"\r\n"))


def test_r06_calendar_without_events_has_the_zone_of_the_office(publish):
    assert [part.name for part in publish().subcomponents] == ["VTIMEZONE"]


def test_c11_events_come_in_order_of_time_and_zones_in_order_of_name(publish):
    talk = make_event("2026-05-04 12:00", "2026-05-04 13:00", title_en="Talk")
    flight = make_event(
        "2026-05-04 06:30", "2026-05-04 16:00", title_en="Flight", start_zone="America/Chicago"
    )
    tea = make_event("2026-05-04 08:00", "2026-05-04 09:00", title_en="Tea")

    calendar = publish(flight, talk, tea)

    assert [entry["SUMMARY"] for entry in calendar.events] == ["Tea", "Talk", "Flight"]
    assert [zone["TZID"] for zone in calendar.timezones] == ["America/Chicago", "Europe/Berlin"]


def test_flight_starts_and_ends_on_the_clocks_of_two_zones(publish):
    flight = make_event(
        "2026-05-04 15:00",
        "2026-05-05 07:00",
        start_zone="America/Chicago",
        end_zone="Europe/Berlin",
    )

    [entry] = publish(flight).events

    assert (entry["DTSTART"].params["TZID"], entry["DTEND"].params["TZID"]) == (
        "America/Chicago",
        "Europe/Berlin",
    )
    assert (entry.start, entry.end) == (flight.starts, flight.ends)


def test_last_of_whole_days_is_included(publish):
    fair = make_event("2026-05-04 00:00", "2026-05-06 00:00", is_whole_day=True)

    [entry] = publish(fair).events

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (dt.date(2026, 5, 4), dt.date(2026, 5, 7))


@pytest.mark.parametrize(
    ("language", "word"), [("de", "ABGESAGT: Empfang"), ("en", "CANCELLED: Reception")]
)
def test_r04_cancelled_event_stays_and_says_so_in_its_language(publish, language, word):
    soon = f"{dt.date.today() + dt.timedelta(days=9)}"
    off = make_event(f"{soon} 10:00", f"{soon} 11:00", status=Status.CANCELLED)

    [entry] = publish(off, language=language).events

    assert entry["SUMMARY"] == word
    assert (entry["STATUS"], entry["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def is_in_utc(event, entry):
    """Tell whether an entry says in UTC when an event is, and check that it says it right."""
    assert (entry.start, entry.end) == (event.starts, event.ends)
    written = entry["DTSTART"].to_ical(), entry["DTEND"].to_ical()
    return all(time.endswith(b"Z") for time in written)


def test_e10_time_in_the_repeated_or_missing_hour_is_in_utc(publish):
    events = [
        make_event("2026-10-25 02:15", "2026-10-25 02:45"),
        make_event("2026-10-25 02:15", "2026-10-25 02:45", start_fold=1, end_fold=1),
        make_event("2026-10-25 02:15", "2026-10-25 05:00", start_fold=1),
        make_event("2026-10-24 23:00", "2026-10-25 02:00"),  # it ends in the first of both
        make_event("2026-03-29 02:15", "2026-03-29 04:00"),  # a law has put the clocks forward
        make_event("2026-03-29 01:15", "2026-03-29 02:00", end_zone="Europe/Paris"),
    ]
    plain = make_event("2026-10-25 03:00", "2026-10-25 04:00")
    expected = {str(event.uid): event for event in (*events, plain)}

    entries = publish(*events, plain).events

    for entry in entries:
        event = expected[str(entry["UID"])]
        assert is_in_utc(event, entry) == (event is not plain), event.starts_at
    assert len(entries) == len(expected)


def test_e17_event_over_a_clock_change_is_in_utc(publish):
    night = make_event("2026-03-28 22:00", "2026-03-29 07:00")

    [entry] = publish(night).events

    assert is_in_utc(night, entry)


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Jerusalem", "America/Nuuk"])
def test_t11_event_in_a_zone_that_no_rule_tells_is_in_utc(publish, zone):
    event = make_event(start_zone=zone)

    calendar = publish(event, make_event())

    assert [is_in_utc(event, one) for one in calendar.events if one["UID"] == str(event.uid)] == [
        True
    ]
    assert [one["TZID"] for one in calendar.timezones] == ["Europe/Berlin"]


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "Europe/Dublin", "America/Chicago", "Australia/Lord_Howe", "Asia/Kathmandu"],
)
def test_timezone_tells_the_same_as_zoneinfo_all_year(name):
    component = icalendar.Timezone.from_ical(vtimezone(name, *WINDOW))
    written, real = component.to_tz(lookup_tzid=False), ZoneInfo(name)
    walls = shown_in_year(name, 2026)
    plain = [
        w for w in walls if len({w.replace(tzinfo=real, fold=f).utcoffset() for f in (0, 1)}) == 1
    ]

    wrong = [
        w
        for w in plain
        if w.replace(tzinfo=written).utcoffset() != w.replace(tzinfo=real).utcoffset()
    ]

    assert wrong == []


def test_timezone_is_two_rules():
    written = vtimezone("Europe/Berlin", *WINDOW).decode()

    assert re.findall("BEGIN:(STANDARD|DAYLIGHT)", written) == ["STANDARD", "DAYLIGHT"]
    assert re.findall("DTSTART:(.*)\r", written) == ["19701025T030000", "19700329T020000"]
    assert "RDATE" not in written


def test_e04_dtstamp_is_the_last_revision_in_utc(publish, save, client):
    revised_at = dt.datetime(2026, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    cancelled = make_event(status=Status.CANCELLED, revised_at=revised_at)

    entries = publish(cancelled, make_event(revised_at=revised_at)).events

    for entry in entries:
        for name in ("DTSTAMP", "LAST-MODIFIED"):
            assert entry[name].to_ical() == b"20260203T040506Z"
        assert "CREATED" not in entry


def test_e16_description_is_short_plain_text_that_ends_with_the_link(save, client):
    long = {"description_de": "ä" * 9_998 + " Ω", "dress_de": "😀" * 200, "slug": "x" * 80}
    save(make_highlight(**long, interpretation="whispered"))

    [entry] = icalendar.Calendar.from_ical(client.get("/highlights.ics").data).events

    description = str(entry["DESCRIPTION"])
    assert 2000 < len(description.encode()) <= 4096
    first, dress, interpreted, link = description.splitlines()
    assert (set(first), first[-1]) == ({"ä", "…"}, "…")
    assert dress == "Kleidung: " + "😀" * 200
    assert interpreted
    assert link == entry["URL"] == f"https://planner.example/highlights/{'x' * 80}"
