"""Rules of the trash: deleted rows stay there for 30 days and can be restored; then they go."""

import datetime as dt

from planner.models.columns import Deletable

TRASH_RETENTION = dt.timedelta(days=30)


def delete(row: Deletable, now: dt.datetime) -> None:
    """Put a row into the trash; a row that is there already keeps its moment of deletion."""
    row.deleted_at = row.deleted_at or now


def is_over(row: Deletable, now: dt.datetime) -> bool:
    """Tell whether the days of a row in the trash are over: it is only waiting to be erased."""
    return row.deleted_at is not None and row.deleted_at <= now - TRASH_RETENTION


def restore(row: Deletable) -> None:
    """Take a row out of the trash again."""
    row.deleted_at = None


def waits_until(deleted_at: dt.datetime) -> dt.datetime:
    """Return until when a row that was deleted at a moment can be restored."""
    return deleted_at + TRASH_RETENTION
