"""Every kind of feed, read by engines that nobody here wrote: all see what the database has."""

import dataclasses
import datetime as dt
import functools
from http import HTTPStatus

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.clock import instant, utc_now
from planner.languages import LANGUAGES
from planner.models import (
    Audience,
    Event,
    FeedKind,
    Guest,
    Interpretation,
    Kind,
    Municipality,
    Person,
    Reply,
    Status,
    Transfer,
    User,
    Venue,
)
from planner.rules.feeds.feeds import end_and_wipe, new_feed
from tests.calendar_engines import Read
from tests.factories import make_event, make_venue
from tests.routes import coming, copied_database, planner_with_example

HIGHLIGHTS, OF_A_CITY = "highlights", "highlights of a city"
KINDS = [HIGHLIGHTS, OF_A_CITY, *FeedKind]
PREFIXES = {"de": "", "en": "/en"}  # of public addresses
OFF = {"de": "ABGESAGT: ", "en": "CANCELLED: "}
TRANSFER = {"de": "Fahrt", "en": "Transfer"}
WITHDRAWN = {
    "de": "Dieser Kalender wurde zurückgezogen",
    "en": "This calendar link was withdrawn",
}
TRICKY = (  # what engines differ about: where, when and how it is written
    {
        "title_en": r"Tea; scones, \n and “jam”: 50 %",
        "title_de": "Tee 🫖 & Gebäck, täglich 😀 " * 5,
    },
    {"status": Status.TENTATIVE, "description_en": "Bring:\na coat,\n\na hat; \\ gloves"},
    {"status": Status.CANCELLED, "at": "2027-07-01 10:00 to 2027-07-01 11:00"},
    {"is_whole_day": True, "at": "2028-02-28 00:00 to 2028-02-29 00:00"},
    {"start_zone": "America/Chicago", "end_zone": "Europe/Berlin"},
    {"start_zone": "Asia/Kathmandu"},
    {"start_zone": "Africa/Casablanca"},  # which no yearly rule tells
    {"at": "2027-10-31 02:30 to 2027-10-31 03:30"},  # in the hour that comes twice,
    {"at": "2027-10-31 02:30 to 2027-10-31 03:30", "start_fold": 1},  # and the second time
    {"at": "2027-10-30 22:00 to 2027-10-31 06:00"},  # over a change of the clocks
)


@dataclasses.dataclass
class World:
    """The planner with the example, and the rows that its feeds are about."""

    app: object
    visit: object
    person: object
    city: object
    venue: object
    user: object

    def subject_of(self, kind):
        """Return what a feed of the kind is about."""
        if kind is FeedKind.VENUE:
            return {"venue_id": self.venue.id}
        if kind is FeedKind.USER:
            return {"user_id": self.user.id}
        if kind is FeedKind.PERSON:
            return {"visit_id": self.visit.id, "person_id": self.person.id}
        return {"visit_id": self.visit.id}

    def belongs(self, event, kind):
        """Tell whether an event belongs in a feed of the kind."""
        ours = event.visit_id == self.visit.id
        shown = event.audience is not Audience.INTERNAL
        coming = {guest.person_id for guest in event.guests if guest.reply is not Reply.DECLINED}
        return {
            HIGHLIGHTS: event.is_highlight,
            OF_A_CITY: event.is_highlight and event.municipality_id == self.city.id,
            FeedKind.VISIT: ours,
            FeedKind.GUESTS: ours and shown,
            FeedKind.PERSON: ours and shown and self.person.id in coming,
            FeedKind.TRANSFERS: ours and event.kind is Kind.TRANSFER,
            FeedKind.INTERPRETATION: ours
            and shown
            and event.interpretation is not Interpretation.NONE,
            FeedKind.VENUE: shown and event.venue_id == self.venue.id,
            FeedKind.USER: event.responsible_id == self.user.id,
        }[kind]


@pytest.fixture(scope="module")
def world(template, tmp_path_factory):
    """The example, with tricky events that belong in every feed."""
    settings = copied_database(template, tmp_path_factory.mktemp("engines"))
    app, _ = planner_with_example(
        settings | {"FEED_PAST_DAYS": 50_000, "FEED_DAYS_AFTER_VISIT": 50_000}
    )
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        visit = session.scalar(coming())
        person = session.scalars(
            select(Person).join(Guest, Guest.person_id == Person.id).order_by(Guest.id)
        ).first()
        city = session.scalar(select(Municipality).where(Municipality.slug == "elk-river"))
        venue = session.scalars(select(Venue).order_by(Venue.id)).first()
        user = session.scalars(select(User).order_by(User.id)).first()
        world = World(app, visit, person, city, venue, user)
        session.add_all(tricky(world, number, dict(what)) for number, what in enumerate(TRICKY))
        session.commit()
    yield world
    app.extensions["sessionmaker"].kw["bind"].dispose()


def tricky(world, number, what):
    """Return an event that belongs in every feed."""
    start, end = what.pop("at", "2027-05-04 10:00 to 2027-05-05 11:00").split(" to ")
    everywhere = {
        "slug": f"tricky-{number}",
        "audience": Audience.PUBLIC,
        "is_highlight": True,
        "municipality": world.city,
        "visit": world.visit,
        "guests": [Guest(person=world.person)],
        "kind": Kind.TRANSFER,
        "interpretation": Interpretation.WHISPERED,
        "venue": world.venue,
        "responsible": world.user,
    }
    return make_event(start, end, **everywhere | what)


@pytest.fixture(scope="module")
def feed(world):
    """Return a function that fetches the feed of a kind in a language."""

    @functools.cache
    def feed(kind, language):
        if kind is HIGHLIGHTS:
            return fetched(world, f"{PREFIXES[language]}/highlights.ics")
        if kind is OF_A_CITY:
            return fetched(world, f"{PREFIXES[language]}/partners/{world.city.slug}.ics")
        subject, label = world.subject_of(kind), f"Engine {language}"
        return served(world, *new_feed(kind, subject, label, language, world.user, utc_now()))

    return feed


def served(world, feed, token):
    """Save a feed and return what its address serves."""
    with world.app.extensions["sessionmaker"]() as session:
        session.add(feed)
        session.commit()
    return fetched(world, f"/feeds/{token}.ics")


def fetched(world, address):
    """Return what an address serves."""
    answer = world.app.test_client().get(address)
    assert answer.status_code == HTTPStatus.OK, answer.text
    return answer.data


@pytest.fixture(scope="module")
def events(world):
    """All events that are not deleted."""
    transfer = joinedload(Event.transfer)
    needed = (
        joinedload(Event.guests),
        joinedload(Event.venue),
        transfer.joinedload(Transfer.from_venue),
        transfer.joinedload(Transfer.to_venue),
    )
    with world.app.extensions["sessionmaker"]() as session:
        rows = session.scalars(select(Event).where(Event.deleted_at.is_(None)).options(*needed))
        return rows.unique().all()


def as_read(event, kind, language):
    """Return what an engine must read of an event."""
    title, start, end = event.title.in_language(language).text, event.starts, event.ends
    if kind is FeedKind.TRANSFERS:
        title, start = way_of(event, language), picked_up(event)
    if event.status is Status.CANCELLED:
        title = OFF[language] + title
    if event.is_whole_day:
        start, end = event.starts_at.date(), event.ends_at.date() + dt.timedelta(days=1)
    return Read(str(event.uid), start, end, title, event.status.upper())


def way_of(event, language):
    """Return the title of a transfer as drivers read it."""
    start = (event.transfer and event.transfer.from_venue) or event.venue
    end = event.transfer and event.transfer.to_venue
    if not (start and end):
        return TRANSFER[language]
    names = [venue.name.in_language(language).text for venue in (start, end)]
    return f"{TRANSFER[language]}: {' → '.join(names)}"


def picked_up(event):
    """Return when a driver must be there."""
    if event.transfer and event.transfer.pick_up_at:
        return instant(event.transfer.pick_up_at, event.start_zone, event.start_fold)
    return event.starts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_engine_reads_of_each_feed_what_the_database_has(
    world, events, feed, read_calendar, kind, language
):
    belonging = [event for event in events if world.belongs(event, kind)]

    read = read_calendar(feed(kind, language))

    assert {one.uid: one for one in read} == {
        str(event.uid): as_read(event, kind, language) for event in belonging
    }
    assert len(read) == len(belonging) >= len(TRICKY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_engine_reads_an_event_to_keep(world, events, read_calendar, language):
    [event] = [event for event in events if event.slug == "tricky-3"]

    calendar = fetched(world, f"{PREFIXES[language]}/highlights/{event.slug}.ics")

    assert read_calendar(calendar) == [as_read(event, HIGHLIGHTS, language)]


def test_each_engine_reads_a_feed_without_events(world, read_calendar):
    venue = make_venue("Leerer Saal")
    with world.app.extensions["sessionmaker"]() as session:
        session.add(venue)
        session.flush()
        subject = {"venue_id": venue.id}
        session.commit()
    feed, token = new_feed(FeedKind.VENUE, subject, "Engine", "en", world.user, utc_now())

    assert read_calendar(served(world, feed, token)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_engine_reads_a_feed_that_was_withdrawn(world, read_calendar, language):
    subject = world.subject_of(FeedKind.GUESTS)
    label = f"Gone {language}"
    feed, token = new_feed(FeedKind.GUESTS, subject, label, language, world.user, utc_now())
    end_and_wipe(feed, utc_now(), days=50_000)

    [event] = read_calendar(served(world, feed, token))

    assert (event.title, event.status) == (WITHDRAWN[language], "CONFIRMED")
