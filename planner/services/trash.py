"""Acts on the trash: put a row into it, take a row out of it, let its days be over."""

import datetime as dt

from planner.db import act
from planner.languages import Message
from planner.models import Delegate, Person
from planner.queries.erasing import over_update
from planner.queries.trash import Model, row_of
from planner.rules import NotFound, RuleBroken, trash
from planner.services.coming_back import (
    follow_present_leader,
    give_up_offices,
    take_offices_again,
)
from planner.services.erasing.hanging import execute
from planner.services.housekeeping import erase_row
from planner.services.jobs.jobs import enqueue
from planner.services.rows import one_or_not_found, with_row_lock
from planner.services.versions import check_unchanged, lock_calendars, lock_row

ON_THE_LIST_AGAIN = Message("%(name)s is on the list again already.")


def delete_row(
    model: type[Model], row_id: int, *, seen: int | None = None, now: dt.datetime
) -> Model:
    """Put a row into the trash for 30 days; calendars that had it say that it is gone (R05).

    `seen` is the lock_version that was read, None for whichever there is. Raises EditConflict if
    somebody saved the row meanwhile, NotFound if there is no such row, or it lies in the trash
    already.
    """
    with act("delete_row") as own:
        row = own.scalar(row_of(model, row_id))
        if row is None:
            raise NotFound
        lock_row(own, row)
        if seen is not None:
            check_unchanged(row, seen)
        trash.delete(row, now)
        if isinstance(row, Person):
            give_up_offices(own, row)
    return row


def restore_row(model: type[Model], row_id: int, *, name: str, now: dt.datetime) -> Model:
    """Take a row out of the trash; one that does not lie there stays as it is (R02).

    `name` is what the row is called. Raises NotFound if there is no such row, or its days are over:
    then what hangs on it may be erased already. Raises RuleBroken if the same person has been
    added anew in the meantime, or somebody else holds the office.
    """
    taken = RuleBroken(Message(ON_THE_LIST_AGAIN.msgid, name=name))
    with act("restore_row", on_conflict=taken) as own:
        lock_calendars(own)
        row = one_or_not_found(own, with_row_lock(row_of(model, row_id), model))
        if trash.is_over(row, now):
            raise NotFound
        trash.restore(row)
        if isinstance(row, Person):
            row.merged_into_id = None
            take_offices_again(own, row, now.date())
        if isinstance(row, Delegate):
            follow_present_leader(own, row)
    return row


def erase_now(model: type[Model], row_id: int, *, now: dt.datetime) -> None:
    """Let the days of a row in the trash be over; it is erased in the background.

    From now on nobody can restore it, whatever becomes of the work. Raises NotFound if it does not
    lie in the trash, or its days are over already.
    """
    table = model.__tablename__
    with act("erase_now") as own:
        lock_calendars(own)
        row = one_or_not_found(own, with_row_lock(row_of(model, row_id), model))
        if row.deleted_at is None or trash.is_over(row, now):
            raise NotFound
        over_at = now - trash.TRASH_RETENTION
        execute(own, over_update(table, row_id, over_at))
        enqueue(erase_row, now=now, key=f"erase/{table}/{row_id}", table=table, row_id=row_id)
