"""Questions to the database about an entry that shall be taken back."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from planner.confidentiality import SEES_ALL, SeesAll
from planner.db import Base
from planner.models import HistoryEntry, HistoryRow

WITH_VALUES = joinedload(HistoryRow.values)


def entry_of(entry_id: int) -> Select[HistoryEntry]:
    """Select an entry with its author."""
    return (
        select(HistoryEntry)
        .where(HistoryEntry.id == entry_id)
        .options(joinedload(HistoryEntry.user))
    )


def rows_of(entry_id: int) -> Select[HistoryRow]:
    """Select the rows of an entry that its reader may know, with their values, in their order."""
    return (
        select(HistoryRow)
        .where(HistoryRow.entry_id == entry_id, HistoryRow.is_sealed.is_(False))
        .options(WITH_VALUES)
        .order_by(HistoryRow.id)
    )


def number_of_rows(entry_id: int) -> Select[int]:
    """Count the rows of an entry, also those that its reader may not know."""
    counted = select(func.count()).select_from(HistoryRow).where(HistoryRow.entry_id == entry_id)
    return counted.execution_options(**{SEES_ALL: SeesAll.QUESTION})


def newer_rows(places: Collection[tuple[str, str]], after: int) -> Select[HistoryRow]:
    """Select what was done since an entry to rows, by table and key, the latest first."""
    here = tuple_(HistoryRow.table_name, HistoryRow.row_key).in_(places)
    return (
        select(HistoryRow)
        .where(here, HistoryRow.entry_id > after)
        .options(joinedload(HistoryRow.entry).joinedload(HistoryEntry.user))
        .order_by(HistoryRow.id.desc())
    )


def newer_rows_hanging(column: str, keys: Collection[int], after: int) -> Select[HistoryRow]:
    """Select what was added since an entry to some visits, events and the like."""
    subject: ColumnElement[int] = getattr(HistoryRow, column)
    return (
        select(HistoryRow)
        .where(subject.in_(keys), HistoryRow.entry_id > after)
        .options(joinedload(HistoryRow.entry).joinedload(HistoryEntry.user))
        .order_by(HistoryRow.id.desc())
    )


def hanging_keys(
    table: str, column: str, keys: Collection[object], *, living: bool
) -> Select[tuple[object]]:
    """Select which of some keys rows of a table name in a column; those in the trash or not."""
    child = Base.metadata.tables[table]
    found = select(child.c[column]).where(child.c[column].in_(keys)).distinct()
    if living and "deleted_at" in child.c:
        found = found.where(child.c.deleted_at.is_(None))
    return found.execution_options(**{SEES_ALL: SeesAll.DELETION})


def versions_since(table: str, key: str, version: int) -> Select[HistoryRow]:
    """Select what was done to a row since it had a version, the latest first."""
    return (
        select(HistoryRow)
        .where(
            and_(HistoryRow.table_name == table, HistoryRow.row_key == key),
            or_(HistoryRow.old_version >= version, HistoryRow.version.is_(None)),
        )
        .order_by(HistoryRow.id.desc())
    )


def rows_of_entries(ids: Collection[int], tables: Collection[str]) -> Select[HistoryRow]:
    """Select the rows of entries in some tables with their values, the latest first."""
    return (
        select(HistoryRow)
        .where(HistoryRow.entry_id.in_(ids), HistoryRow.table_name.in_(tables))
        .options(WITH_VALUES)
        .order_by(HistoryRow.id.desc())
    )
