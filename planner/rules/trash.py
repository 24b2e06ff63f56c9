"""Rules of the bin: what is deleted stays there for 30 days and can come back."""

import datetime as dt

TRASH_RETENTION = dt.timedelta(days=30)


def delete(row, now):
    """Put a row into the bin; one that lies there stays as it is."""
    row.deleted_at = row.deleted_at or now


def restore(row):
    """Take a row out of the bin again."""
    row.deleted_at = None
