"""Rules of representation: who comes instead of whom, and how that ends (P-29 to P-31)."""

from typing import NamedTuple

from planner.models import Guest, GuestRole, Reply, Representation
from planner.rules.guests.invitations import check_representative, note_reply, partner_of

OWN_ROLES = {GuestRole.GUEST_OF_HONOUR, GuestRole.HOST, GuestRole.COMPANION}


class TypedRepresentation(NamedTuple):
    """What was said of somebody who comes instead of a guest."""

    representation: Representation
    replied_through: str
    has_accepted: bool
    removes_previous: bool  # who was to come before is taken off the list


def representatives(guest, others):
    """Return the guests of the event who stand in for a guest."""
    return [one for one in others if one.represents_id == guest.person_id and one is not guest]


def companions(guest, others):
    """Return the guests of the event who come with a guest."""
    return [one for one in others if partner_of(one) is guest]


def set_representative(guest, person, announced, others, now):
    """Let a guest decline and send a person in one step; return the guest who comes (T-04).

    Others are the guests of the event whom guests_linked finds; who is among them is used.
    """
    check_representative(person, guest.person_id, others)
    found = next((one for one in others if one.person_id == person.id), None)
    sent = found or new_representative(guest, person)
    for before in representatives(guest, others):
        if before is not sent:
            end_representation(before, guest, announced.removes_previous, now)
    note_reply(guest, Reply.REPRESENTED, now, announced.replied_through)
    sent.represents_id, sent.representation = guest.person_id, announced.representation
    if partner_of(sent) is guest:
        sent.companion_of = None
        sent.role = GuestRole.GUEST if sent.role is GuestRole.COMPANION else sent.role
    if announced.has_accepted:
        note_reply(sent, Reply.ACCEPTED, now, announced.replied_through)
    elif sent.reply in (Reply.DECLINED, Reply.REPRESENTED):
        note_reply(sent, Reply.OPEN, now)
    pass_seat(guest, sent)
    return sent


def new_representative(guest, person):
    """Return a new guest who comes instead of another, through the same delegation."""
    return Guest(
        event_id=guest.event_id,
        person=person,
        role=GuestRole.GUEST if guest.role in OWN_ROLES else guest.role,
        reply=Reply.OPEN,
        delegation_id=guest.delegation_id,
        seat="",
    )


def pass_seat(guest, other):
    """Give the seat to a representative who takes the place, and who has none (P-31)."""
    takes_place = Representation.PLACE_OF_REPRESENTED in (
        guest.representation,
        other.representation,
    )
    if takes_place and guest.seat and not other.seat:
        guest.seat, other.seat = "", guest.seat


def end_representation(representative, guest, is_removed, now):
    """Let somebody no longer stand in for a guest: off the list, or a guest in their own right."""
    pass_seat(representative, guest)
    representative.represents_id = None
    if is_removed:
        representative.deleted_at = now
