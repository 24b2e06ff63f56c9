"""Rows as they are stored, whoever reads: for the history, which learns of every change."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session

from planner.confidentiality import SEES_ALL, SeesAll
from planner.db import Base
from planner.models import HistoryRow
from planner.queries.feeds.revisions import in_batches
from planner.rules.history.followed import key_fields

Row = dict[str, object]


def stored_rows(
    session: Session,
    table: str,
    condition: ColumnElement[bool] | None,
    parameters: Mapping[str, object] | None = None,
) -> list[Row]:
    """Return the rows of a table that meet a condition, by the names of their columns."""
    found = Base.metadata.tables[table]
    statement: Select[Any] = select(*found.columns)
    if condition is not None:
        statement = statement.where(condition)
    options = {SEES_ALL: SeesAll.HISTORY}
    rows = session.connection().execute(statement, parameters or {}, execution_options=options)
    return [dict(row) for row in rows.mappings()]


def rows_with_keys(
    session: Session, table: str, keys: Iterable[tuple[object, ...]]
) -> Iterator[Row]:
    """Yield the rows of a table with these primary keys, however many they are."""
    for some in in_batches(keys):
        yield from stored_rows(session, table, has_key(table, some))


def rows_naming(session: Session, table: str, column: str, keys: Iterable[object]) -> Iterator[Row]:
    """Yield the rows of a table that name one of these in a column, however many they are."""
    for some in in_batches(keys):
        yield from stored_rows(session, table, names_in(table, column, some))


def has_key(table: str, keys: Collection[tuple[object, ...]]) -> ColumnElement[bool]:
    """Return the condition that the primary key of a row is one of these."""
    columns = [Base.metadata.tables[table].columns[name] for name in key_fields(table)]
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def names_in(table: str, column: str, keys: Collection[object]) -> ColumnElement[bool]:
    """Return the condition that a row names one of these in a column."""
    return Base.metadata.tables[table].columns[column].in_(keys)


def rows_of(entry_id: int) -> Select[int, str, str]:
    """Select the ids of the rows of an entry of the history, and which rows they are about."""
    return select(HistoryRow.id, HistoryRow.table_name, HistoryRow.row_key).where(
        HistoryRow.entry_id == entry_id
    )
