"""Questions to the database about what papers tell of a programme; all rows are plain ones.

What is internal (notes, telephones) is only read where the paper is: no other can print it.
"""

from itertools import islice

from sqlalchemy import and_, func, literal, select

from planner.db import shared_alias
from planner.models import (
    AddressForm,
    AddressOverride,
    Assignment,
    Audience,
    Event,
    Guest,
    Municipality,
    Person,
    Transfer,
    User,
    Venue,
)
from planner.queries.people.person_rows import read_people
from planner.queries.programme.events import seen_by
from planner.queries.programme.programme_rows import (
    Attending,
    Caller,
    Item,
    Journey,
    ProgrammeSources,
    Site,
    Working,
)
from planner.queries.programme.visits import delegations_counted, home
from planner.rules.programme.audience import visible
from planner.rules.programme.events import in_order, is_embargoed
from planner.rules.programme.visits import far_side

VENUES = [
    (shared_alias(Venue), shared_alias(Municipality)) for _ in range(3)
]  # of the event; from; to
PARTNER = shared_alias(Guest)
TOLD = Item._fields[: Item._fields.index("internal_notes")]
JOURNEY = ("event_id", "pick_up_at", "vehicle", "seats", "number")
NOTHING = literal("")


def internal(reader, column):
    """Return a column of internal papers, which is empty for all other readers."""
    return column if reader is Audience.INTERNAL else NOTHING


def site_columns(venue, town):
    """Return the columns of a site; the first tells whether there is one."""
    name = func.coalesce(town.name, "")
    return venue.id, venue.name_de, venue.name_en, venue.room, venue.address, name


def items(reader, *conditions):
    """Select the columns of events that readers of a class may see."""
    venue_ids = Event.venue_id, Transfer.from_venue_id, Transfer.to_venue_id
    listed = (
        select(
            *(getattr(Event, name) for name in TOLD),
            internal(reader, Event.internal_notes),
            *(column for venue in VENUES for column in site_columns(*venue)),
            User.name,
            internal(reader, User.phone),
            *(getattr(Transfer, name) for name in JOURNEY),
        )
        .outerjoin(Event.responsible)
        .outerjoin(Event.transfer)
        .where(Event.deleted_at.is_(None), seen_by(reader), *conditions)
    )
    for (venue, town), venue_id in zip(VENUES, venue_ids, strict=True):
        listed = listed.outerjoin(venue, venue.id == venue_id)
        listed = listed.outerjoin(town, town.id == venue.municipality_id)
    return listed


def item_of(row):
    """Return the event that a row of items() tells of."""
    columns = iter(row)
    told = list(islice(columns, len(TOLD) + 1))
    venue, start, end = (site_of(*islice(columns, 6)) for _ in VENUES)
    name, phone, event_id, *journey = columns
    return Item(
        *told,
        venue=venue,
        transfer=Journey(*journey, start, end) if event_id else None,
        responsible=Caller(name, phone) if name else None,
    )


def site_of(venue_id, *told):
    """Return a site, if there is one."""
    return Site(*told) if venue_id else None


def working_at(event_ids, reader):
    """Select who works at events."""
    return (
        select(
            Assignment.event_id,
            Assignment.person_id,
            Assignment.duty,
            Assignment.languages,
            internal(reader, Person.phone),
        )
        .join(Assignment.person)
        .where(Assignment.event_id.in_(event_ids))
        .order_by(Assignment.id)
    )


def attending(event_ids):
    """Select who is invited to events; a partner in the bin is none."""
    return (
        select(Guest.event_id, Guest.person_id, Guest.role, Guest.reply, PARTNER.person_id)
        .outerjoin(PARTNER, and_(Guest.companion_of_id == PARTNER.id, PARTNER.deleted_at.is_(None)))
        .where(Guest.event_id.in_(event_ids), Guest.deleted_at.is_(None))
        .order_by(Guest.id)
    )


def entries_of(person_ids):
    """Select (person id, language, text) of how people want to stand in programmes."""
    return select(AddressOverride.person_id, AddressOverride.language, AddressOverride.text).where(
        AddressOverride.person_id.in_(person_ids), AddressOverride.form == AddressForm.PROGRAMME
    )


def read_programme(session, occasion, reader, now, with_people=()):
    """Read what a paper tells of a visit, or of one event; at most eight statements.

    `with_people` are the ids of people whom the paper tells of besides those of the events.
    """
    visit, event = occasion.visit, occasion.event
    condition = Event.id == event.id if event else Event.visit_id == visit.id
    listed = [item_of(row) for row in session.execute(items(reader, condition))]
    listed = [item for item in in_order(listed) if is_told(item, reader, now)]
    ids = [item.id for item in listed]
    working = [Working(*row) for row in session.execute(working_at(ids, reader))]
    guests = [Attending(*row) for row in session.execute(attending(ids))]
    person_ids = {one.person_id for one in (*working, *guests)}.union(with_people)
    entries = session.execute(entries_of(person_ids))
    days = event_days(event) if event else (visit.first_day, visit.last_day)
    zone = visit.zone if visit else event.start_zone
    return ProgrammeSources(
        items=listed,
        working=by_event(working),
        attending=by_event(guests),
        people=read_people(session, person_ids),
        entries={(person_id, language): text for person_id, language, text in entries},
        zone=zone,
        first_day=days[0],
        last_day=days[1],
        far=read_far_side(session, visit, zone) if visit else None,
        in_charge=in_charge(visit, reader),
    )


def is_told(item, reader, now):
    """Tell whether a paper tells of an event: to everybody only after its embargo (P05)."""
    early = reader is Audience.PUBLIC and is_embargoed(item.public_from, now)
    return visible(item, reader) and not early


def by_event(rows):
    """Return rows by the id of their event."""
    found = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def event_days(event):
    """Return the first and the last day of an event, on its own clock."""
    first = event.starts_at.date()
    return first, event.ends_at.date() if event.is_whole_day else first


def read_far_side(session, visit, zone):
    """Read where the visitors come from, if another clock hangs there; two statements."""
    delegations = [row[0] for row in session.execute(delegations_counted([visit.id]))]
    far = far_side(visit, delegations, session.scalar(home()))
    return far if far and far.zone != zone else None


def in_charge(visit, reader):
    """Return who is in charge of a visit; the telephone only on internal papers."""
    if visit is None or visit.in_charge is None:
        return None
    phone = visit.in_charge.phone if reader is Audience.INTERNAL else ""
    return Caller(visit.in_charge.name, phone)
