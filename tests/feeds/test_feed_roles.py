"""What each role reads in its feed: its own fields and nothing else (P01, P03, P06)."""

import datetime as dt
import re

import icalendar
import pytest
from sqlalchemy import String, inspect, select

from planner.models import (
    Audience,
    Duty,
    Event,
    FeedKind,
    GuestRole,
    Interpretation,
    Kind,
    RoleName,
    VisitStatus,
)
from tests.factories import (
    make_assignment,
    make_event,
    make_feed,
    make_guest,
    make_highlight,
    make_municipality,
    make_person,
    make_transfer,
    make_venue,
    make_visit,
)

MARKED = "MARKER"


@pytest.fixture(autouse=True)
def today(app):
    app.config["TODAY"] = dt.date(2026, 5, 1)


def mark(row):
    """Put a marker that names its field into every text field of a row."""
    for column in inspect(type(row)).columns:
        is_text = type(column.type) is String and not column.foreign_keys
        if is_text and column.key not in {"slug", "start_zone", "end_zone", "zone", "languages"}:
            setattr(row, column.key, f"{MARKED}.{row.__tablename__}.{column.key}")
    return row


@pytest.fixture
def marked(save, user_with):
    """A visit with a transfer that is interpreted, and markers in every field of every row."""
    office = user_with(RoleName.ORGANISER)
    office.name, office.phone = "MARKER.user.name", "MARKER.user.phone"
    town = mark(make_municipality())
    stops = [mark(make_venue(municipality=town)) for _ in range(3)]
    for number, stop in enumerate(stops):
        stop.name_de = stop.name_en = f"MARKER.venue.name{number}"
    visit = mark(make_visit(status=VisitStatus.CONFIRMED, in_charge=office))
    values = {"audience": Audience.GUESTS, "kind": Kind.TRANSFER, "venue": stops[0]}
    event = mark(make_event(visit=visit, responsible=office, **values))
    event.interpretation, event.languages = Interpretation.WHISPERED, "de en"
    make_transfer(event, from_venue=stops[1], to_venue=stops[2])
    mark(event.transfer)
    guest = mark(make_guest(mark(make_person()), event))
    worker = mark(make_person())
    save(visit, guest)
    save(mark_languages(make_assignment(event, worker)))
    internal = mark(make_event(visit=visit, venue=stops[0], audience=Audience.INTERNAL))
    internal.title_de = internal.title_en = "MARKER.internal"
    save(internal)
    return visit, guest.person, stops[0], office


def mark_languages(assignment):
    assignment.languages = "MARKER.assignment.languages"
    return assignment


COMMON = {"event.description_en", "event.dress_en", "event.title_en"}
PLACE = {"municipality.name", "venue.name0", "venue.room", "venue.address"}
OFFICE = {"user.name", "user.phone"}
NAME = {"person.given_name", "person.name_prefix", "person.family_name"}
READ = {
    FeedKind.VISIT: {"visit.title_en", "internal", "user.name"} | COMMON | PLACE,
    FeedKind.GUESTS: {"visit.title_en"} | COMMON | PLACE,
    FeedKind.PERSON: {"visit.title_en", *NAME} | COMMON | PLACE,
    FeedKind.TRANSFERS: {
        "municipality.name",
        *("visit.title_en", "venue.name1", "venue.name2", "venue.room", "venue.address"),
        *OFFICE,
    },
    FeedKind.INTERPRETATION: {"visit.title_en", "event.title_en"} | PLACE | OFFICE,
    FeedKind.VENUE: {"venue.name0", "venue.room"} | COMMON | PLACE,
    FeedKind.USER: {"user.name"} | COMMON | PLACE,
}


def subjects_of(visit, person, venue, office):
    """Return what the feed of each kind is about."""
    internal, about = {"visit": visit, "made_by": office}, {"visit": visit}
    return {
        FeedKind.VISIT: internal,
        FeedKind.GUESTS: about,
        FeedKind.PERSON: about | {"person": person},
        FeedKind.TRANSFERS: about,
        FeedKind.INTERPRETATION: about,
        FeedKind.VENUE: {"venue": venue},
        FeedKind.USER: {"user": office},
    }


@pytest.fixture
def fetch_all(save, client):
    """Return a function that gives the text of a feed of each kind, with whole lines."""

    def fetch_all(*about):
        subjects = subjects_of(*about)
        save(*(make_feed(f"of {kind}", kind=kind, **one) for kind, one in subjects.items()))
        texts = {kind: client.get(f"/feeds/of {kind}.ics").text for kind in FeedKind}
        return {kind: text.replace("\r\n ", "") for kind, text in texts.items()}

    return fetch_all


@pytest.fixture
def feeds(marked, fetch_all):
    """What the feed of each kind tells of the marked visit."""
    return fetch_all(*marked)


def test_p03_role_reads_its_own_fields_and_nothing_else(feeds):
    for kind, text in feeds.items():
        assert {word for word in READ[kind] if f"MARKER.{word}" not in text} == set(), kind
        for word in READ[kind]:
            text = text.replace(f"MARKER.{word}", "")
        assert MARKED not in text, kind
        assert {"ATTENDEE", "ORGANIZER"}.isdisjoint(re.findall("[A-Z]+", text)), kind
        assert "@" not in text, kind


def test_p04_internal_event_is_left_out_instead_of_marked_as_private(feeds):
    told = {kind for kind, text in feeds.items() if "MARKER.internal" in text}

    assert told == {FeedKind.VISIT}
    assert {text.count("\r\nCLASS") for text in feeds.values()} == {0}


def test_p06_no_internal_address_number_or_name_is_where_people_do_not_look(feeds, marked, load):
    visit = marked[0]
    uids = {str(uid) for uid in load(select(Event.uid))}

    for kind, text in feeds.items():
        lines = [line.partition(":") for line in text.split("\r\n")]
        hidden = {name for name, _, _ in lines if name.startswith("X-")}
        assert hidden == {"X-WR-CALNAME", "X-WR-TIMEZONE", "X-PUBLISHED-TTL"}, kind
        assert {value for name, _, value in lines if name == "UID"} <= uids, kind
        assert "URL" not in {name.partition(";")[0] for name, _, _ in lines}, kind
        assert "://" not in text, kind
        assert visit.slug not in text, kind
        if kind is not FeedKind.USER:  # which is called after its only reader
            assert not [value for name, _, value in lines if name in hidden and "user." in value]


def test_c10_feed_names_no_address_of_a_feed(feeds, save, client):
    save(make_highlight())
    feeds["public"] = client.get("/highlights.ics").text

    for kind, text in feeds.items():
        assert "SOURCE" not in text, kind
        assert "/feeds" not in text, kind
        assert "of " + kind not in text, kind


def test_e18_no_parameter_has_a_quote_whatever_people_are_called(save, fetch_all, user_with):
    name = """Ada "Countess" O'Hara; :^n, née Lindqvist"""
    office = user_with(RoleName.ORGANISER, name=name, phone='"1"')
    visit, person = make_visit(in_charge=office), make_person('"Ada"', name)
    values = {"interpretation": Interpretation.WHISPERED, "responsible": office}
    event = make_event(visit=visit, kind=Kind.TRANSFER, venue=make_venue('"'), **values)
    save(make_guest(person, event))

    for kind, text in fetch_all(visit, person, event.venue, office).items():
        for line in text.split("\r\n")[:-1]:
            assert re.match("[A-Z-]+(;[A-Z]+=[A-Za-z/_-]+)*:", line), line
        assert "CN=" not in text, kind
        assert ("Countess" in text) == (kind not in {FeedKind.GUESTS, FeedKind.VENUE}), kind


def test_driver_reads_when_to_pick_up_how_many_and_whom_to_call(save, client, user_with):
    office = user_with(RoleName.ORGANISER, name="Svenja Brandt", phone="+49 2371 217-0")
    event = make_event(
        "2026-05-04 10:00", "2026-05-04 11:00", kind=Kind.TRANSFER, responsible=office,
        title_en="Ride of the senator", visit=make_visit(), audience=Audience.INTERNAL,
    )  # fmt: skip
    make_transfer(
        event, from_venue=make_venue("Hotel", name_en="Hotel"),
        to_venue=make_venue("Rathaus", name_en="Town hall"),
        pick_up_at=dt.datetime(2026, 5, 4, 9, 45),
    )  # fmt: skip
    save(make_guest(make_person(), event))
    save(make_guest(make_person(), event, role=GuestRole.COMPANION))
    save(make_feed(visit=event.visit, kind=FeedKind.TRANSFERS))

    [entry] = icalendar.Calendar.from_ical(client.get("/feeds/secret.ics").data).events

    assert entry["SUMMARY"] == "Transfer: Hotel → Town hall"
    assert entry["DTSTART"].to_ical() == b"20260504T094500"
    assert entry["DTEND"].to_ical() == b"20260504T110000"
    assert entry["DESCRIPTION"].splitlines() == [
        "To: Town hall",
        "Passengers: 2",
        "Contact: Svenja Brandt, +49 2371 217-0",
    ]
    assert "senator" not in client.get("/feeds/secret.ics").text


@pytest.mark.parametrize(
    ("ends", "begins"), [("09:46", b"20260504T094500"), ("09:45", b"20260504T090000")]
)
def test_driver_reads_the_start_of_a_ride_that_was_moved_to_before_the_pick_up(
    save, client, ends, begins
):
    """An importer may move it; no calendar takes an entry that ends before it begins."""
    event = make_event(
        "2026-05-04 09:00", f"2026-05-04 {ends}", kind=Kind.TRANSFER, visit=make_visit()
    )
    save(make_transfer(event, pick_up_at=dt.datetime(2026, 5, 4, 9, 45)))
    save(make_feed(visit=event.visit, kind=FeedKind.TRANSFERS))

    [entry] = icalendar.Calendar.from_ical(client.get("/feeds/secret.ics").data).events

    assert entry["DTSTART"].to_ical() == begins
    assert entry["DTEND"].to_ical() == f"20260504T{ends.replace(':', '')}00".encode()


@pytest.mark.parametrize(("fold", "begins"), [(0, b"20261025T001500Z"), (1, b"20261025T011500Z")])
def test_driver_picks_up_in_the_same_of_two_equal_hours_as_the_ride_begins(
    save, client, fold, begins
):
    event = make_event(
        "2026-10-25 02:30", "2026-10-25 04:00", kind=Kind.TRANSFER,
        start_fold=fold, visit=make_visit(),
    )  # fmt: skip
    save(make_transfer(event, pick_up_at=dt.datetime(2026, 10, 25, 2, 15)))
    save(make_feed(visit=event.visit, kind=FeedKind.TRANSFERS))

    [entry] = icalendar.Calendar.from_ical(client.get("/feeds/secret.ics").data).events

    assert entry["DTSTART"].to_ical() == begins


def test_interpreter_reads_how_and_from_which_languages(save, client, user_with):
    office = user_with(RoleName.ORGANISER, name="Svenja Brandt", phone="+49 2371 217-0")
    visit = make_visit()
    save(
        make_event(visit=visit, interpretation=Interpretation.CONSECUTIVE, languages="de en",
                   responsible=office, description_en="What guests read"),
        make_event(visit=visit, title_en="Without"),
        make_feed(visit=visit, kind=FeedKind.INTERPRETATION),
    )  # fmt: skip

    [entry] = icalendar.Calendar.from_ical(client.get("/feeds/secret.ics").data).events

    assert entry["DESCRIPTION"].splitlines() == [
        "Consecutive interpretation",
        "Languages: German, English",
        "Contact: Svenja Brandt, +49 2371 217-0",
    ]


@pytest.mark.parametrize("kind", [FeedKind.TRANSFERS, FeedKind.INTERPRETATION])
def test_feed_may_be_narrowed_to_what_one_person_is_assigned_to(save, client, kind):
    visit, worker = make_visit(), make_person()
    duty = {FeedKind.TRANSFERS: Duty.DRIVER, FeedKind.INTERPRETATION: Duty.INTERPRETER}[kind]
    values = {"kind": Kind.TRANSFER, "interpretation": Interpretation.WHISPERED, "visit": visit}
    mine, other = make_event(**values), make_event(**values)
    save(mine, other)
    save(make_assignment(mine, worker, duty=duty))
    save(make_feed(visit=visit, kind=kind, person=worker))

    entries = icalendar.Calendar.from_ical(client.get("/feeds/secret.ics").data).events

    assert [entry["UID"] for entry in entries] == [str(mine.uid)]
