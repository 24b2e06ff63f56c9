"""Feeds over HTTP: what programs that poll get (RFC 9110; demands H and T12)."""

import datetime as dt
import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.robotparser import RobotFileParser

import icalendar
import pytest
import tzdata
from sqlalchemy import make_url, select, text
from werkzeug.http import parse_date

from planner.clock import utc_now
from planner.feeds import rendered_events
from planner.models import Feed, FeedSnapshot
from planner.rules.feeds.feeds import end_at_once
from planner.rules.trash import delete
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
FETCH = f"""
import json, sys
from planner import create_app
for settings in map(json.loads, sys.argv[1:]):
    answer = create_app(settings).test_client().get({FEED!r})
    print(json.dumps([answer.headers["ETag"], answer.headers["Last-Modified"], answer.text]))
"""


@pytest.fixture(autouse=True)
def today(app):
    """Let it be a day before the events of these tests."""
    app.config["TODAY"] = dt.date(2026, 5, 1)


def in_a_new_process(*databases, seed="0", **environment):
    """Return ETag, date and text of the feed as another process serves it of each database."""
    given = [json.dumps(settings | {"TODAY": "2026-05-01"}) for settings in databases]
    lines = subprocess.check_output(
        [sys.executable, "-c", FETCH, *given],
        env=os.environ | {"PYTHONHASHSEED": seed} | environment,
        stderr=subprocess.DEVNULL,
    )
    return [json.loads(line) for line in lines.splitlines()]


def copied(engine, settings, name):
    """Return settings with a copy of the database."""
    engine.dispose()  # all is in the one file then
    here = Path(make_url(settings["DATABASE_URL"]).database)
    there = shutil.copyfile(here, here.with_name(f"{name}.sqlite"))
    return settings | {"DATABASE_URL": f"sqlite:///{there}"}


def test_c11_h06_feed_has_the_same_bytes_in_every_process_of_one_database_or_of_copies(
    save, engine, settings
):
    zones = "Europe/Paris", "Asia/Tokyo", "America/Chicago", "Asia/Kathmandu"
    visit = make_visit(events=[make_event(end="2026-05-06 11:00", start_zone=z) for z in zones])
    save(make_feed(visit=visit))  # nobody has fetched it yet

    seeds = {seed: copied(engine, settings, seed) for seed in ("1", "2")}
    told = [in_a_new_process(copy, settings, seed=seed) for seed, copy in seeds.items()]

    [first, *others] = [one for both in told for one in both]
    assert others == [first] * 3
    assert first[2].count("BEGIN:VTIMEZONE") == 4


def later_zones(folder):
    """Return a folder with a later release of tzdata: two zones have other rules."""
    package = shutil.copytree(Path(tzdata.__file__).parent, folder / "tzdata")
    (package / "__init__.py").write_text('IANA_VERSION = "2099z"')
    rules = {"Europe/Berlin": "Africa/Lagos", "Europe/Paris": "Africa/Casablanca"}
    for zone, rule in rules.items():
        shutil.copyfile(package / "zoneinfo" / rule, package / "zoneinfo" / zone)
    return {"PYTHONPATH": str(folder), "PYTHONTZPATH": ""}


def test_t12_other_rules_of_zones_change_bytes_etag_and_date(publish, client, settings, tmp_path):
    calendar = publish(make_event(), make_event(start_zone="Europe/Paris"))
    before = client.get(FEED)

    [(etag, modified, body)] = in_a_new_process(settings, **later_zones(tmp_path))

    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Berlin", "Europe/Paris"]
    assert before.text.count("BEGIN:DAYLIGHT") == 2
    calendar = icalendar.Calendar.from_ical(body)
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Berlin"]
    assert "BEGIN:DAYLIGHT" not in body  # in Berlin it is always winter now,
    assert "DTSTART:20260504T090000Z" in body  # and no rule tells the clock of Paris
    assert etag != before.headers["ETag"]
    assert parse_date(modified) > parse_date(before.headers["Last-Modified"])
    assert calendar["LAST-MODIFIED"].dt == parse_date(modified)


def test_t12_new_release_with_the_same_rules_changes_no_byte(publish, load, client, monkeypatch):
    publish(make_event())
    before, [old] = client.get(FEED), load(select(FeedSnapshot.renderer_hash))

    monkeypatch.setattr(tzdata, "IANA_VERSION", "2099z")
    for known in (rendered_events.program_hash, rendered_events.hash_with_settings):
        known.cache_clear()
    after = client.get(FEED)
    for known in (rendered_events.program_hash, rendered_events.hash_with_settings):
        known.cache_clear()

    assert load(select(FeedSnapshot.renderer_hash)) != [old]  # it was made anew
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_client_that_has_the_bytes_gets_304(publish, client, form):
    publish(make_event())
    etag = client.get(FEED).headers["ETag"]

    again = client.get(FEED, headers={"If-None-Match": form.format(etag)})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)


def test_h05_change_gives_another_etag_and_a_later_date(publish, save, client):
    event = make_event()
    publish(event)
    old = client.get(FEED).headers

    event.title_en, event.revised_at = "Supper", LONG_AGO + dt.timedelta(days=1)
    save(event)

    new = client.get(FEED, headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert old["Last-Modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert parse_date(new.headers["Last-Modified"]) > parse_date(old["Last-Modified"])


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


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PUT", "DELETE", "POST"])
def test_probe_for_a_calendar_server_is_refused_in_plain_text(app, publish, client, method):
    publish()
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.open(FEED, method=method)

    assert (answer.status_code, answer.mimetype) == (405, "text/plain")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def fetch(client, agent):
    return client.get(FEED, headers={"User-Agent": agent}, buffered=True)


def test_s05_fetch_is_noted_every_five_minutes_at_most_and_only_of_a_feed_that_was_asked_for(
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
    publish(
        *(make_highlight(f"Day {n}") for n in range(count)), language=language, status="confirmed"
    )
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


def test_h05_date_rises_when_the_newest_event_is_deleted(publish, save, client):
    old, new = make_event(), make_event(revised_at=LONG_AGO + dt.timedelta(days=9))
    publish(old, new)
    dates = [parse_date(client.get(FEED).headers["Last-Modified"])]

    delete(new, utc_now())
    save(new)
    dates.append(parse_date(client.get(FEED).headers["Last-Modified"]))
    client.application.config["TODAY"] = dt.date(2026, 6, 5)  # its tombstone has gone
    answer = client.get(FEED)
    dates.append(parse_date(answer.headers["Last-Modified"]))

    assert answer.text.count("BEGIN:VEVENT") == 1
    assert dates == sorted(set(dates))
    assert icalendar.Calendar.from_ical(answer.data)["LAST-MODIFIED"].dt == dates[-1]


def without(engine, table):
    """Let the database not answer about a table."""
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))


@pytest.mark.parametrize("accept", ["text/calendar", "text/html"])
def test_h17_errors_are_plain_text_and_never_200(app, save, client, engine, accept):
    ended = make_feed("ended", visit=make_visit())
    end_at_once(ended, LONG_AGO)
    save(ended, make_feed(visit=make_visit()))
    app.config["FEED_FETCHES_PER_HOUR"] = 1
    client.get(FEED)
    asked = [("/feeds/guess.ics", 404), ("/partners/nowhere.ics", 404), ("/nowhere.ics", 404)]
    asked += [("/highlights/nothing.ics", 404), ("/feeds/ended.ics", 410), (FEED, 429)]
    answers = {address: client.get(address, headers={"Accept": accept}) for address, _ in asked}
    without(engine, "feed_snapshot")
    asked += [(f"{address}?down", 503) for address in (FEED, PUBLIC, "/en/highlights.ics")]
    answers |= {one: client.get(one, headers={"Accept": accept}) for one, _ in asked[6:]}

    assert {address: one.status_code for address, one in answers.items()} == dict(asked)
    for address, answer in answers.items():
        assert answer.content_type == "text/plain; charset=utf-8", address
        assert answer.headers["Cache-Control"] == "no-store", address
        assert (answer.headers.get("Retry-After") == "300") == (answer.status_code in {429, 503})


def test_h17_fault_of_ours_is_plain_text_too(app, save, client, monkeypatch):
    def broken(token):
        raise ZeroDivisionError

    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    monkeypatch.setitem(app.view_functions, "subscriptions.show", broken)

    answer = client.get(FEED)

    assert (answer.status_code, answer.mimetype) == (500, "text/plain")


def test_h18_one_address_is_served_so_often_an_hour_whoever_asks(app, save, client):
    assert app.config["FEED_FETCHES_PER_HOUR"] >= 60
    app.config["FEED_FETCHES_PER_HOUR"] = 3
    visit = make_visit(events=[make_event()])
    save(make_feed(visit=visit), make_feed("other", visit=visit))
    etag = client.get(FEED).headers["ETag"]

    known = [client.get(FEED, headers={"If-None-Match": etag}) for _ in range(9)]
    places = [{"REMOTE_ADDR": f"192.0.2.{number}"} for number in range(4)]
    answers = [client.get(FEED, environ_overrides=place) for place in places]

    assert {answer.status_code for answer in known} == {304}  # cheaper than to count
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert (answers[-1].mimetype, answers[-1].headers["Retry-After"]) == ("text/plain", "300")
    assert client.get("/feeds/other.ics").status_code == 200
    assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 304


def test_h19_robots_may_fetch_feeds_but_keep_secret_ones_out_of_indexes(app, save, client):
    ended = make_feed("ended", visit=make_visit())
    end_at_once(ended, LONG_AGO)
    save(make_feed(visit=make_visit()), ended)
    robots, rules = client.get("/robots.txt"), RobotFileParser()
    rules.parse(robots.text.splitlines() if robots.status_code == 200 else [])
    etag = client.get(FEED).headers["ETag"]
    secret = [client.get(f"/feeds/{name}") for name in ("secret.ics", "x.ics", "ended.ics")]
    secret += [client.get("/feeds/secret"), client.get(FEED, headers={"If-None-Match": etag})]

    assert robots.status_code in {200, 404}
    for address in (FEED, PUBLIC):
        assert rules.can_fetch("Google-Calendar-Importer", address)
        assert rules.can_fetch("Googlebot", address)
    for answer in secret:
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow", answer.status_code
    assert [answer.status_code for answer in secret] == [200, 404, 410, 200, 304]
    assert "X-Robots-Tag" not in client.get(PUBLIC).headers


def test_h20_feed_of_a_thousand_events_is_below_a_megabyte(publish, client):
    venue = make_venue("Altes Rathaus, Großer Saal", municipality=make_municipality("Iserlohn"))
    told = {"description_en": "Führung durch die Ausstellung. " * 10, "dress_en": "Business"}
    title = "Reception of the delegation from Elk River by the mayor"

    publish(*(make_event(title_en=title, venue=venue, **told) for _ in range(1000)))

    answer = client.get(FEED)
    assert answer.text.count("BEGIN:VEVENT") == 1000
    assert len(answer.data) < 1_000_000


ETAG_GARBAGE = (
    *('"', "W/", "W/*", '"*"', ",,,", '"a" "b"', "\xff\xfe", "x" * 9000, '"' * 999, "%00"),
    *("{etag}", '"{etag}', '"{etag}x"', '"{etag}-gzip"'),
)
HEADER_GARBAGE = (
    {"If-Modified-Since": "yesterday"},
    {"If-Modified-Since": "Sat, 31 Dec 99999 23:59:59 GMT"},
    {"If-Modified-Since": "Sat, 01 Jan 0001 00:00:00 GMT"},
    {"If-Modified-Since": "\xff" * 99},
    {"Range": "bytes=0-9"},
    {"Range": "bytes=9-0,-,x", "If-Range": "x"},
    {"Accept-Encoding": "gzip;q=x, \xff;;;"},
    {"Accept": "image/png;q=0", "Accept-Language": "\xff"},
    {"User-Agent": "\xff\x00" * 500, "Cookie": "planner=\xff"},
    {"X-HTTP-Method-Override": "DELETE", "If-Match": "x", "If-Unmodified-Since": "x"},
)
QUERY_GARBAGE = (
    *("utm=1", "language=de", "kind=visit&token=x&slug=y", "%00=%ff", "x" * 9000),
    *("&&==;%", "é=ü"),
)


def test_garbage_in_place_of_an_etag_is_another_etag(publish, client):
    publish(make_event())
    plain = client.get(FEED)
    etag = plain.headers["ETag"].strip('"')

    for garbage in ETAG_GARBAGE:
        answer = client.get(FEED, headers={"If-None-Match": garbage.replace("{etag}", etag)})
        known = garbage == "{etag}"  # without quotes; some programs lose them
        assert answer.status_code == (304 if known else 200), garbage
        assert answer.data == (b"" if known else plain.data), garbage


def test_garbage_in_headers_changes_no_byte(publish, client):
    publish(make_event())
    plain = client.get(FEED)

    for headers in HEADER_GARBAGE:
        answer = client.get(FEED, headers=headers)
        assert (answer.status_code, answer.data) == (200, plain.data), headers
        assert "Set-Cookie" not in answer.headers, headers


@pytest.mark.parametrize("address", [FEED, PUBLIC])
def test_garbage_in_the_query_changes_no_byte(publish, client, address):
    publish(make_event(), make_highlight())
    plain = client.get(address)

    for query in QUERY_GARBAGE:
        answer = client.get(f"{address}?{query}")
        assert (answer.status_code, answer.data) == (200, plain.data), query
        assert answer.headers["ETag"] == plain.headers["ETag"], query
