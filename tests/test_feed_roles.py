"""What each role reads in its feed: its own fields and nothing else (P01, P03, P06)."""

import datetime as dt

import icalendar
import pytest
from sqlalchemy import String, inspect

from planner.models import (
    Audience,
    Duty,
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
READ = {
    FeedKind.VISIT: {"visit.title_en", "internal", "user.name"} | COMMON | PLACE,
    FeedKind.GUESTS: {"visit.title_en"} | COMMON | PLACE,
    FeedKind.PERSON: {"visit.title_en", "person.given_name", "person.family_name"} | COMMON | PLACE,
    FeedKind.TRANSFERS: {
        "municipality.name",
        *("visit.title_en", "venue.name1", "venue.name2", "venue.room", "venue.address"),
        *OFFICE,
    },
    FeedKind.INTERPRETATION: {"visit.title_en", "event.title_en"} | PLACE | OFFICE,
    FeedKind.VENUE: {"venue.name0", "venue.room"} | COMMON | PLACE,
    FeedKind.USER: {"user.name"} | COMMON | PLACE,
}


@pytest.mark.parametrize("kind", FeedKind)
def test_p03_role_reads_its_own_fields_and_nothing_else(marked, save, client, kind):
    visit, person, venue, office = marked
    subject = {"visit": visit, "made_by": office}
    if kind is FeedKind.PERSON:
        subject["person"] = person
    if kind is FeedKind.VENUE:
        subject = {"venue": venue}
    if kind is FeedKind.USER:
        subject = {"user": office}
    save(make_feed(kind=kind, **subject))

    text = client.get("/feeds/secret.ics").text.replace("\r\n ", "")

    assert {word for word in READ[kind] if f"MARKER.{word}" not in text} == set()
    for word in READ[kind]:
        text = text.replace(f"MARKER.{word}", "")
    assert MARKED not in text
    assert {"ATTENDEE", "ORGANIZER", "@"}.isdisjoint(text.split())
    assert "@" not in text


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
