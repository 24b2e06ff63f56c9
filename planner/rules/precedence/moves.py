"""Rules of moves: a guest put directly before or after another by hand, with a reason (P-03)."""

import datetime as dt
from collections.abc import Mapping, Sequence

from planner.languages import Message
from planner.models import Guest, Move, Side, User
from planner.rules import RuleBroken
from planner.rules.people.people import full_name


def put_beside(
    guest: Guest,
    anchor: Guest,
    side: Side,
    reason: str,
    user: User,
    moment: dt.datetime,
    guests: Sequence[Guest],
) -> Move:
    """Put a guest directly beside another, and return the move; `guests` are all of the event."""
    check_no_circle(guest, anchor, guests)
    move = guest.move or Move()
    move.anchor, move.side, move.reason = anchor, side, reason
    move.moved_by, move.moved_at = user, moment
    guest.move = move
    return move


def check_no_circle(guest: Guest, anchor: Guest, guests: Sequence[Guest]) -> None:
    """Raise RuleBroken if the anchor already stands beside the guest, by a move or as companion."""
    by_id = {one.id: one for one in guests}
    beside, here = {one.id: neighbour_id(one, by_id) for one in guests}, anchor
    for _ in guests:
        if here is guest:
            names = {"name": full_name(anchor.person), "other": full_name(guest.person)}
            raise RuleBroken(
                Message(
                    "%(name)s already stands beside %(other)s, perhaps by way of others: this "
                    "would be a circle. Choose somebody else, or undo the other move first.",
                    **names,
                )
            )
        next_id = beside.get(here.id)
        if next_id is None or next_id not in by_id:
            return
        here = by_id[next_id]


def neighbour_id(guest: Guest, by_id: Mapping[int, Guest]) -> int | None:
    """Return the id of the guest beside whom a guest stands by a move, or else as a companion."""
    if guest.move and guest.move.anchor_id in by_id:
        return guest.move.anchor_id
    return guest.companion_of_id
