"""What the history has kept, as tests read it."""

from typing import NamedTuple

from sqlalchemy import select

from planner.models import HistoryEntry, HistoryRow, HistoryValues


class Told(NamedTuple):
    """A row of the history with its entry and its values."""

    act: str
    user_id: int | None
    table: str
    key: str
    operation: str
    before: dict | None
    after: dict | None


def told(load, *tables):
    """Return all that the history tells, or what it tells of some tables, the oldest first."""
    entries = {entry.id: entry for entry in load(select(HistoryEntry))}
    values = {kept.row_id: kept for kept in load(select(HistoryValues))}
    return [
        told_row(row, entries[row.entry_id], values.get(row.id))
        for row in load(select(HistoryRow).order_by(HistoryRow.id))
        if not tables or row.table_name in tables
    ]


def told_row(row, entry, kept):
    """Return a row of the history with what belongs to it."""
    of_row = row.table_name, row.row_key, str(row.operation)
    return Told(entry.act, entry.user_id, *of_row, kept and kept.before, kept and kept.after)
