"""Rules of representation: who comes instead of whom, and how that ends (P-29 to P-31)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from planner.models import Guest, GuestRole, Person, Reply, Representation
from planner.rules.guests.invitations import check_representative, note_reply, partner_of

OWN_ROLES = {GuestRole.GUEST_OF_HONOUR, GuestRole.HOST, GuestRole.COMPANION}


class TypedRepresentation(NamedTuple):
    """A representation as somebody has typed it."""

    representation: Representation
    replied_through: str
    has_accepted: bool
    removes_previous: bool  # the previous representative leaves the list


def representatives(guest: Guest, others: Iterable[Guest]) -> list[Guest]:
    """Return the guests of the event who represent a guest."""
    return [
        other for other in others if other.represents_id == guest.person_id and other is not guest
    ]


def companions(guest: Guest, others: Iterable[Guest]) -> list[Guest]:
    """Return the guests of the event who come with a guest."""
    return [other for other in others if partner_of(other) is guest]


def set_representative(
    guest: Guest,
    person: Person,
    announced: TypedRepresentation,
    others: Sequence[Guest],
    now: dt.datetime,
) -> Guest:
    """Let a person represent a guest, who declines; return the representative (T-04).

    Others are the guests of the event (guests_linked); the person may be one of them.
    """
    check_representative(person, guest.person_id, others)
    known = next((other for other in others if other.person_id == person.id), None)
    sent = known or new_representative(guest, person)
    for previous in representatives(guest, others):
        if previous is not sent:
            end_representation(previous, guest, announced.removes_previous, now)
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


def new_representative(guest: Guest, person: Person) -> Guest:
    """Return a new guest who comes instead of another, through the same delegation."""
    return Guest(
        event_id=guest.event_id,
        person=person,
        role=GuestRole.GUEST if guest.role in OWN_ROLES else guest.role,
        reply=Reply.OPEN,
        delegation_id=guest.delegation_id,
        seat="",
    )


def pass_seat(guest: Guest, other: Guest) -> None:
    """Give the seat of a guest to another who takes the place and has no seat (P-31)."""
    takes_place = Representation.PLACE_OF_REPRESENTED in (
        guest.representation,
        other.representation,
    )
    if takes_place and guest.seat and not other.seat:
        guest.seat, other.seat = "", guest.seat


def end_representation(
    representative: Guest, guest: Guest, is_removed: bool, now: dt.datetime
) -> None:
    """End a representation; the representative leaves the list, or stays as an ordinary guest."""
    pass_seat(representative, guest)
    representative.represents_id = None
    if is_removed:
        representative.deleted_at = now
