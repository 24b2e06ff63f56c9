"""Rules of the trash: deleted rows stay there for 30 days and can be restored."""

import datetime as dt

from planner.models.columns import Deletable

TRASH_RETENTION = dt.timedelta(days=30)


def delete(row: Deletable, now: dt.datetime) -> None:
    """Put a row into the trash; a row that is there already keeps its moment of deletion."""
    row.deleted_at = row.deleted_at or now


def restore(row: Deletable) -> None:
    """Take a row out of the trash again."""
    row.deleted_at = None
