"""Statements about rows that are erased, by the names of their tables."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    Update,
    and_,
    delete,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from planner.db import Base
from planner.models import (
    Assignment,
    FeedSnapshot,
    Guest,
    HandedCopy,
    HandedRow,
    Person,
    Picture,
    Printout,
    PrintoutPerson,
    StoredFile,
    Tombstone,
)

TABLES: Mapping[str, Table] = Base.metadata.tables
EVENT, TOWN = TABLES["event"], TABLES["municipality"]


def over_ids(table: str, limit: dt.datetime, after: int, most: int) -> Select[int]:
    """Select the ids, after one, of rows that were put into the trash at a moment or before."""
    row = TABLES[table].c
    over = row.deleted_at <= limit, row.id > after
    return select(row.id).where(*over).order_by(row.id).limit(most)


def rows_to_erase(table: str, ids: Collection[int], limit: dt.datetime | None) -> Select[int]:
    """Select which of some rows are there, to be changed by nobody else; with a limit, over."""
    row = TABLES[table].c
    over = [row.deleted_at <= limit] if limit else []
    return select(row.id).where(row.id.in_(ids), *over).order_by(row.id).with_for_update()


def ids_naming(table: str, column: str, ids: Collection[int], most: int) -> Select[int]:
    """Select the ids of some rows that name one of these in a column."""
    row = TABLES[table].c
    return select(row.id).where(row[column].in_(ids)).limit(most)


def naming_deletion(table: str, column: str, ids: Collection[int]) -> Delete:
    """Delete the rows that name one of these in a column."""
    return delete(TABLES[table]).where(TABLES[table].c[column].in_(ids))


def naming_update(
    table: str, column: str, ids: Collection[int], values: Mapping[str, object]
) -> Update:
    """Update the rows that name one of these in a column: it is empty."""
    row = TABLES[table]
    return update(row).where(row.c[column].in_(ids)).values({column: None, **values})


def future_update(table: str, latest: dt.datetime, now: dt.datetime) -> Update:
    """Update the rows that only a wrong clock put into the trash: their days begin now."""
    row = TABLES[table]
    return update(row).where(row.c.deleted_at > latest).values(deleted_at=now)


def over_update(table: str, row_id: int, at: dt.datetime) -> Update:
    """Update a row in the trash: it was put there at a moment."""
    row = TABLES[table]
    return update(row).where(row.c.id == row_id).values(deleted_at=at)


def living_guests(person_id: int) -> ColumnElement[bool]:
    """Return the condition of the invitations of a person that are not in the trash."""
    return and_(Guest.person_id == person_id, Guest.deleted_at.is_(None))


def busy_people(ids: Collection[int]) -> Select[int]:
    """Select those of some people who are guests of an event, or have a duty at one."""
    person = TABLES["person"].c.id
    guest = exists().where(Guest.person_id == person, Guest.deleted_at.is_(None))
    duty = exists().where(Assignment.person_id == person)
    return select(person).where(person.in_(ids), or_(guest, duty)).order_by(person)


def merges_away(ids: Collection[int]) -> Select[int, int | None]:
    """Select which of some people were merged, and into whom."""
    merged, into = Person.id, Person.merged_into_id
    return select(merged.label("merged_id"), into.label("into_id")).where(
        merged.in_(ids), into.is_not(None)
    )


def printouts_of_people() -> Select[int, str]:
    """Select the printouts that are about one person each, with what was chosen."""
    return select(Printout.id, Printout.chosen).where(Printout.chosen.contains("person="))


def mixed_rows_deletion(person_ids: Collection[int]) -> Delete:
    """Delete the rows of copies which tell of an event and may name some of these people in it."""
    naming = (
        select(HandedCopy.id)
        .join(PrintoutPerson, PrintoutPerson.printout_id == HandedCopy.printout_id)
        .where(PrintoutPerson.person_id.in_(person_ids))
    )
    return delete(HandedRow).where(HandedRow.copy_id.in_(naming), HandedRow.person_id.is_(None))


def result_keys(job_id: int) -> Select[str | None]:
    """Select the keys of the results of a job."""
    return select(StoredFile.key).where(StoredFile.key.startswith(f"job/{job_id}/"))


def picture_ids(event_ids: Collection[int]) -> Select[int | None]:
    """Select the ids of the pictures of some events."""
    return select(EVENT.c.picture_id).where(
        EVENT.c.id.in_(event_ids), EVENT.c.picture_id.is_not(None)
    )


def pictures_of_nobody(ids: Collection[int]) -> Select[Picture]:
    """Select those of some pictures that no row shows."""
    shown = exists().where(EVENT.c.picture_id == Picture.id)
    shown_of_town = exists().where(TOWN.c.picture_id == Picture.id)
    return select(Picture).where(Picture.id.in_(ids), ~shown, ~shown_of_town)


SNAPSHOT_SEQUENCES = select(FeedSnapshot.name, FeedSnapshot.event_sequences)


def sequences_of(names: Collection[str]) -> Select[str, str]:
    """Select the sequences of snapshots by their names."""
    return SNAPSHOT_SEQUENCES.where(FeedSnapshot.name.in_(names))


def snapshot_update(name: str, values: Mapping[str, object]) -> Update:
    """Update a snapshot."""
    return update(FeedSnapshot).where(FeedSnapshot.name == name).values(values)


def tombstone_changes(event_ids: Sequence[int]) -> list[Delete | Update]:
    """Return the statements after which tombstones of erased events have negative numbers.

    Those that only keep the sequence of an event that came back are deleted.
    """
    older = aliased(Tombstone)
    twin = exists().where(older.name == Tombstone.name, older.event_id == -Tombstone.event_id)
    former = [-event_id for event_id in event_ids]
    ours = Tombstone.event_id.in_(event_ids)
    return [
        delete(Tombstone).where(ours, ~Tombstone.is_gone),
        delete(Tombstone).where(Tombstone.event_id.in_(former), twin),
        update(Tombstone).where(ours).values(event_id=-Tombstone.event_id),
    ]


def old_tombstones_deletion(today: dt.date) -> Delete:
    """Delete the tombstones of erased events whose day is over; the last of a feed stays (R06)."""
    later = aliased(Tombstone)
    is_last = ~exists().where(
        later.name == Tombstone.name, later.sort_key > Tombstone.sort_key, later.is_gone
    )
    over = Tombstone.event_id < 0, Tombstone.leaves_on <= today
    return delete(Tombstone).where(*over, ~is_last)
