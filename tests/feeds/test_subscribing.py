"""Subscribing: people make, renew, end and wipe feeds."""

import datetime as dt
import hashlib
import re

import icalendar
import pytest
from sqlalchemy import select

from planner.models import Duty, Feed, FeedKind, RoleName
from tests.factories import (
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_municipality,
    make_person,
    make_venue,
    make_visit,
)

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


def test_s10_address_of_a_feed_is_shown_once_and_only_its_hash_is_kept(save, load, organiser):
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


def test_s08_renewed_address_serves_and_the_old_one_empties_devices(save, load, organiser):
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
def test_s08_wiped_feed_serves_one_neutral_event_for_the_days_of_the_setting_and_then_is_gone(
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
def test_s05_list_says_when_a_feed_was_last_fetched_and_by_which_program(
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
    again = organiser.post(f"/settings/feeds/{feed.id}/end", follow_redirects=True)
    assert "Ada Lindqvist has ended the address of" in again.text


def test_feed_without_a_label_is_asked_for_one(save, load, organiser):
    answer = organiser.post(f"/visits/{save(make_visit()).slug}/feeds", data={"label": " "})

    assert answer.status_code == 422
    assert load(select(Feed)) == []


def test_reader_may_not_make_feeds(save, reader):
    assert reader.get(f"/visits/{save(make_visit()).slug}/feeds").status_code == 403


def field(page, name):
    """Return what a page says from a field on."""
    return page.partition(f'name="{name}"')[2].partition("</div>")[0]


@pytest.fixture
def staffed(save):
    """A visit with a guest, a delegate, a driver, an interpreter, and somebody who is elsewhere."""
    visit = make_visit()
    first, second = make_event(visit=visit), make_event(visit=visit)
    guest = make_guest(make_person("Guest", "One", languages="de en"), first)
    make_guest(guest.person, second)
    save(
        guest,
        make_delegation(visit, delegates=[make_delegate(make_person("Delegate", "Two"))]),
        make_assignment(first, make_person("Driver", "Three"), duty=Duty.DRIVER),
        make_assignment(second, make_person("Interpreter", "Four")),
        make_guest(make_person("Elsewhere", "Five"), make_event(visit=make_visit())),
    )
    return visit


def test_people_are_offered_where_they_belong(staffed, organiser):
    page = organiser.get(f"/visits/{staffed.slug}/feeds").text

    assert re.findall("(\\w+), (\\w+)</option>", field(page, "person_id")) == [
        ("One", "Guest"),
        ("Two", "Delegate"),
    ]
    assert re.findall("\\w+, (\\w+)</option>", field(page, "driver_id")) == ["Driver"]
    assert re.findall("\\w+, (\\w+)</option>", field(page, "interpreter_id")) == ["Interpreter"]


@pytest.mark.parametrize(
    ("kind", "name", "given_name"),
    [
        (FeedKind.VISIT, None, None),
        (FeedKind.GUESTS, None, None),
        (FeedKind.PERSON, "person_id", "Guest"),
        (FeedKind.TRANSFERS, None, None),
        (FeedKind.TRANSFERS, "driver_id", "Driver"),
        (FeedKind.INTERPRETATION, "interpreter_id", "Interpreter"),
    ],
)
def test_feed_of_a_visit_is_of_the_kind_and_the_person_that_were_chosen(
    staffed, load, organiser, kind, name, given_name
):
    page = organiser.get(f"/visits/{staffed.slug}/feeds").text
    entry = {"kind": kind}
    if name:
        entry[name] = re.findall(f'value="(\\d+)">\\w+, {given_name}<', page)[0]

    answer, address, _ = make(organiser, staffed, **entry)

    assert answer.status_code == 201
    [feed] = load(select(Feed))
    chosen = int(entry[name]) if name else None
    assert (feed.kind, feed.visit_id, feed.person_id) == (kind, staffed.id, chosen)
    assert organiser.get(address).status_code == 200


def test_own_program_needs_its_person_and_keeps_what_was_typed(staffed, load, organiser):
    answer = organiser.post(
        f"/visits/{staffed.slug}/feeds",
        data={"kind": "person", "person_id": "", "label": "Zoë", "language": "de"},
    )

    assert answer.status_code == 422
    assert "Please choose whose program this is." in field(answer.text, "person_id")
    assert 'value="Zoë"' in answer.text
    assert load(select(Feed)) == []


@pytest.mark.parametrize("name", ["person_id", "driver_id"])
def test_somebody_of_another_visit_cannot_be_chosen(staffed, save, load, organiser, name):
    stranger = save(make_person())
    entry = {"kind": "person", name: stranger.id, "label": "Phone", "language": "de"}

    answer = organiser.post(f"/visits/{staffed.slug}/feeds", data=entry)

    assert answer.status_code == 422
    assert load(select(Feed)) == []


@pytest.mark.parametrize(("spoken", "language"), [("de fr", "de"), ("en", "en"), ("fr de", "en")])
def test_own_program_is_offered_in_the_first_language_of_the_person(
    save, organiser, spoken, language
):
    visit = make_visit()
    person = make_person(languages=spoken)
    save(make_guest(person, make_event(visit=visit)))

    for address in (
        f"/visits/{visit.slug}/feeds?person={person.id}",
        f"/people/{person.id}/feeds",
    ):
        page = organiser.get(address).text
        [chosen] = re.findall('<input checked[^>]*name="language"[^>]*value="(..)"', page)
        assert chosen == language


def test_s05_second_address_with_a_label_is_refused_until_the_first_has_ended(
    save, load, organiser
):
    visit = save(make_visit())
    make(organiser, visit, label="Ärztin")
    entry = {"label": "  ÄRZTIN ", "language": "de"}

    refused = organiser.post(f"/visits/{visit.slug}/feeds", data=entry)

    assert refused.status_code == 422
    assert "There is an address “ÄRZTIN” already. Renew it" in field(refused.text, "label")
    assert make(organiser, visit, label="Ärztin", kind="visit")[0].status_code == 201
    assert make(organiser, save(make_visit()), label="Ärztin")[0].status_code == 201
    organiser.post(f"/settings/feeds/{load(select(Feed))[0].id}/end")
    assert make(organiser, visit, **entry)[0].status_code == 201


def test_page_with_an_address_is_kept_by_no_cache_and_told_to_nobody(save, organiser):
    answer, _, token = make(organiser, save(make_visit()))

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.text.count("webcal://planner.example/feeds/") == 2
    assert "webcals" not in answer.text
    assert f'href="/feeds/{token}.ics" download' in answer.text
    for words in ("From URL", "8 to 24 hours", "5 minutes to a week", "Copy this address now"):
        assert words in answer.text


def test_addresses_of_a_visit_that_is_long_over_are_neither_made_nor_listed(
    save, load, organiser, app
):
    visit = save(make_visit())
    make(organiser, visit)
    [feed] = load(select(Feed))
    app.config["TODAY"] = visit.last_day + dt.timedelta(days=31)

    page = organiser.get(f"/visits/{visit.slug}/feeds").text
    organiser.post(f"/visits/{visit.slug}/feeds", data={"label": "Tablet", "language": "en"})

    assert "This visit is over; its addresses worked until Saturday, June 6, 2026." in page
    assert "Phone" not in page
    assert [one.id for one in load(select(Feed))] == [feed.id]
    assert organiser.post(f"/settings/feeds/{feed.id}/renew").status_code == 404


def test_wiping_asks_first_and_leads_back(save, load, organiser):
    visit = save(make_visit())
    make(organiser, visit)
    [feed] = load(select(Feed))
    back = f"/visits/{visit.slug}/feeds"

    asked = organiser.get(f"/settings/feeds/{feed.id}/wipe?next={back}")

    assert "Empty the devices of “Phone”?" in asked.text
    assert f'href="{back}"' in asked.text
    elsewhere = organiser.get(f"/settings/feeds/{feed.id}/wipe?next=//evil.example")
    assert 'href="//evil' not in elsewhere.text
    assert load(select(Feed))[0].revoked_at is None
    wiped = organiser.post(f"/settings/feeds/{feed.id}/wipe?next={back}")
    assert (wiped.status_code, wiped.location) == (303, back)


def test_feed_of_a_venue_is_made_on_its_page(save, load, organiser):
    venue = save(make_venue())
    address = f"/settings/venues/{venue.id}/feeds"

    made = organiser.post(address, data={"label": "Caretaker", "language": "de"})

    assert made.status_code == 201
    [feed] = load(select(Feed))
    assert (feed.kind, feed.venue_id, feed.visit_id) == (FeedKind.VENUE, venue.id, None)
    assert "Caretaker" in organiser.get(address).text
    assert organiser.post(address, data={"label": "caretaker", "language": "de"}).status_code == 422
    assert organiser.get("/settings/venues/999/feeds").status_code == 404


def test_feed_of_a_person_is_made_for_a_coming_visit_and_listed_with_the_person(
    save, load, organiser
):
    person = make_person(languages="en")
    past = make_visit(first_day=dt.date(2026, 4, 1), last_day=dt.date(2026, 4, 2))
    coming, other = make_visit(title_en="Coming"), make_visit(title_en="Other")
    save(
        make_guest(person, make_event(visit=past)),
        make_delegation(coming, delegates=[make_delegate(person)]),
        other,
    )
    address = f"/people/{person.id}/feeds"
    page = organiser.get(address).text

    assert re.findall(">([^<]+)</option>", field(page, "visit_id")) == ["Coming"]
    foreign = {"visit_id": other.id, "label": "Phone", "language": "en"}
    assert organiser.post(address, data=foreign).status_code == 422
    assert organiser.post(address, data=foreign | {"visit_id": coming.id}).status_code == 201
    [feed] = load(select(Feed))
    assert (feed.kind, feed.visit_id, feed.person_id) == (FeedKind.PERSON, coming.id, person.id)
    assert "<b>Phone</b>" in organiser.get(f"/people/{person.id}").text


def test_person_without_a_coming_visit_gets_no_form(save, organiser):
    person = save(make_person())

    page = organiser.get(f"/people/{person.id}/feeds").text

    assert "Whoever is a guest or delegate of a coming visit" in page
    assert 'name="label"' not in page


def test_reader_subscribes_to_own_events_and_renews_and_ends_the_address(save, load, reader):
    entry = {"label": "Phone", "language": "en"}
    made = reader.post("/settings/feeds", data=entry)
    [feed] = load(select(Feed))

    assert made.status_code == 201
    assert (feed.kind, feed.user_id, feed.made_by_id) == (
        FeedKind.USER,
        reader.user.id,
        reader.user.id,
    )
    assert reader.post(f"/settings/feeds/{feed.id}/renew").status_code == 201
    new = load(select(Feed).where(Feed.revoked_at.is_(None)))
    assert [one.user_id for one in new] == [reader.user.id]
    assert "…" + new[0].token_end in reader.get("/settings/feeds").text
    ended = reader.post(f"/settings/feeds/{new[0].id}/end")
    assert (ended.status_code, ended.location) == (303, "/settings/feeds")


def test_own_list_has_what_one_made_or_what_is_about_oneself_and_nothing_else(
    save, sign_in, organiser
):
    other = sign_in(RoleName.ORGANISER)
    save(
        make_feed("a", label="Made", visit=make_visit(), made_by_id=organiser.user.id),
        make_feed("b", label="About", kind=FeedKind.USER, user_id=organiser.user.id),
        make_feed("c", label="Foreign", kind=FeedKind.USER, user_id=other.user.id),
        make_feed("d", label="Of a visit", visit=make_visit(), made_by_id=other.user.id),
    )

    page = organiser.get("/settings/feeds").text

    names = re.findall('role="rowheader" class="c-name">([^<]+)<', page)
    assert names == ["About", "Made"]


@pytest.mark.parametrize("action", ["renew", "end", "wipe"])
def test_feed_about_another_user_is_found_by_nobody_and_that_of_a_visit_by_those_with_the_right(
    save, load, sign_in, action
):
    owner = sign_in(RoleName.READER)
    of_user = save(make_feed("a", kind=FeedKind.USER, user_id=owner.user.id))
    of_visit = save(make_feed("b", visit=make_visit()))
    other, maker = sign_in(RoleName.READER), sign_in(RoleName.ADMINISTRATOR)

    for browser, feed in ((other, of_user), (maker, of_user), (other, of_visit)):
        assert browser.post(f"/settings/feeds/{feed.id}/{action}").status_code == 404
    assert {feed.revoked_at for feed in load(select(Feed))} == {None}
    assert maker.post(f"/settings/feeds/{of_visit.id}/{action}").status_code in {201, 303}


def test_who_may_no_longer_make_feeds_ends_but_never_renews_those_of_visits(save, reader):
    feed = save(make_feed(visit=make_visit(), made_by_id=reader.user.id))

    assert reader.post(f"/settings/feeds/{feed.id}/renew").status_code == 403
    assert reader.post(f"/settings/feeds/{feed.id}/end").status_code == 303


@pytest.mark.parametrize(
    ("role", "makes", "reads"),
    [
        (RoleName.ADMINISTRATOR, 200, 200),
        (RoleName.ORGANISER, 200, 200),
        (RoleName.ASSISTANT, 403, 200),
        (RoleName.READER, 403, 200),
        (RoleName.DOOR, 403, 403),
    ],
)
def test_feeds_are_made_by_those_who_plan_and_own_ones_by_all_who_read(
    save, sign_in, role, makes, reads
):
    visit, venue, person = save(make_visit()), save(make_venue()), save(make_person())
    browser = sign_in(role)
    pages = f"/visits/{visit.slug}/feeds", f"/settings/venues/{venue.id}/feeds"

    for address in (*pages, f"/people/{person.id}/feeds"):
        assert browser.get(address).status_code == makes
        posted = browser.post(address, data={"label": ""})
        assert posted.status_code == (422 if makes == 200 else 403)
    assert browser.get("/settings/feeds").status_code == reads
    if reads == 200:
        page = browser.get(f"/visits/{visit.slug}").text
        assert ('data-dialog="subscribe"' in page) == (makes == 200)


def test_s10_lost_token_shows_the_form_again_and_makes_nothing(app, save, load, organiser):
    visit = save(make_visit())
    app.config["WTF_CSRF_ENABLED"] = True

    answer = organiser.post(f"/visits/{visit.slug}/feeds", data={"label": "Zoë", "language": "de"})

    assert answer.status_code == 400
    assert 'value="Zoë"' in answer.text
    assert load(select(Feed)) == []


@pytest.mark.parametrize("count", [1, 5])
def test_lists_of_feeds_need_few_queries(save, organiser, count_queries, count):
    visit, venue = make_visit(), make_venue()
    mine = {"made_by_id": organiser.user.id}
    people = [make_person(f"Ada {n}") for n in range(count)]
    feeds = [
        make_feed(f"{n}", label=f"{n}", kind=FeedKind.PERSON, visit=visit, person=one, **mine)
        for n, one in enumerate(people)
    ]
    feeds += [
        make_feed(f"v{n}", label=f"v{n}", kind=FeedKind.VENUE, venue=venue, **mine)
        for n in range(count)
    ]
    save(*feeds)
    addresses = {
        f"/visits/{visit.slug}/feeds": 7,  # user, visit, people, feeds; head: three
        f"/settings/venues/{venue.id}/feeds": 3,  # user, venue, feeds
        f"/people/{people[0].id}/feeds": 5,  # user, person, terms, visits, feeds
        "/settings/feeds": 2,  # user, feeds
    }

    for address, number in addresses.items():
        with count_queries() as queries:
            assert organiser.get(address).status_code == 200
        assert len(queries) == number, address


@pytest.mark.parametrize(("language", "other"), [("", "/en"), ("/en", "")])
def test_public_pages_offer_the_feed_of_a_city_and_of_the_other_language(
    save, client, language, other
):
    town = save(make_municipality("Lyon", slug="lyon"))
    page = client.get(f"{language}/partners/{town.slug}").text

    assert f'value="https://planner.example{language}/partners/lyon.ics"' in page
    assert f'href="{language}/partners/lyon.ics" download' in page
    assert f'href="{other}/partners/lyon#subscribe"' in page
    assert f'href="{language}/#subscribe"' in page
    assert client.get(f"{language}/partners/lyon.ics").status_code == 200
