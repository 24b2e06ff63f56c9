"""Subscribing: people make, renew, end and wipe feeds."""

import datetime as dt
import hashlib
import re

import icalendar
import pytest
from sqlalchemy import select

from planner.models import Feed
from tests.factories import make_event, make_feed, make_visit

FEED = "/feeds/secret.ics"
DAY = dt.date(2026, 5, 4)  # the first of the visits here


@pytest.fixture(autouse=True)
def day(app):
    """Let it be the first day of the visits."""
    app.config["TODAY"] = DAY


def make(browser, visit, **entry):
    answer = browser.post(
        f"/visits/{visit.slug}/feeds", data={"label": "Phone", "language": "en"} | entry
    )
    found = re.findall(r"https://planner\.example(/feeds/([\w-]{43})\.ics)", answer.text)
    return answer, *found[0]


def test_address_of_a_feed_is_shown_once_and_only_its_hash_is_kept(save, load, organiser):
    visit = save(make_visit())

    answer, address, token = make(organiser, visit)

    assert answer.status_code == 201
    assert organiser.get(address).status_code == 200
    assert [feed.token_hash for feed in load(select(Feed))] == [
        hashlib.sha256(token.encode()).hexdigest()
    ]
    page = organiser.get(f"/visits/{visit.slug}/feeds").text
    assert token not in page
    assert "…" + token[-4:] in page


def test_page_of_an_address_helps_a_phone_to_subscribe(save, organiser, client):
    _, address, token = make(organiser, save(make_visit()))

    page = client.get(f"/feeds/{token}")

    assert f"webcal://planner.example{address}" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers
    assert client.get("/feeds/guess").status_code == 404


def test_renewed_address_serves_and_the_old_one_empties_devices(save, load, organiser):
    visit = save(make_visit(events=[make_event(title_en="MARKER")]))
    _, old, _ = make(organiser, visit)
    [feed] = load(select(Feed))

    page = organiser.post(f"/settings/feeds/{feed.id}/renew").text

    [new] = set(re.findall(r"https://planner\.example(/feeds/[\w-]{43}\.ics)", page))
    assert "MARKER" in organiser.get(new).text
    wiped = organiser.get(old)
    assert (wiped.status_code, "MARKER" in wiped.text) == (200, False)
    assert wiped.text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Dieser Kalender wurde zurückgezogen"), ("en", "This calendar link was withdrawn")],
)
def test_wiped_feed_serves_one_neutral_event_for_the_days_of_the_setting_and_then_is_gone(
    save, load, organiser, language, words
):
    visit = save(make_visit(title_de="MARKER", title_en="MARKER", events=[make_event()]))
    _, address, _ = make(organiser, visit, language=language)
    [feed] = load(select(Feed))

    organiser.post(f"/settings/feeds/{feed.id}/wipe")

    calendar = icalendar.Calendar.from_ical(organiser.get(address).data)
    assert [str(entry["SUMMARY"]) for entry in calendar.events] == [words]
    assert organiser.get(address).data == organiser.get(address).data
    assert "MARKER" not in organiser.get(address).text
    [feed] = load(select(Feed))
    assert (feed.wiped_until - feed.revoked_at).days == 28
    feed.wiped_until = feed.revoked_at - dt.timedelta(days=1)
    with organiser.application.extensions["sessionmaker"]() as session:
        session.merge(feed)
        session.commit()
    assert organiser.get(address).status_code == 410


def fetch(client, agent):
    return client.get(FEED, headers={"User-Agent": agent}, buffered=True)


@pytest.mark.parametrize(
    ("agent", "program"),
    [
        ("Google-Calendar-Importer", "Google"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266)", "Outlook"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0",
            "Thunderbird",
        ),
        ("iOS/18.1 (22B83) dataaccessd/1.0", "iPhone, iPad"),
        ("macOS/15.1 (24B83) CalendarAgent/1200", "Mac"),
        ("Some Calendar/3.2 (x)", "Some Calendar"),
        ("", ""),
    ],
)
def test_list_says_when_a_feed_was_last_fetched_and_by_which_program(
    save, organiser, client, agent, program
):
    visit = save(make_visit())
    save(make_feed(visit_id=visit.id))
    fetch(client, agent)

    page = organiser.get(f"/visits/{visit.slug}/feeds").text

    assert "1 minute ago" in page
    assert (f">by {program}<" in page) == bool(program)


def test_ended_address_answers_gone(save, load, organiser):
    visit = save(make_visit())
    _, address, _ = make(organiser, visit)
    [feed] = load(select(Feed))

    organiser.post(f"/settings/feeds/{feed.id}/end")

    assert organiser.get(address).status_code == 410
    assert organiser.post(f"/settings/feeds/{feed.id}/end").status_code == 404


def test_feed_without_a_label_is_asked_for_one(save, load, organiser):
    answer = organiser.post(f"/visits/{save(make_visit()).slug}/feeds", data={"label": " "})

    assert answer.status_code == 422
    assert load(select(Feed)) == []


def test_reader_may_not_make_feeds(save, reader):
    assert reader.get(f"/visits/{save(make_visit()).slug}/feeds").status_code == 403
