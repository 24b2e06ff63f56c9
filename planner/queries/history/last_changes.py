"""Who changed a row last, and when: for whoever acts on what another has changed meanwhile."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from planner.models import HistoryEntry, HistoryRow, User
from planner.queries.rows import read_rows

LATEST = 50  # so far back it is looked; who saw an older state than that is told the last change


class LastChange(NamedTuple):
    """A change of a row: when, by whom, and of which fields."""

    at: dt.datetime
    name: str | None  # None: the planner itself, or an account that is gone
    row_key: str
    fields: Sequence[str]
    version: int | None  # the lock_version after it
    event_id: int | None  # of a row that belongs to an event


def latest_changes(table: str, keys: Collection[object]) -> Select[*tuple[object, ...]]:
    """Select the latest changes of rows of a table, the last one first, as LastChange has them."""
    return (
        select(
            HistoryEntry.at,
            User.name,
            HistoryRow.row_key,
            HistoryRow.fields,
            HistoryRow.version,
            HistoryRow.event_id,
        )
        .join(HistoryRow.entry)
        .outerjoin(HistoryEntry.user)
        .where(HistoryRow.table_name == table, HistoryRow.row_key.in_([str(key) for key in keys]))
        .order_by(HistoryRow.id.desc())
        .limit(LATEST)
    )


def last_change(
    session: Session, table: str, keys: Collection[object], field: str | None = None
) -> LastChange | None:
    """Return who changed rows of a table last, or a field of them; None: nobody is known."""
    found = read_rows(session, LastChange, latest_changes(table, keys))
    return next((one for one in found if field is None or field in one.fields), None)


def changed_fields(session: Session, table: str, key: object, seen: int) -> list[str]:
    """Return the fields of a row that were changed since a lock_version, each once."""
    found = read_rows(session, LastChange, latest_changes(table, [key]))
    since = [one for one in reversed(found) if one.version is not None and one.version > seen]
    return list(dict.fromkeys(name for one in since for name in one.fields))
