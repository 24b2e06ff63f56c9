"""The act that takes an entry of the history back, whole or in parts; it is an entry itself."""

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from planner.db import Base, act
from planner.languages import Message
from planner.models import Event, Guest, Move, User, Visit
from planner.queries.guests.guests import guests_to_move
from planner.queries.users import administrators_locked
from planner.rules import RuleBroken
from planner.rules.history.undo import Plan, chosen_parts
from planner.rules.precedence.moves import check_no_circle
from planner.rules.programme.confidentiality import check_public
from planner.rules.programme.events import check_event
from planner.rules.users import check_administrator_left
from planner.services.history.applying import take_back
from planner.services.history.planning import plan_undo
from planner.services.programme.events import check_public_visit
from planner.services.rows import reload_row
from planner.services.versions import lock_calendars
from planner.trail.changes import note_undone

NO_LONGER_FITS = Message(
    "This no longer fits to what is there now: something else has taken its place."
)
CONTRADICTED = Message("Something newer stands in the way.")


class Contradicted(RuleBroken):
    """Something stands in the way of taking an entry back; `plan` says what, and what still can."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(CONTRADICTED)
        self.plan = plan


def undo_entry(
    entry_id: int, *, user: User, only: Collection[str] | None = None, now: dt.datetime
) -> None:
    """Take an entry back: every column says what it said before, but those that go on (R02).

    `only` are the keys of the parts that shall be taken back, None all. Rows that were added go to
    the trash if there is one for them. Calendars learn of it at the flush. Raises Contradicted if
    something stands in the way, RuleBroken if the rules or the database forbid the state before,
    NotFound if there is nothing that the user may know.
    """
    with act("undo_entry", on_conflict=RuleBroken(NO_LONGER_FITS)) as own:
        lock_calendars(own)
        user = reload_row(own, user)
        plan = plan_undo(own, entry_id, user)
        parts = list(plan.possible) if only is None else chosen_parts(plan, only)
        is_all = not plan.obstacles if only is None else set(only) <= {one.key for one in parts}
        if not (parts and is_all):
            raise Contradicted(plan)
        administrators = own.scalars(administrators_locked()).all()
        touched = take_back(own, parts, now)
        check_rows(own, touched)
        for row in touched:
            if isinstance(row, User):
                check_administrator_left(administrators, row, row.role, row.active)
        note_undone(own, entry_id)


def check_rows(own: Session, rows: Iterable[Base]) -> None:
    """Raise RuleBroken if a row says what the rules forbid: fields came from different times."""
    for row in rows:
        if isinstance(row, Event):
            check_event(row)
            check_public_visit(own, row)
        elif isinstance(row, Visit):
            check_public(row)
        elif isinstance(row, Move):
            guest = own.get_one(Guest, row.guest_id)
            guests = own.scalars(guests_to_move(guest.event)).all()
            anchor = next((one for one in guests if one.id == row.anchor_id), None)
            if anchor is None:
                raise RuleBroken(NO_LONGER_FITS)
            check_no_circle(guest, anchor, [one for one in guests if one.id != guest.id])
