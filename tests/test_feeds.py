"""Feeds: what calendar programs get."""

import datetime as dt
import gzip
import os
import re
import subprocess
import sys
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlalchemy import select
from werkzeug.http import parse_date

from planner.feeds.lines import OCTETS, folded, text
from planner.feeds.timezones import timezone
from planner.models import Audience, Event, Feed, Status, Venue, VisitStatus
from tests.factories import (
    LONG_AGO,
    make_event,
    make_feed,
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


@pytest.fixture
def publish(save, client):
    """Return a function that puts events into a visit's feed and fetches it as a calendar."""

    def publish(*events, language="en", **values):
        save(make_feed(language=language, visit=make_visit(events=list(events), **values)))
        return icalendar.Calendar.from_ical(client.get(FEED).data)

    return publish


def highlight(title="Summer of Climate", **values):
    slug = values.pop("slug", title.lower().replace(" ", "-"))
    defaults = {"is_highlight": True, "audience": Audience.PUBLIC, "slug": slug}
    return make_event(title_de=title, title_en=title, **defaults | values)


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


def test_internal_event_is_in_no_feed(publish, save, client):
    internal = make_event(title_en="MARKER", audience=Audience.INTERNAL)

    publish(internal, make_event(audience=Audience.GUESTS), make_event(audience=Audience.PUBLIC))

    feed = client.get(FEED).text
    assert feed.count("BEGIN:VEVENT") == 2
    assert "MARKER" not in feed
    assert client.get(PUBLIC).text.count("BEGIN:VEVENT") == 0


def test_public_feed_has_highlights_and_nothing_else(save, client):
    save(highlight("Open house"))
    save(make_visit(status=VisitStatus.DRAFT, events=[highlight("Of a draft")]))
    save(make_visit(deleted_at=LONG_AGO, events=[highlight("Of a deleted visit")]))
    save(make_event(title_en="No highlight", audience=Audience.PUBLIC))

    calendar = icalendar.Calendar.from_ical(client.get(PUBLIC).data)

    assert [entry["SUMMARY"] for entry in calendar.events] == ["Open house"]
    assert calendar.events[0]["URL"] == "https://planner.example/en/highlights/open-house"
    assert calendar["X-WR-CALNAME"] == "Stadt Iserlohn: Events & Highlights"


def test_highlight_can_be_kept_as_a_file(save, client):
    save(highlight("Open house"))

    answer = client.get("/en/highlights/open-house.ics")

    disposition = "attachment; filename=\"open-house.ics\"; filename*=UTF-8''open-house.ics"
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert client.get("/highlights/closed-house.ics").status_code == 404


def test_calendar_has_a_name_and_a_rhythm_but_no_uid(publish, client):
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
    line = "SUMMARY:" + text(character * 100)

    written = folded(line)

    assert all(len(part) <= OCTETS for part in written.split(b"\r\n"))
    assert written.replace(b"\r\n ", b"").decode() == line + "\r\n"
    assert all(part.decode() is not None for part in written.split(b"\r\n"))


def test_calendar_without_events_has_the_zone_of_the_office(publish):
    assert [part.name for part in publish().subcomponents] == ["VTIMEZONE"]


def test_events_come_in_order_of_time_and_zones_in_order_of_name(publish):
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
def test_cancelled_event_stays_and_says_so_in_the_language_of_the_feed(publish, language, word):
    soon = f"{dt.date.today() + dt.timedelta(days=9)}"
    off = make_event(f"{soon} 10:00", f"{soon} 11:00", status=Status.CANCELLED)

    [entry] = publish(off, language=language).events

    assert entry["SUMMARY"] == word
    assert (entry["STATUS"], entry["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize(
    ("start", "end", "zone"),
    [
        ("2026-10-25 02:15", "2026-10-25 02:45", "Europe/Berlin"),  # a repeated hour
        ("2026-03-28 22:00", "2026-03-29 07:00", "Europe/Berlin"),  # over a clock change
        ("2026-05-04 10:00", "2026-05-04 11:00", "Africa/Casablanca"),  # no rule tells its clock
    ],
)
def test_times_that_clients_read_differently_are_written_in_utc(publish, start, end, zone):
    event = make_event(start, end, start_zone=zone)

    [entry] = publish(event).events

    written = entry["DTSTART"].to_ical(), entry["DTEND"].to_ical()
    assert written == tuple(
        f"{time:%Y%m%dT%H%M%SZ}".encode() for time in (event.starts, event.ends)
    )


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "Europe/Dublin", "America/Chicago", "Australia/Lord_Howe", "Asia/Kathmandu"],
)
def test_timezone_tells_the_same_as_zoneinfo_at_every_half_hour(name):
    component = icalendar.Timezone.from_ical(timezone(name, *WINDOW))
    written, real = component.to_tz(lookup_tzid=False), ZoneInfo(name)
    start = dt.datetime(2026, 1, 1)
    walls = [start + dt.timedelta(minutes=30 * n) for n in range(365 * 48)]
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
    written = timezone("Europe/Berlin", *WINDOW).decode()

    assert re.findall("BEGIN:(STANDARD|DAYLIGHT)", written) == ["STANDARD", "DAYLIGHT"]
    assert re.findall("DTSTART:(.*)\r", written) == ["19701025T030000", "19700329T020000"]
    assert "RDATE" not in written


def test_feed_has_the_same_bytes_in_every_process(app, publish, settings):
    zones = "Europe/Paris", "Asia/Tokyo", "America/Chicago", "Asia/Kathmandu"
    publish(*(make_event(end="2026-05-06 11:00", start_zone=zone) for zone in zones))
    fetch = (
        "import hashlib, sys; from planner import create_app;"
        f"app = create_app({settings!r});"
        f"print(hashlib.sha256(app.test_client().get({FEED!r}).data).hexdigest())"
    )

    def fetched(seed):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.check_output([sys.executable, "-c", fetch], env=environment)

    assert len({fetched(seed) for seed in "12"}) == 1


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_client_that_has_the_bytes_gets_304(publish, client, form):
    publish(make_event())
    etag = client.get(FEED).headers["ETag"]

    again = client.get(FEED, headers={"If-None-Match": form.format(etag)})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)


def test_change_gives_another_etag_and_a_later_date(publish, save, client):
    event = make_event()
    publish(event)
    old = client.get(FEED).headers

    event.title_en, event.revised_at = "Supper", LONG_AGO + dt.timedelta(days=1)
    save(event)

    new = client.get(FEED, headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert old["Last-Modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert parse_date(new.headers["Last-Modified"]) > parse_date(old["Last-Modified"])


@pytest.mark.parametrize("renamed", ["venue", "town"])
def test_renamed_place_is_a_new_revision_of_the_events_there_and_of_no_other(
    publish, load, client, organiser, renamed
):
    venue = make_venue(municipality=make_municipality("Iserlohn"))
    here, elsewhere = make_event(venue=venue), make_event(venue=make_venue("Turm"))
    publish(here, elsewhere)
    old = client.get(FEED).headers

    with organiser.application.extensions["sessionmaker"]() as session:
        place = session.get(Venue, venue.id)
        row = place if renamed == "venue" else place.municipality
        name = "name_en" if renamed == "venue" else "name"
        setattr(row, name, "Altena")
        session.commit()

    new = client.get(FEED, headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert "Altena" in new.text
    assert parse_date(new.headers["Last-Modified"]) > parse_date(old["Last-Modified"])
    revised = {event.id: event.revised_at > LONG_AGO for event in load(select(Event))}
    assert revised == {here.id: True, elsewhere.id: False}
    assert [event.sequence for event in load(select(Event))] == [0, 0]


def test_feed_is_private_and_has_nothing_to_do_with_sign_in(publish, reader):
    publish(make_event())

    got, head = reader.get(FEED), reader.head(FEED)

    assert got.content_type == "text/calendar; charset=utf-8"
    assert got.headers["Cache-Control"] == "private, max-age=300"
    assert got.headers["Last-Modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert got.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert got.headers["Referrer-Policy"] == "no-referrer"
    assert got.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in got.headers
    assert (head.data, head.headers["ETag"]) == (b"", got.headers["ETag"])


def test_gzip_is_sent_only_to_those_who_ask_for_it_and_can_read_it(publish, client):
    publish(make_event())
    plain = client.get(FEED)

    asked = client.get(FEED, headers={"Accept-Encoding": "gzip, deflate"})
    outlook = client.get(
        FEED, headers={"Accept-Encoding": "gzip", "User-Agent": "Microsoft Office/16.0"}
    )
    anything, never = (
        client.get(FEED, headers={"Accept-Encoding": value}) for value in ("*", "gzip;q=0")
    )

    assert gzip.decompress(asked.data) == plain.data
    assert asked.headers["Content-Encoding"] == "gzip"
    assert asked.headers["Content-Length"] == str(len(asked.data))
    assert asked.headers["ETag"] != plain.headers["ETag"]
    for answer in (outlook, anything, never):
        assert (answer.data, answer.headers["ETag"]) == (plain.data, plain.headers["ETag"])


def test_packed_copy_is_revalidated(publish, client):
    publish(make_event())
    headers = {"Accept-Encoding": "gzip"}
    headers["If-None-Match"] = client.get(FEED, headers=headers).headers["ETag"]

    again = client.get(FEED, headers=headers)

    assert (again.status_code, again.data) == (304, b"")


def test_options_tell_what_is_possible_without_a_body(publish, client):
    publish()

    answer = client.options(FEED)

    assert (answer.status_code, answer.data) == (204, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_every_wrong_token_gets_the_same_plain_answer(client):
    one, other = client.get("/feeds/guess.ics"), client.get(f"/feeds/{'x' * 43}.ics")

    assert (one.status_code, one.mimetype) == (404, "text/plain")
    assert (one.data, sorted(one.headers)) == (other.data, sorted(other.headers))


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PUT", "DELETE", "POST"])
def test_probe_for_a_calendar_server_is_refused_in_plain_text(app, publish, client, method):
    publish()
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.open(FEED, method=method)

    assert (answer.status_code, answer.mimetype) == (405, "text/plain")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def fetch(client, agent):
    return client.get(FEED, headers={"User-Agent": agent}, buffered=True)


def test_fetch_is_noted_every_five_minutes_at_most_and_only_of_a_feed_that_was_asked_for(
    save, load, client, count_queries
):
    save(make_feed(visit=make_visit()), make_feed("other", visit=make_visit()))
    fetch(client, "Google-Calendar-Importer")

    with count_queries() as queries:
        fetch(client, "Microsoft Office/16.0")

    assert not [statement for statement in queries if statement.startswith("UPDATE")]
    assert sorted(feed.last_agent for feed in load(select(Feed))) == ["", "Google"]


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("address", [FEED, PUBLIC])
@pytest.mark.parametrize("language", ["de", "en"])
def test_poll_without_a_change_is_one_statement(
    publish, client, count_queries, address, count, language
):
    publish(*(highlight(f"Day {n}") for n in range(count)), language=language, status="confirmed")
    etag = client.get(address).headers["ETag"]

    with count_queries() as queries:
        answer = client.get(address, headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert len(queries) == 1


@pytest.mark.parametrize("count", [1, 5])
def test_copy_of_what_was_served_is_two_statements(publish, client, count_queries, count):
    publish(*(make_event() for _ in range(count)))

    with count_queries() as queries:
        assert client.get(FEED).text.count("BEGIN:VEVENT") == count

    assert len(queries) == 2  # what to serve, and its bytes


@pytest.mark.parametrize("count", [1, 5])
def test_feed_is_made_anew_with_as_many_statements_for_many_events(
    publish, save, client, count_queries, count
):
    town = make_municipality()
    events = [make_event(venue=make_venue(f"Raum {n}", municipality=town)) for n in range(count)]
    publish(*events)
    events[0].title_en, events[0].revised_at = "Supper", LONG_AGO + dt.timedelta(days=1)
    save(events[0])

    with count_queries() as queries:
        assert "Supper" in client.get(FEED).text

    assert len(queries) == 10
