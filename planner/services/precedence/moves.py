"""Acts on places set by hand: put a guest beside another, and let the rules place again (P-03)."""

import datetime as dt

from planner.db import act, touch
from planner.languages import Message
from planner.models import Event, Guest, Side, User
from planner.queries.guests.guests import guest_of, guests_to_move
from planner.rules import RuleBroken
from planner.rules.history import moved_entry, undone_entry
from planner.rules.precedence import moves as rules
from planner.services.guests.invitations import guest_among
from planner.services.rows import event_anew, locked, one_of, read_anew
from planner.services.versions import check_unchanged

GONE = Message("This guest is no longer on the list. Please choose somebody else.")
MOVED_MEANWHILE = Message("Someone else has changed this guest meanwhile. Please look again.")


def move_guest(
    event: Event,
    guest_id: int,
    *,
    anchor_id: int,
    side: Side,
    reason: str,
    seen: int,
    user: User,
    now: dt.datetime,
) -> Guest:
    """Put a guest directly before or after another of the event, with a reason.

    `seen` is the lock_version of the guest that was read, `now` is UTC. Raises EditConflict if
    somebody saved the guest meanwhile, RuleBroken for a circle and if the other is no guest of
    the event, NotFound if the guest is none.
    """
    with act() as own:
        event, user = event_anew(own, event), read_anew(own, user)
        guests = own.scalars(guests_to_move(event)).all()
        guest = guest_among(guests, guest_id)
        check_unchanged(guest, seen)
        anchor = next((one for one in guests if one.id == anchor_id), None)
        if anchor is None:
            raise RuleBroken(GONE)
        rules.put(guest, anchor, side, reason, user, now, guests)
        touch(guest, "notes")
        own.add(moved_entry(guest, event, user, now))
    return guest


def undo_move(
    event: Event, guest_id: int, *, seen: int | None, user: User, now: dt.datetime
) -> Guest:
    """Let the rules place a guest again; who was not moved stays.

    Raises EditConflict if somebody saved the guest since `seen`, its lock_version, was read,
    and NotFound if the guest is gone or of another event.
    """
    with act() as own:
        event, user = event_anew(own, event), read_anew(own, user)
        guest = one_of(own, locked(guest_of(event, guest_id), Guest))
        if guest.move:
            check_unchanged(guest, seen, MOVED_MEANWHILE)
            guest.move = None
            touch(guest, "notes")
            own.add(undone_entry(guest, event, user, now))
    return guest
