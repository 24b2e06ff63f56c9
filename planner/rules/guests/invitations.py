"""Rules of inviting: replies, companions, stand-ins, and whole delegations (model rule 8)."""

from typing import TYPE_CHECKING, NamedTuple

from planner.languages import Message
from planner.models import Guest, GuestRole, Reply, Representation
from planner.rules import EditConflict, RuleBroken
from planner.rules.people.people import full_name

if TYPE_CHECKING:
    from planner.queries.guests.guest_rows import Sources


class TypedGuest(NamedTuple):
    """What a form says about a guest: what is usual, until somebody types something else."""

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
    """A person is a guest of an event once."""


class PartnerNotInvited(RuleBroken):
    """A companion comes with a guest of the same event, who is no companion."""


class RepresentedInCircle(RuleBroken):
    """Nobody is represented by somebody for whom they stand in themselves."""


def usual_invitation(
    sources: "Sources", person_id: int | None, partner_id: int | None = None
) -> TypedGuest:
    """Return how somebody is usually invited: as a delegate, or with the partner named.

    Without a partner it is whoever the person travels with; who is no guest yet is none.
    """
    member = sources.member(person_id) if person_id else None
    delegation_id = member.delegation_id if member else None
    partner_id = partner_id or (member and member.partner_id)
    of_partner = sources.invitations_of(partner_id) if partner_id else []
    if of_partner:
        delegation_id = delegation_id or of_partner[0].delegation_id
        return TypedGuest(GuestRole.COMPANION, delegation_id, partner_id)
    return TypedGuest(GuestRole.DELEGATE if member else GuestRole.GUEST, delegation_id)


def invite_person(person, events, entry, guests, now):
    """Return a new guest for each event; guests: queries.representation.guests_linked."""
    added = []
    for event in events:
        others = [guest for guest in guests if guest.event_id == event.id]
        if any(guest.person_id == person.id for guest in others):
            raise AlreadyInvited(already_invited_message(event))
        guest = Guest(event_id=event.id, person=person, reply=Reply.OPEN)
        fill_guest(guest, entry, event, others, now)
        added.append(guest)
    return added


def already_invited_message(event):
    """Say to which event somebody is invited already."""
    return Message("This person is a guest of “%(event)s” already.", event=event.title)


def partner_among(guests, person_id, event):
    """Return the guest with whom somebody comes; the partner must be at the same event."""
    if person_id is None:
        return None
    found = [guest for guest in guests if guest.person_id == person_id]
    if not found:
        raise PartnerNotInvited(
            Message(
                "This person is no guest of “%(event)s” yet: invite them first.", event=event.title
            )
        )
    return found[0]


def fill_guest(guest, entry, event, others, now):
    """Write what was typed into a guest; others are those of the event whom guests_linked finds."""
    set_partner(guest, partner_among(others, entry.partner_id, event), others)
    set_represented(guest, entry.represents_id, entry.representation, others, now)
    note_reply(guest, entry.reply, now, entry.replied_through)
    guest.role, guest.delegation_id = entry.role, entry.delegation_id
    guest.seat, guest.notes = entry.seat, entry.notes


def note_reply(guest, reply, now, through=None):
    """Note what a guest answered, when it was noted, and through whom."""
    if reply is not guest.reply:
        guest.reply = reply
        guest.replied_at = None if reply is Reply.OPEN else now
        guest.replied_through = ""
    if through is not None:
        guest.replied_through = "" if reply is Reply.OPEN else through


def check_reply_seen(guest, seen):
    """Raise EditConflict if somebody else has noted another reply in the meantime."""
    if guest.reply is not seen:
        raise EditConflict(
            Message(
                "Someone else has noted another reply of %(name)s in the meantime. "
                "Please look at the list again.",
                name=full_name(guest.person),
            )
        )


def set_partner(guest, partner, others):
    """Let a guest come with another guest of the same event, or alone (P-10)."""
    if partner is not None and partner is not guest.companion_of:
        check_partner(guest, partner, others)
    guest.companion_of = partner


def check_partner(guest, partner, others):
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


def partner_of(guest):
    """Return with whom a guest comes; a partner in the bin is none."""
    partner = guest.companion_of
    return partner if partner and not partner.deleted_at else None


def set_represented(guest, represents_id, representation, others, now):
    """Let a guest represent somebody; who is newly represented has that as reply (T-04)."""
    guest.representation = representation
    if represents_id == guest.represents_id:
        return
    check_representative(guest.person, represents_id, others)
    guest.represents_id = represents_id
    for other in others:
        if other.person_id == represents_id:
            note_reply(other, Reply.REPRESENTED, now)


def check_representative(person, represents_id, others):
    """Raise RepresentedInCircle if somebody is represented, also through others, by the same."""
    if represents_id is not None and represents_id == person.id:
        raise RepresentedInCircle(Message("Nobody stands in for themselves."))
    represented = {other.person_id: other.represents_id for other in others}
    here, seen = represents_id, set()
    while here is not None and here not in seen:
        seen.add(here)
        here = represented.get(here)
        if here is not None and here == person.id:
            other = next(one for one in others if one.person_id == represents_id)
            raise RepresentedInCircle(
                Message(
                    "%(other)s already stands in for %(name)s, directly or through others, "
                    "so %(name)s cannot stand in for %(other)s.",
                    name=full_name(person),
                    other=full_name(other.person),
                )
            )


def invite_delegates(event, chosen, delegates, guests):
    """Return a new guest for each chosen delegate who is none yet, with the companion links."""
    by_person = {guest.person_id: guest for guest in guests if guest.event_id == event.id}
    missing = [one for one in chosen if one.person_id not in by_person]
    by_id = {one.id: one for one in delegates}
    partners = {one.person_id: by_id.get(one.companion_of_id) for one in missing}
    added = [guest_from_delegate(event, one, partners[one.person_id]) for one in missing]
    by_person |= {guest.person_id: guest for guest in added}
    for guest in added:
        partner = partners[guest.person_id] and by_person.get(partners[guest.person_id].person_id)
        if partner and not partner_of(partner):
            guest.companion_of = partner
    return added


def guest_from_delegate(event, delegate, partner):
    """Return a delegate as guest of an event."""
    return Guest(
        event_id=event.id,
        person_id=delegate.person_id,
        person=delegate.person,
        role=GuestRole.COMPANION if partner else GuestRole.DELEGATE,
        reply=Reply.OPEN,
        delegation_id=delegate.delegation_id,
    )
