"""The act that deletes a user: what refers to the user is handed over, kept without name, or gone.

What belongs to the account alone goes with its row, by the foreign keys: role, sessions, known
devices, links, the log of sign-ins. The history says that it was done, and keeps no value.
"""

import datetime as dt

from planner.db import Session, act
from planner.languages import Message
from planner.models import User
from planner.queries.deleting_users import (
    DELETED,
    HANDED_OVER,
    NAMELESS,
    left_behind,
    nameless,
    possible_successors,
    rows_with,
)
from planner.queries.users import administrators_locked
from planner.rules import RuleBroken
from planner.rules.users import check_deletion
from planner.services.erasing.erased_log import append_to_log, log_erased
from planner.services.erasing.remains import forget_history
from planner.services.versions import lock_calendars, lock_row

NO_SUCCESSOR = Message("Please choose who takes over: there are visits or events to come.")
GONE = Message("Nothing can be handed over to this user any more.")


def delete_user(
    user: User, *, by_id: int, successor_id: int | None, today: dt.date, now: dt.datetime
) -> str:
    """Delete a user for good; return the name. A backup that is restored loses the account again.

    `by_id` is who does it, `successor_id` who leads the visits and events of the user from now on,
    or nobody. Raises RuleBroken if that is oneself or the last administrator, and about
    `successor_id` if something comes that nobody would lead; NotFound if the user is gone.
    """
    user_id = user.id
    with act("delete_user") as own:
        lock_calendars(own)
        administrators = own.scalars(administrators_locked()).all()
        lock_row(own, user)
        name = user.name
        check_deletion(administrators, user, by_id)
        coming = own.execute(left_behind(user_id, today)).one()[2]
        if coming and successor_id is None:
            raise RuleBroken(NO_SUCCESSOR, "successor_id")
        hand_over(own, user_id, successor_id)
        forget_history(own, User.__tablename__, [user_id])
        for reference in DELETED:
            rows = own.scalars(rows_with(reference, user_id)).all()
            forget_history(own, reference.class_.__tablename__, [row.id for row in rows])
            for row in rows:
                own.delete(row)
        for reference in NAMELESS:
            own.execute(nameless(reference, user_id))
        own.delete(user)
        erased = log_erased(own, User.__tablename__, [user_id], now)
    append_to_log(erased)
    return name


def hand_over(own: Session, user_id: int, successor_id: int | None) -> None:
    """Let somebody else lead what a user leads, row by row: each save of a row counts (R09).

    Raises RuleBroken about `successor_id` if that is nobody who may take over.
    """
    if successor_id is not None:
        chosen = possible_successors(user_id).where(User.id == successor_id)
        if own.scalar(chosen.with_for_update(key_share=True, read=True)) is None:
            raise RuleBroken(GONE, "successor_id")
    for reference in HANDED_OVER:
        for row in own.scalars(rows_with(reference, user_id)):
            setattr(row, reference.key, successor_id)
    own.flush()
