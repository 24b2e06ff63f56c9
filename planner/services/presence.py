"""Acts on presence: note who has a row open for editing, and forget it."""

import datetime as dt

from planner.db import INSERTS, Base, act, execute_update
from planner.queries.live import presence as statements
from planner.rules import NotFound
from planner.rules.presence import COUNTS_FOR, STAYS_FOR


def note_editing(model: type[Base], row_id: int, *, user_id: int, now: dt.datetime) -> None:
    """Note that a user has a row open for editing; the history of the planner knows nothing of it.

    Raises NotFound if there is no such row for the user, or none any more.
    """
    values = {"table_name": model.__tablename__, "row_id": row_id, "user_id": user_id}
    values |= {"since": now, "seen_at": now}
    with act("note_editing") as own:
        if own.scalar(statements.row_to_edit(model, row_id)) is None:
            raise NotFound
        insert = INSERTS[own.get_bind().dialect.name]
        own.execute(statements.editing_noted(insert, values, now - COUNTS_FOR))


def end_editing(model: type[Base], row_id: int, *, user_id: int, now: dt.datetime) -> None:
    """Let it count for a few seconds only that a user has a row open: the form may come back."""
    last = now - COUNTS_FOR + STAYS_FOR
    with act("end_editing") as own:
        execute_update(own, statements.editing_left(model.__tablename__, row_id, user_id, last))


def purge_editing(now: dt.datetime) -> None:
    """Delete what is known of pages that nobody has open any more."""
    with act("purge_editing") as own:
        execute_update(own, statements.editing_over(now - COUNTS_FOR))
