"""Statements about what was done: of the office or of one subject, the newest first."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from planner.models import HistoryEntry, HistoryRow, HistoryValues, Operation, User
from planner.rules.history.rights import NEITHER_ADDED_NOR_DELETED
from planner.rules.history.subjects import COLUMNS


class Wanted(NamedTuple):
    """Which entries are looked for; None: it does not matter."""

    tables: Collection[str]  # of whose rows the reader may read
    subject: tuple[str, int] | None = None  # "visit_id" and the id of a visit
    since: dt.datetime | None = None
    before_id: int | None = None
    user_id: int | None = None
    except_user_id: int | None = None


def is_told(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions that a row of the history is one of those looked for."""
    found: list[ColumnElement[bool]] = [
        HistoryRow.table_name.in_(wanted.tables),
        HistoryRow.is_sealed.is_(False),
    ]
    if wanted.subject:
        column, key = wanted.subject
        assert column in COLUMNS
        found.append(getattr(HistoryRow, column) == key)
    return found


def entries(wanted: Wanted, limit: int) -> Select[HistoryEntry]:
    """Select the newest entries of which at least one row is told."""
    rows = select(HistoryRow.entry_id).where(*is_told(wanted))
    if wanted.subject:
        told: ColumnElement[bool] = HistoryEntry.id.in_(rows)
    else:
        told = exists(rows.where(HistoryRow.entry_id == HistoryEntry.id).correlate(HistoryEntry))
    found = select(HistoryEntry).where(told)
    if wanted.since:
        found = found.where(HistoryEntry.at >= wanted.since)
    if wanted.before_id:
        found = found.where(HistoryEntry.id < wanted.before_id)
    if wanted.user_id:
        found = found.where(HistoryEntry.user_id == wanted.user_id)
    if wanted.except_user_id:
        found = found.where(HistoryEntry.user_id.is_distinct_from(wanted.except_user_id))
    newest_first = found.order_by(HistoryEntry.id.desc()).limit(limit)
    return newest_first.options(joinedload(HistoryEntry.user))


def entries_by_ids(ids: Collection[int]) -> Select[HistoryEntry]:
    """Select some entries, each with its user."""
    return (
        select(HistoryEntry).where(HistoryEntry.id.in_(ids)).options(joinedload(HistoryEntry.user))
    )


def told_rows(
    entry_ids: Collection[int], wanted: Wanted, most: int
) -> Select[HistoryRow, HistoryValues | None, int]:
    """Select the first rows of entries that are told: (row, values, how many the entry has).

    They are in the order of the acts.
    """
    numbered = (
        select(
            HistoryRow.id,
            func.row_number()
            .over(partition_by=HistoryRow.entry_id, order_by=HistoryRow.id)
            .label("place"),
            func.count().over(partition_by=HistoryRow.entry_id).label("number"),
        )
        .where(HistoryRow.entry_id.in_(entry_ids), *is_told(wanted))
        .subquery()
    )
    return (
        select(HistoryRow, HistoryValues, numbered.c.number)
        .join(numbered, numbered.c.id == HistoryRow.id)
        .outerjoin(HistoryRow.values)
        .where(numbered.c.place <= most)
        .order_by(HistoryRow.entry_id, HistoryRow.id)
    )


def rows_by_ids(ids: Collection[int]) -> Select[HistoryRow]:
    """Select some rows of the history with their values, and who did it."""
    author = joinedload(HistoryRow.entry).joinedload(HistoryEntry.user)
    found = select(HistoryRow).where(HistoryRow.id.in_(ids), HistoryRow.is_sealed.is_(False))
    return found.options(joinedload(HistoryRow.values), author)


def tables_of_entry(entry_id: int, user_id: int) -> Select[str]:
    """Select the tables of those rows of an entry that can be taken back, if it is of this user."""
    comes_or_goes = HistoryRow.operation != Operation.CHANGED
    stays = HistoryRow.table_name.in_(NEITHER_ADDED_NOR_DELETED) & comes_or_goes
    found = select(HistoryRow.table_name).join(HistoryRow.entry).where(~stays).distinct()
    return found.where(HistoryEntry.id == entry_id, HistoryEntry.user_id == user_id)


def undone_entries(entry_ids: Collection[int]) -> Select[int | None]:
    """Select the ids of those of some entries that were taken back."""
    return select(HistoryEntry.undoes_id).where(HistoryEntry.undoes_id.in_(entry_ids))


def authors() -> Select[User]:
    """Select the users who stand in the history, by name."""
    acted = exists(select(HistoryEntry.id).where(HistoryEntry.user_id == User.id))
    return select(User).where(acted).order_by(User.name, User.id)
