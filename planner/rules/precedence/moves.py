"""Rules of moves: a guest put directly before or after another by hand, with a reason (P-03)."""

from planner.languages import Message
from planner.models import Move
from planner.rules import RuleBroken
from planner.rules.people.people import full_name


def put(guest, anchor, side, reason, user, moment, guests):
    """Put a guest directly beside another; guests are all of the event."""
    check_no_circle(guest, anchor, guests)
    move = guest.move or Move()
    move.anchor, move.side, move.reason = anchor, side, reason
    move.moved_by, move.moved_at = user, moment
    guest.move = move


def check_no_circle(guest, anchor, guests):
    """Raise RuleBroken if the other stands beside this guest already, by moves or as companion."""
    by_id = {one.id: one for one in guests}
    beside, here = {one.id: stands_beside(one, by_id) for one in guests}, anchor
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
        here = by_id.get(beside.get(here.id))
        if here is None:
            return


def stands_beside(guest, by_id):
    """Return the id of the guest beside whom one stands by hand, or else as a companion."""
    if guest.move and guest.move.anchor_id in by_id:
        return guest.move.anchor_id
    return guest.companion_of_id
