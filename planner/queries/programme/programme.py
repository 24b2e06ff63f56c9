"""Questions to the database about what papers say of a programme; all rows are plain ones.

What is internal (notes, telephones) is only read where the paper is: no other can print it.
Which fields these are is asked of their classes.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from planner.db import shared_alias
from planner.models import (
    AddressForm,
    AddressOverride,
    Assignment,
    Audience,
    Duty,
    Event,
    Guest,
    GuestRole,
    Municipality,
    Person,
    Reply,
    Transfer,
    User,
    Venue,
    Visit,
)
from planner.queries.people.person_rows import read_people
from planner.queries.programme.events import is_visible_to
from planner.queries.programme.programme_rows import (
    AssignmentRow,
    AttendanceRow,
    ContactPerson,
    Item,
    Journey,
    ProgrammeSources,
    ProgrammeSubject,
    Site,
)
from planner.queries.programme.visits import delegations_counted, home
from planner.queries.rows import RowBundle, read_rows
from planner.rules.field_classes import may_read
from planner.rules.programme.audience import is_visible
from planner.rules.programme.events import events_in_order, is_embargoed
from planner.rules.programme.visits import VisitEnd, place_of_origin

SITES = "venue", "from_site", "to_site"  # what an event names each of these
VENUES = [
    (shared_alias(Venue), shared_alias(Municipality)) for _ in range(3)
]  # of the event; from; to
PARTNER = shared_alias(Guest)
ITEM_COLUMNS = Item._fields[: Item._fields.index("internal_notes")]
JOURNEY = ("pick_up_at", "vehicle", "number")
NOTHING = literal("")
EventRow = TypeVar("EventRow", AssignmentRow, AttendanceRow)


def if_readable(
    reader: Audience, column: InstrumentedAttribute[str]
) -> ColumnElement[str] | InstrumentedAttribute[str]:
    """Return a column for readers who may read it, or an empty text for all others."""
    return column if may_read(reader, column) else NOTHING


def site(name: str, venue: type[Venue], town: type[Municipality]) -> RowBundle[Site]:
    """Return the columns of a site, under its name."""
    town_name = func.coalesce(town.name, "").label("town")
    return RowBundle(name, Site, venue.id, venue.name, venue.room, venue.address, town_name)


def items(reader: Audience, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select the columns of an Item of the events that readers of a class may see."""
    venue_ids = Event.venue_id, Transfer.from_venue_id, Transfer.to_venue_id
    at, start, end = (site(name, *venue) for name, venue in zip(SITES, VENUES, strict=True))
    phone = if_readable(reader, User.phone).label("phone")
    journey = (getattr(Transfer, name) for name in JOURNEY)
    seats = Transfer.seats if may_read(reader, Transfer.seats) else null()
    listed = (
        select(
            *(getattr(Event, name) for name in ITEM_COLUMNS),
            if_readable(reader, Event.internal_notes).label("internal_notes"),
            at,
            RowBundle(
                "transfer", Journey, Transfer.event_id, *journey, seats.label("seats"), start, end
            ),
            RowBundle("responsible", ContactPerson, User.id, User.name, phone),
        )
        .outerjoin(Event.responsible)
        .outerjoin(Event.transfer)
        .where(Event.deleted_at.is_(None), is_visible_to(reader), *conditions)
    )
    for (venue, town), venue_id in zip(VENUES, venue_ids, strict=True):
        listed = listed.outerjoin(venue, venue.id == venue_id)
        listed = listed.outerjoin(town, town.id == venue.municipality_id)
    return listed


def assignment_rows(
    event_ids: Collection[int], reader: Audience
) -> Select[int, int, Duty, str, str]:
    """Select the columns of an AssignmentRow of the people who work at events."""
    return (
        select(
            Assignment.event_id,
            Assignment.person_id,
            Assignment.duty,
            Assignment.languages,
            if_readable(reader, Person.phone).label("phone"),
        )
        .join(Assignment.person)
        .where(Assignment.event_id.in_(event_ids))
        .order_by(Assignment.id)
    )


def attendance_rows(event_ids: Collection[int]) -> Select[int, int, GuestRole, Reply, int | None]:
    """Select the columns of an AttendanceRow of guests; a partner in the trash is none."""
    return (
        select(
            Guest.event_id,
            Guest.person_id,
            Guest.role,
            Guest.reply,
            PARTNER.person_id.label("partner_id"),
        )
        .outerjoin(Guest.companion_of.of_type(PARTNER).and_(PARTNER.deleted_at.is_(None)))
        .where(Guest.event_id.in_(event_ids), Guest.deleted_at.is_(None))
        .order_by(Guest.id)
    )


def entries_of(person_ids: Collection[int]) -> Select[int, str, str]:
    """Select (person id, language, text): how people want to be named in programmes."""
    return select(AddressOverride.person_id, AddressOverride.language, AddressOverride.text).where(
        AddressOverride.person_id.in_(person_ids), AddressOverride.form == AddressForm.PROGRAMME
    )


def read_programme(
    session: Session,
    occasion: ProgrammeSubject,
    reader: Audience,
    now: dt.datetime,
    with_people: Iterable[int] = (),
) -> ProgrammeSources:
    """Read all that a paper says of a visit, or of one event; at most eight statements.

    `with_people` are the ids of people whom the paper names besides those of the events.
    """
    visit = occasion.visit
    condition, zone, first_day, last_day = scope_of(occasion)
    listed = read_rows(session, Item, items(reader, condition))
    listed = [item for item in events_in_order(listed) if may_print(item, reader, now)]
    ids = [item.id for item in listed]
    working = read_rows(session, AssignmentRow, assignment_rows(ids, reader))
    guests = read_rows(session, AttendanceRow, attendance_rows(ids))
    person_ids = {one.person_id for one in working}.union(with_people)
    person_ids |= {one.person_id for one in guests}
    return ProgrammeSources(
        items=listed,
        working=by_event(working),
        attending=by_event(guests),
        people=read_people(session, person_ids),
        entries={
            (entry.person_id, entry.language): entry.text
            for entry in session.execute(entries_of(person_ids))
        },
        zone=zone,
        first_day=first_day,
        last_day=last_day,
        far=read_far_side(session, visit, zone) if visit else None,
        in_charge=contact_in_charge(visit, reader),
    )


def scope_of(occasion: ProgrammeSubject) -> tuple[ColumnElement[bool], str, dt.date, dt.date]:
    """Return the condition of the events on a paper, its zone, its first and its last day."""
    visit, event = occasion.visit, occasion.event
    if event:
        zone = visit.zone if visit else event.start_zone
        return Event.id == event.id, zone, *event_days(event)
    if visit:
        return Event.visit_id == visit.id, visit.zone, visit.first_day, visit.last_day
    raise ValueError("A programme is that of a visit or of an event.")


def may_print(item: Item, reader: Audience, now: dt.datetime) -> bool:
    """Tell whether a paper may name an event: to everybody only after its embargo (P05)."""
    early = reader is Audience.PUBLIC and is_embargoed(item.public_from, now)
    return is_visible(item, reader) and not early


def by_event(rows: Iterable[EventRow]) -> dict[int, list[EventRow]]:
    """Return rows by the id of their event."""
    found: dict[int, list[EventRow]] = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def event_days(event: Event) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of an event, on its own clock."""
    first = event.starts_at.date()
    return first, event.ends_at.date() if event.is_whole_day else first


def read_far_side(session: Session, visit: Visit, zone: str) -> VisitEnd | None:
    """Read where the visitors come from, if another clock hangs there; two statements."""
    delegations = session.scalars(delegations_counted([visit.id])).all()
    far = place_of_origin(visit, delegations, session.scalar(home()))
    return far if far and far.zone != zone else None


def contact_in_charge(visit: Visit | None, reader: Audience) -> ContactPerson | None:
    """Return the user in charge of a visit; the telephone only for who may read it."""
    if visit is None or visit.in_charge is None:
        return None
    phone = visit.in_charge.phone if may_read(reader, User.phone) else ""
    return ContactPerson(visit.in_charge.name, phone)
