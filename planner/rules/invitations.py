"""Rules of inviting: replies, companions, stand-ins, and whole delegations (model rule 8)."""

from typing import NamedTuple

from planner.languages import Message, text_of
from planner.models import Guest, GuestRole, Reply, Representation
from planner.rules import RuleBroken
from planner.rules.delegations import partner_in
from planner.rules.people import full_name


class Entry(NamedTuple):
    """What somebody has typed about a guest."""

    role: GuestRole
    delegation_id: int | None
    partner_id: int | None  # the person with whom the guest comes
    represents_id: int | None  # a person
    representation: Representation
    reply: Reply
    replied_through: str
    seat: str
    notes: str


class AlreadyInvited(RuleBroken):
    """A person is a guest of an event once."""


class PartnerNotInvited(RuleBroken):
    """A companion comes with a guest of the same event."""


def invite_person(person, events, entry, guests, now):
    """Return a new guest for each event; guests are those of the events whom the entry names."""
    added = []
    for event in events:
        others = [guest for guest in guests if guest.event_id == event.id]
        if any(guest.person_id == person.id for guest in others):
            raise AlreadyInvited(already_invited(event))
        guest = Guest(event_id=event.id, person=person, reply=Reply.OPEN)
        enter(guest, entry, event, others, now)
        added.append(guest)
    return added


def already_invited(event):
    """Say to which event somebody is invited already."""
    title = text_of(event, "title").text
    return Message("This person is a guest of “%(event)s” already.", event=title)


def partner_among(guests, person_id, event):
    """Return the guest with whom somebody comes; the partner must be at the same event."""
    if person_id is None:
        return None
    found = [guest for guest in guests if guest.person_id == person_id]
    if not found:
        title = text_of(event, "title").text
        raise PartnerNotInvited(
            Message("This person is no guest of “%(event)s” yet: invite them first.", event=title)
        )
    return found[0]


def enter(guest, entry, event, others, now):
    """Write what was typed into a guest; others are those guests of the event whom it names."""
    by_person = {other.person_id: other for other in others}
    accompany(guest, partner_among(others, entry.partner_id, event))
    stand_in(guest, entry, by_person.get(entry.represents_id), now)
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
    """Raise RuleBroken if somebody else has noted another reply in the meantime."""
    if guest.reply is not seen:
        raise RuleBroken(
            Message(
                "Someone else has noted another reply of %(name)s in the meantime. "
                "Please look at the list again.",
                name=full_name(guest.person),
            )
        )


def accompany(guest, partner):
    """Let a guest come with another guest of the same event, or alone; never in a ring."""
    follows = partner
    while follows is not None:
        if follows is guest:
            raise PartnerNotInvited(
                Message("%(name)s comes with this guest already.", name=full_name(partner.person))
            )
        follows = follows.companion_of
    guest.companion_of = partner


def stand_in(guest, entry, represented, now):
    """Let a guest represent somebody; who is newly represented has that as reply (T-04)."""
    is_new = entry.represents_id != guest.represents_id
    guest.represents_id, guest.representation = entry.represents_id, entry.representation
    if is_new and represented is not None:
        note_reply(represented, Reply.REPRESENTED, now)


def invite_delegates(event, chosen, delegates, guests):
    """Return a new guest for each chosen delegate who is none yet, with the companion links."""
    by_person = {guest.person_id: guest for guest in guests if guest.event_id == event.id}
    missing = [one for one in chosen if one.person_id not in by_person]
    partners = {one.person_id: partner_in(one, delegates) for one in missing}
    added = [guest_of(event, one, partners[one.person_id]) for one in missing]
    by_person |= {guest.person_id: guest for guest in added}
    for guest in added:
        if partner := partners[guest.person_id]:
            guest.companion_of = by_person.get(partner.person_id)
    return added


def guest_of(event, delegate, partner):
    """Return a delegate as guest of an event."""
    return Guest(
        event_id=event.id,
        person_id=delegate.person_id,
        role=GuestRole.COMPANION if partner else GuestRole.DELEGATE,
        reply=Reply.OPEN,
        delegation_id=delegate.delegation_id,
    )
