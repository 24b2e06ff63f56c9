"""A visit with everything that a paper can tell of, for any number of guests, and texts for it."""

import datetime as dt
import itertools
import uuid
from typing import NamedTuple

from sqlalchemy import Enum, TypeDecorator, inspect, select

from planner.db import Base
from planner.models import (
    AddressForm,
    AddressOverride,
    Audience,
    Duty,
    Event,
    GuestRole,
    Interpretation,
    Kind,
    Reply,
    Visit,
)
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_move,
    make_municipality,
    make_network,
    make_office,
    make_organisation,
    make_person,
    make_term,
    make_transfer,
    make_user,
    make_venue,
    make_visit,
)

#: What the planner keeps for itself: no paper tells of it.
APART = {
    *("calendar_revision", "feed", "tombstone", "feed_snapshot", "rendered_event"),
    *("history_entry", "history_row", "history_values", "history_look"),
    *("job", "old_slug", "role", "scheme", "scheme_entry", "scheme_version"),
    *("printout", "printout_person", "handed_copy", "handed_row"),
    *("erasure", "housekeeping", "stored_file", "stored_piece", "user_session"),
}


class Full(NamedTuple):
    """A visit with its rows; what only some may know of stands apart."""

    visit: Visit
    dinner: Event
    rows: list  # all others hang on these
    for_guests: list  # not for the public
    internal: list  # not even for guests


def make_full(number, names=lambda _: {}, slug="full"):
    """Return a visit with so many delegates, each of whom comes to everything and has a seat.

    names: what a person is called, by number.
    """
    here = make_municipality("Iserlohn", state=slug, country="DE", zone="Europe/Berlin")
    there = make_municipality("Elk River", state=slug, country="US", zone="America/Chicago")
    visit = make_visit(
        slug=slug, host=here, in_charge=make_user(phone="1"), network=make_network(slug), notes="1"
    )
    everybody = {"visit": visit, "responsible": visit.in_charge, "languages": "de en"}
    everybody["interpretation"] = Interpretation.CONSECUTIVE

    def event(hours, audience, **values):
        venue = make_venue(municipality=make_municipality(f"Town at {hours[0]}", state=slug))
        times = (f"2026-05-05 {hour:02}:00" for hour in hours)
        return make_event(*times, audience=audience, venue=venue, **everybody | values)

    opening = event((10, 11), Audience.PUBLIC)
    dinner = event((19, 22), Audience.GUESTS)
    ride = event((17, 18), Audience.GUESTS, kind=Kind.TRANSFER)
    secret = event((14, 15), Audience.INTERNAL)
    journeys = [
        make_transfer(one, number="1", from_venue=make_venue(), to_venue=make_venue(),
                      pick_up_at=dt.datetime(2026, 5, 5, 16, 30))
        for one in (ride, secret)
    ]  # fmt: skip
    aides = [
        make_assignment(one, make_person(f"Aide{place}-{duty}", **names(None)), duty=duty)
        for (place, one), duty in itertools.product(
            enumerate((opening, dinner, ride, secret)), Duty
        )
    ]
    delegation = make_delegation(visit, municipality=there, organisation=make_organisation())
    people = [make_delegate_person(one, names, slug) for one in range(number)]
    delegation.delegates = [
        make_delegate(one, place, is_leader=place == 0) for place, one in enumerate(people)
    ]
    guests = [
        make_guest(one, each, reply=Reply.ACCEPTED, delegation=delegation, role=GuestRole.DELEGATE,
                   seat=f"Tisch {place // 8 + 1}, Platz {place % 8 + 1}" if each is dinner else "")
        for each in (opening, dinner, ride)
        for place, one in enumerate(people)
    ]  # fmt: skip
    stranger = make_guest(make_person("Stranger"), secret, reply=Reply.ACCEPTED)
    return Full(
        visit,
        dinner,
        [visit, opening, dinner, secret, *journeys, *aides, *guests, stranger],
        for_guests=[dinner, dinner.venue, dinner.venue.municipality, ride, journeys[0]],
        internal=[secret, secret.venue, secret.venue.municipality, stranger, stranger.person]
        + [journeys[1]]
        + [row for one in aides if one.event is secret for row in (one, one.person)],
    )


def make_delegate_person(number, names, state):
    """Return a person with an organization, every third one with an office."""
    municipality = make_municipality(f"Home {number}", state=state, country="US")
    return make_person(
        **{"given_name": f"Ada{number:03}", "country": "US", "languages": "en de"} | names(number),
        organisation=make_organisation(municipality=municipality),
        terms=[make_term(make_office(), municipality=municipality)] if number % 3 == 0 else [],
    )


def with_exceptions(full):
    """Let a full visit have what few guests have: partners, substitutes, moves, own forms."""
    at_dinner = [row for row in full.rows if getattr(row, "event", None) is full.dinner]
    first, second, third, fourth, *_ = [row for row in at_dinner if hasattr(row, "reply")]
    first.role = GuestRole.GUEST_OF_HONOUR
    second.role, second.companion_of = GuestRole.COMPANION, first
    third.represents, fourth.reply = fourth.person, Reply.REPRESENTED
    first.person.address_overrides = [
        AddressOverride(language=language, form=form, text="1")
        for language, form in itertools.product(("de", "en"), AddressForm)
    ]
    return full._replace(rows=[*full.rows, make_move(third, first)])


def reached(roots):
    """Return all objects that hang on some."""
    found = {}
    for root in (one for one in roots if one not in found):
        state = inspect(root)
        found[root] = None
        found.update((one, None) for one, *_ in state.mapper.cascade_iterator("save-update", state))
    return list(found)


def make_others(session):
    """Return an object for each table that has none yet and that a paper might tell of."""
    tables = {mapper.local_table.name: mapper for mapper in Base.registry.mappers}
    there = {
        name: session.scalars(select(mapper.class_).limit(2)).all()
        for name, mapper in tables.items()
    }
    return [
        mapper.class_(**least(mapper, there))
        for name, mapper in tables.items()
        if not there[name] and name not in APART
    ]


def least(mapper, there):
    """Return the values of the smallest row of a table; it hangs on the first rows of others."""
    values, next_of = {}, {name: iter(rows) for name, rows in there.items()}
    for column in mapper.local_table.columns:
        if key := next(iter(column.foreign_keys), None):
            row = next(next_of[key.column.table.name], None)
            values[column.key] = row and getattr(row, key.column.key)
        elif not (column.primary_key or column.nullable or column.default or column.key in values):
            values[column.key] = PLAIN.get(column.key) or smallest(column.type)
    return values


def smallest(kind):
    """Return a value of a kind of column."""
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class))
    return EMPTY[python_type(kind)]


def python_type(kind):
    """Return the type of the values of a kind of column, also of one of ours."""
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type


PLAIN = {"language": "de", "country": "US", "zone": "Europe/Berlin"}
EMPTY = {
    str: "1", int: 1, bool: False, float: 1.0, bytes: b"1", object: {},  # JSON
    dt.date: dt.date(2026, 5, 5), dt.datetime: LONG_AGO, uuid.UUID: uuid.UUID(int=1),
}  # fmt: skip
