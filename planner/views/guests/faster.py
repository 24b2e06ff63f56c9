"""What a guest list says when somebody else was faster: another reply, another move, or none."""

from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from planner.addresses import url_values
from planner.clock import utc_now
from planner.db import session
from planner.languages import Message, translate
from planner.models import Delegation, Event, Guest, Reply, Side, Visit
from planner.queries.guests.delegations import delegates_of, removed_delegate_of
from planner.queries.guests.guests import removed_guest_of
from planner.queries.history.last_changes import last_change
from planner.rules.guests.delegations import in_sent_order
from planner.rules.guests.guests import REPLIES
from planner.rules.people.people import full_name
from planner.rules.trash import is_over
from planner.views.overtaken import SOMEBODY, WANTED, Offer, clock, tell, tell_removed, who_and_when

REPLIED = Message("%(who)s has set the reply of %(name)s to “%(reply)s” (%(moment)s).")
MOVED = {
    Side.BEFORE: Message("%(who)s has put %(name)s directly before %(other)s (%(moment)s)."),
    Side.AFTER: Message("%(who)s has put %(name)s directly after %(other)s (%(moment)s)."),
}
UNDO = Message("undo the move")
REORDERED = Message("%(who)s has changed this order (%(moment)s).")
STEPS_WANTED = {"up": Message("one place up"), "down": Message("one place down")}
OFFERED_STEPS = {"up": Message("Move up now"), "down": Message("Move down now")}


def place_of(guest_id: int) -> str:
    """Return the place at which a page says something of a guest."""
    return f"guest-{guest_id}"


def tell_removed_guest(event: Event, guest_id: int, back: str) -> ResponseReturnValue:
    """Say who has taken a guest off the list; a guest who never was there is not found."""
    guest = session.scalar(removed_guest_of(event, guest_id))
    if guest is None or is_over(guest, utc_now()):
        abort(404)
    return tell_removed("guest", guest, full_name(guest.person), back)


def tell_other_reply(
    visit: Visit | None, event: Event, guest: Guest, wanted: Reply, back: str
) -> ResponseReturnValue:
    """Say who has noted another reply, and offer both."""
    change = last_change(session, "guest", [guest.id], "reply")
    reply, other = (translate(REPLIES[one]) for one in (guest.reply, wanted))
    where: dict[str, Any] = url_values(visit, event) | {"guest_id": guest.id}
    said = [
        Message(
            REPLIED.msgid,
            name=full_name(guest.person),
            reply=reply,
            **who_and_when(change, guest.replied_at),
        ),
        Message("You wanted: “%(reply)s”.", reply=other),
    ]
    offer = Offer(
        Message("Set to “%(reply)s”", reply=other),
        url_for("guests.reply", seen=guest.reply.value, **where),
        "reply",
        wanted.value,
    )
    leave = Message("Leave “%(reply)s”", reply=reply)
    return tell(back, said, offer, place=place_of(guest.id), leave=leave)


def tell_other_move(
    visit: Visit | None, event: Event, guest: Guest, back: str
) -> ResponseReturnValue:
    """Say who has moved a guest meanwhile, and offer to undo that."""
    if (move := guest.move) is None:
        abort(404)
    names = {"name": full_name(guest.person), "other": full_name(move.anchor.person)}
    by = {
        "who": move.moved_by.name if move.moved_by else translate(SOMEBODY),
        "moment": clock(move.moved_at),
    }
    where: dict[str, Any] = url_values(visit, event) | {"guest_id": guest.id}
    said = [
        Message(MOVED[move.side].msgid, **names, **by),
        Message(WANTED.msgid, wanted=translate(UNDO)),
    ]
    offer = Offer(
        Message("Undo it all the same"),
        url_for("guests.undo_move", seen=guest.lock_version, **where),
    )
    return tell(back, said, offer, place=place_of(guest.id))


def tell_removed_delegate(
    delegation: Delegation, delegate_id: int, back: str
) -> ResponseReturnValue:
    """Say who has taken a delegate out; one who never was in the delegation is not found."""
    delegate = session.scalar(removed_delegate_of(delegation.id, delegate_id))
    if delegate is None or is_over(delegate, utc_now()):
        abort(404)
    return tell_removed("delegate", delegate, full_name(delegate.person), back)


def tell_other_order(
    visit: Visit, delegation: Delegation, delegate_id: int, direction: str
) -> ResponseReturnValue:
    """Say who has changed the order of a delegation, and offer to move somebody all the same."""
    delegates = in_sent_order(session.scalars(delegates_of(delegation)))
    ids = [one.id for one in delegates]
    delegate = delegates[ids.index(delegate_id)]
    change = last_change(session, "delegate", ids, "position")
    where: dict[str, Any] = {"slug": visit.slug, "delegation_id": delegation.id}
    said = [
        Message(REORDERED.msgid, **who_and_when(change)),
        Message(
            "%(name)s is number %(number)s now.",
            name=full_name(delegate.person),
            number=ids.index(delegate_id) + 1,
        ),
        Message(WANTED.msgid, wanted=translate(STEPS_WANTED[direction])),
    ]
    order = " ".join(str(one) for one in ids)
    address = url_for("delegations.move_delegate", order=order, **where)
    offer = Offer(OFFERED_STEPS[direction], address, direction, str(delegate_id))
    back = url_for("delegations.show", **where)
    return tell(back, said, offer, place=f"delegate-{delegate_id}")
