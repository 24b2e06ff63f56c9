"""Statements about the entries of the history whose time is over."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Delete, Select, delete, select

from planner.models import HistoryEntry


def entries_before(limit: dt.datetime, most: int) -> Select[int]:
    """Select the ids of entries that are older than a moment, the oldest first."""
    return (
        select(HistoryEntry.id)
        .where(HistoryEntry.at < limit)
        .order_by(HistoryEntry.at, HistoryEntry.id)
        .limit(most)
    )


def entries_deletion(ids: Collection[int]) -> Delete:
    """Delete entries; the database deletes their rows and values with them."""
    return delete(HistoryEntry).where(HistoryEntry.id.in_(ids))
