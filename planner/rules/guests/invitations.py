"""Rules of inviting: replies, companions, stand-ins, and whole delegations (model rule 8)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planner.languages import Message
from planner.models import Delegate, Guest, GuestRole, Person, Reply, Representation
from planner.rules import EditConflict, RuleBroken
from planner.rules.people.people import full_name
from planner.rules.programme.event_types import TitledEvent

if TYPE_CHECKING:
    from planner.queries.guests.guest_rows import Sources


class TypedGuest(NamedTuple):
    """The fields of a guest as somebody has typed them; the defaults are the usual ones."""

    role: GuestRole = GuestRole.GUEST
    delegation_id: int | None = None
    partner_id: int | None = None  # the person with whom the guest comes
    represents_id: int | None = None  # a person
    representation: Representation = Representation.OWN_RANK
    reply: Reply = Reply.OPEN
    replied_through: str = ""
    seat: str = ""
    notes: str = ""


class AlreadyInvited(RuleBroken):
    """The person is a guest of the event already."""


class PartnerNotInvited(RuleBroken):
    """The partner is no guest of the same event, or is a companion too."""


class RepresentedInCircle(RuleBroken):
    """Two guests would represent each other, directly or through others."""


def usual_invitation(
    sources: "Sources", person_id: int | None, partner_id: int | None = None
) -> TypedGuest:
    """Return how a person is usually invited: as a delegate, or as the companion of a partner.

    Without `partner_id` the partner is the one of the delegation. A partner who is no guest yet
    does not count.
    """
    member = sources.member(person_id) if person_id else None
    delegation_id = member.delegation_id if member else None
    partner_id = partner_id or (member and member.partner_id)
    of_partner = sources.invitations_of(partner_id) if partner_id else []
    if of_partner:
        delegation_id = delegation_id or of_partner[0].delegation_id
        return TypedGuest(GuestRole.COMPANION, delegation_id, partner_id)
    return TypedGuest(GuestRole.DELEGATE if member else GuestRole.GUEST, delegation_id)


def invite_person(
    person: Person,
    events: Iterable[TitledEvent],
    entry: TypedGuest,
    guests: Sequence[Guest],
    now: dt.datetime,
) -> list[Guest]:
    """Return a new guest for each event; guests: queries.representation.guests_linked.

    Raises AlreadyInvited if the person is a guest of one of the events.
    """
    added = []
    for event in events:
        others = [guest for guest in guests if guest.event_id == event.id]
        if any(guest.person_id == person.id for guest in others):
            raise AlreadyInvited(already_invited_message(event))
        guest = Guest(event_id=event.id, person=person, reply=Reply.OPEN)
        fill_guest(guest, entry, event, others, now)
        added.append(guest)
    return added


def already_invited_message(event: TitledEvent) -> Message:
    """Return the sentence that says to which event somebody is invited already."""
    return Message("This person is a guest of “%(event)s” already.", event=event.title)


def partner_among(
    guests: Iterable[Guest], person_id: int | None, event: TitledEvent
) -> Guest | None:
    """Return the guest who is the partner; raise PartnerNotInvited if the partner is no guest."""
    if person_id is None:
        return None
    partner = next((guest for guest in guests if guest.person_id == person_id), None)
    if partner is None:
        raise PartnerNotInvited(
            Message(
                "This person is no guest of “%(event)s” yet: invite them first.", event=event.title
            )
        )
    return partner


def fill_guest(
    guest: Guest, entry: TypedGuest, event: TitledEvent, others: Sequence[Guest], now: dt.datetime
) -> None:
    """Write the typed fields into a guest; others are guests of the event (guests_linked)."""
    set_partner(guest, partner_among(others, entry.partner_id, event), others)
    set_represented(guest, entry.represents_id, entry.representation, others, now)
    note_reply(guest, entry.reply, now, entry.replied_through)
    guest.role, guest.delegation_id = entry.role, entry.delegation_id
    guest.seat, guest.notes = entry.seat, entry.notes


def note_reply(guest: Guest, reply: Reply, now: dt.datetime, through: str | None = None) -> None:
    """Note the reply of a guest, the moment, and through whom it came; None changes no channel."""
    if reply is not guest.reply:
        guest.reply = reply
        guest.replied_at = None if reply is Reply.OPEN else now
        guest.replied_through = ""
    if through is not None:
        guest.replied_through = "" if reply is Reply.OPEN else through


def check_reply_seen(guest: Guest, seen: Reply) -> None:
    """Raise EditConflict if somebody else has noted another reply in the meantime."""
    if guest.reply is not seen:
        raise EditConflict(
            Message(
                "Someone else has noted another reply of %(name)s in the meantime. "
                "Please look at the list again.",
                name=full_name(guest.person),
            )
        )


def set_partner(guest: Guest, partner: Guest | None, others: Iterable[Guest]) -> None:
    """Let a guest come with another guest of the same event, or alone (P-10)."""
    if partner is not None and partner is not guest.companion_of:
        check_partner(guest, partner, others)
    guest.companion_of = partner


def check_partner(guest: Guest, partner: Guest, others: Iterable[Guest]) -> None:
    """Raise PartnerNotInvited if one of the two is a companion or has companions already."""
    if partner is guest:
        raise PartnerNotInvited(Message("Nobody travels as their own companion."))
    name, follows = full_name(partner.person), partner_of(partner)
    if follows is guest:
        raise PartnerNotInvited(Message("%(name)s comes with this guest already.", name=name))
    if follows:
        raise PartnerNotInvited(
            Message("%(name)s is a companion too: choose their partner.", name=name)
        )
    if any(partner_of(other) is guest for other in others):
        name = full_name(guest.person)
        raise PartnerNotInvited(Message("%(name)s has companions, so cannot be one.", name=name))


def partner_of(guest: Guest) -> Guest | None:
    """Return the guest with whom a companion comes; a partner in the trash does not count."""
    partner = guest.companion_of
    return partner if partner and not partner.deleted_at else None


def set_represented(
    guest: Guest,
    represents_id: int | None,
    representation: Representation,
    others: Sequence[Guest],
    now: dt.datetime,
) -> None:
    """Let a guest represent a person, or nobody; the represented guest gets that reply (T-04)."""
    guest.representation = representation
    if represents_id == guest.represents_id:
        return
    check_representative(guest.person, represents_id, others)
    guest.represents_id = represents_id
    for other in others:
        if other.person_id == represents_id:
            note_reply(other, Reply.REPRESENTED, now)


def check_representative(
    person: Person, represents_id: int | None, others: Sequence[Guest]
) -> None:
    """Raise RepresentedInCircle if the represented person represents this one, also indirectly."""
    if represents_id is not None and represents_id == person.id:
        raise RepresentedInCircle(Message("Nobody stands in for themselves."))
    represented = {other.person_id: other.represents_id for other in others}
    current = represents_id
    seen: set[int] = set()
    while current is not None and current not in seen:
        seen.add(current)
        current = represented.get(current)
        if current is not None and current == person.id:
            other = next(guest for guest in others if guest.person_id == represents_id)
            raise RepresentedInCircle(
                Message(
                    "%(other)s already stands in for %(name)s, directly or through others, "
                    "so %(name)s cannot stand in for %(other)s.",
                    name=full_name(person),
                    other=full_name(other.person),
                )
            )


def invite_delegates(
    event: TitledEvent,
    chosen: Iterable[Delegate],
    delegates: Iterable[Delegate],
    guests: Iterable[Guest],
) -> list[Guest]:
    """Return a new guest for each chosen delegate who is none yet; companions have partners."""
    by_person = {guest.person_id: guest for guest in guests if guest.event_id == event.id}
    missing = [delegate for delegate in chosen if delegate.person_id not in by_person]
    by_id: dict[int | None, Delegate] = {delegate.id: delegate for delegate in delegates}
    pairs = [(delegate, by_id.get(delegate.companion_of_id)) for delegate in missing]
    added = [guest_from_delegate(event, delegate, partner) for delegate, partner in pairs]
    by_person |= {guest.person_id: guest for guest in added}
    for guest, (_, travels_with) in zip(added, pairs, strict=True):
        partner = by_person.get(travels_with.person_id) if travels_with else None
        if partner and not partner_of(partner):
            guest.companion_of = partner
    return added


def guest_from_delegate(event: TitledEvent, delegate: Delegate, partner: Delegate | None) -> Guest:
    """Return a new guest of an event for a delegate."""
    return Guest(
        event_id=event.id,
        person_id=delegate.person_id,
        person=delegate.person,
        role=GuestRole.COMPANION if partner else GuestRole.DELEGATE,
        reply=Reply.OPEN,
        delegation_id=delegate.delegation_id,
    )
