"""Questions to the database about the effects of a change on calendars."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Select,
    Table,
    bindparam,
    delete,
    or_,
    select,
    update,
)

from planner.db import Base
from planner.languages import LANGUAGES
from planner.models import (
    CalendarRevision,
    Event,
    Feed,
    FeedSnapshot,
    Guest,
    Kind,
    Municipality,
    Tombstone,
    Transfer,
    User,
    Venue,
    Visit,
)
from planner.queries.feeds.feeds import FEED_SNAPSHOT_PREFIX, HIGHLIGHTS_SNAPSHOT_PREFIX
from planner.rules.feeds.revisions import WATCHED_BY_TABLE, RowChange, Values, passenger_event_id

Key = TypeVar("Key")

TABLES: dict[str, Table] = {name: Base.metadata.tables[name] for name in WATCHED_BY_TABLE}
KEYS: dict[str, Column[int]] = {
    name: next(iter(table.primary_key)) for name, table in TABLES.items()
}
KEYS_PER_STATEMENT = 10_000  # keys in one statement: PostgreSQL takes 65,535 values, SQLite 32,766
EVENT, VISIT = TABLES[Event.__tablename__], TABLES[Visit.__tablename__]
CALENDAR_REVISION_UPDATE = update(CalendarRevision).values(number=CalendarRevision.number + 1)
EVENT_REVISION_UPDATE = (
    update(EVENT)
    .where(EVENT.c.id == bindparam("event_id"))
    .values(revised_at=bindparam("revised"), sequence=bindparam("raised"))
)  # lock_version stays: who has one of them open in a form has changed nothing of this
VISIT_REVISION_UPDATE = (
    update(VISIT).where(VISIT.c.id == bindparam("visit_id")).values(revised_at=bindparam("revised"))
)


def in_batches(keys: Iterable[Key]) -> Iterator[tuple[Key, ...]]:
    """Yield keys as many at a time as a statement of any database takes."""
    rest = iter(keys)
    while some := tuple(itertools.islice(rest, KEYS_PER_STATEMENT)):
        yield some


def watched_rows(table: str, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select the key and the watched columns of some rows of a table."""
    columns = TABLES[table].c
    return select(
        KEYS[table].label("row_key"), *(columns[name] for name in WATCHED_BY_TABLE[table])
    ).where(*conditions)


def affected_events(changes: Sequence[RowChange]) -> list[ColumnElement[bool]]:
    """Return the conditions of the events whose text is another after some changes."""
    revised = [change for change in changes if change.changes_text]
    conditions = [
        condition
        for table, naming in NAMING.items()
        for condition in naming(keys_of(revised, table))
    ]
    ids = {values["event_id"] for values in values_of(revised, Transfer)}
    ids |= set(keys_of(revised, Event.__tablename__))
    if ids:
        conditions.append(Event.id.in_(ids))
    guests = [change for change in revised if change.table == Guest.__tablename__]
    invited_to = {passenger_event_id(values) for change in guests for values in change.values} - {
        None
    }
    if invited_to:  # only drivers read how many come
        conditions.append(Event.id.in_(invited_to) & (Event.kind == Kind.TRANSFER))
    return conditions


def keys_of(changes: Iterable[RowChange], table: str) -> list[int]:
    """Return the keys of the changed rows of a table."""
    return [change.key for change in changes if change.table == table]


def values_of(changes: Iterable[RowChange], model: type[Base]) -> list[Values]:
    """Return the values of the changed rows of a model, before and after."""
    found = (change.values for change in changes if change.table == model.__tablename__)
    return [values for both in found for values in both]


def naming_venues(ids: list[int]) -> list[ColumnElement[bool]]:
    """Return the conditions of the events that are at venues, or lead from or to them."""
    if not ids:
        return []
    return [Event.venue_id.in_(ids), Event.id.in_(transfer_ids_at(Venue.id.in_(ids)))]


def naming_municipalities(ids: list[int]) -> list[ColumnElement[bool]]:
    """Return the conditions of the events at, from or to a venue in municipalities."""
    if not ids:
        return []
    there = Venue.municipality_id.in_(ids)
    return [Event.venue_id.in_(select(Venue.id).where(there)), Event.id.in_(transfer_ids_at(there))]


def transfer_ids_at(condition: ColumnElement[bool]) -> Select[int]:
    """Select the ids of the transfers that begin or end at some venues."""
    at_either_end = or_(Transfer.from_venue_id == Venue.id, Transfer.to_venue_id == Venue.id)
    return select(Transfer.event_id).join(Venue, at_either_end).where(condition)


def naming_users(ids: list[int]) -> list[ColumnElement[bool]]:
    """Return the conditions of the events that name users: as responsible or in charge."""
    if not ids:
        return []
    led = select(Visit.id).where(Visit.in_charge_id.in_(ids))
    return [Event.responsible_id.in_(ids), Event.visit_id.in_(led)]


def naming_visits(ids: list[int]) -> list[ColumnElement[bool]]:
    """Return the condition of the events of visits."""
    return [Event.visit_id.in_(ids)] if ids else []


NAMING = {
    Venue.__tablename__: naming_venues,
    Municipality.__tablename__: naming_municipalities,
    User.__tablename__: naming_users,
    Visit.__tablename__: naming_visits,
}


def snapshot_deletions(table: str, key: int) -> list[Delete]:
    """Return the statements that delete what is stored of the feed of a deleted row."""
    names = [FEED_SNAPSHOT_PREFIX + str(key)]
    if table != Feed.__tablename__:
        names = [HIGHLIGHTS_SNAPSHOT_PREFIX.format(language) + str(key) for language in LANGUAGES]
    return [delete(kept).where(kept.name.in_(names)) for kept in (FeedSnapshot, Tombstone)]
