"""Acts on moves: put a guest beside another by hand, and undo it (P-03)."""

import datetime as dt

from planner.db import act, bump_version
from planner.languages import Message
from planner.models import Event, Guest, Side, User
from planner.queries.guests.guests import guest_of, guests_to_move
from planner.rules import RuleBroken
from planner.rules.precedence import moves as rules
from planner.services.guests.invitations import find_guest
from planner.services.rows import one_or_not_found, reload_event, reload_row, with_row_lock
from planner.services.versions import check_unchanged

ANCHOR_GONE = Message("This guest is no longer on the list. Please choose somebody else.")
MOVED_MEANWHILE = Message("Someone else has changed this guest meanwhile. Please look again.")


def move_guest(
    event: Event,
    guest_id: int,
    *,
    anchor_id: int,
    side: Side,
    reason: str,
    seen: int | None,
    user: User,
    now: dt.datetime,
) -> Guest:
    """Put a guest directly before or after another of the event, with a reason.

    `seen` is the lock_version of the guest that was read, `now` is UTC. Raises EditConflict if
    somebody saved the guest meanwhile, RuleBroken for a circle and if the other is no guest of
    the event, NotFound if the guest is none.
    """
    with act("move_guest") as own:
        event, user = reload_event(own, event), reload_row(own, user)
        guests = own.scalars(guests_to_move(event)).all()
        guest = find_guest(guests, guest_id)
        check_unchanged(guest, seen)
        anchor = next((one for one in guests if one.id == anchor_id), None)
        if anchor is None:
            raise RuleBroken(ANCHOR_GONE)
        rules.put_beside(guest, anchor, side, reason, user, now, guests)
        bump_version(guest, "notes")
    return guest


def undo_move(event: Event, guest_id: int, *, seen: int | None) -> Guest:
    """Undo the move of a guest; one who was not moved stays.

    Raises EditConflict if somebody saved the guest since `seen`, its lock_version, was read,
    and NotFound if the guest is gone or of another event.
    """
    with act("undo_move") as own:
        event = reload_event(own, event)
        guest = one_or_not_found(own, with_row_lock(guest_of(event, guest_id), Guest))
        if guest.move:
            check_unchanged(guest, seen, MOVED_MEANWHILE)
            guest.move = None
            bump_version(guest, "notes")
        return guest
