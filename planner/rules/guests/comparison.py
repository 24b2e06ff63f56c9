"""Rules of comparing a delegation with its guests at an event; differences are offered (rule 8)."""

import enum
from typing import NamedTuple

from planner.languages import Message
from planner.models import Delegate, Guest, GuestRole, Person
from planner.rules import trash
from planner.rules.guests.delegations import partner_in
from planner.rules.guests.invitations import (
    PartnerNotInvited,
    invite_delegates,
    partner_of,
    set_partner,
)
from planner.rules.people.people import full_name


class DifferenceKind(enum.StrEnum):
    """What has become of somebody in the delegation, and not at the event."""

    JOINED = "joined"
    COUNTED = "counted"  # a guest already, but not through the delegation
    WITH = "with"
    ALONE = "alone"
    LEFT = "left"


class Difference(NamedTuple):
    """A change that can be taken over; the key names its rows and the versions that were seen."""

    change: DifferenceKind
    person: Person
    delegate: Delegate | None
    guest: Guest | None
    partner: Person | None = None  # with whom the person travels
    other: Person | None = None  # with whom the person comes to the event
    partner_is_guest: bool = True

    @property
    def is_change(self):
        """Whether it concerns guests only: perhaps others were left out on purpose."""
        return self.change is not DifferenceKind.JOINED and self.partner_is_guest

    @property
    def key(self):
        """What the box of this difference is sent as."""
        rows = [(row.id, row.lock_version) for row in (self.delegate, self.guest) if row]
        versions = (f"{number}.{version}" for number, version in rows)
        partner = [str(self.partner.id)] if self.partner else []
        return "-".join([str(self.change), *versions, *partner])


def differences(everybody, guests):
    """Return what a delegation has that its guests at an event have not, and the other way round.

    Everybody: its delegates, also those who were taken out; guests: of these people, or through it.
    """
    delegates = [one for one in everybody if not one.deleted_at]
    members = {one.person_id for one in everybody}
    by_person = {guest.person_id: guest for guest in guests}
    found = []
    for one in delegates:
        if guest := by_person.get(one.person_id):
            found += differences_of(one, guest, partner_in(one, delegates), members, by_person)
        elif not one.person.deleted_at:
            found.append(Difference(DifferenceKind.JOINED, one.person, one, None))
    left = members - {one.person_id for one in delegates}
    ids = {one.delegation_id for one in everybody}
    return found + [
        Difference(DifferenceKind.LEFT, guest.person, None, guest)
        for guest in guests
        if guest.person_id in left and guest.delegation_id in ids
    ]


def invited_counts(events, everybody, guests):
    """Return (event, how many of a delegation are invited, how many changes), if any are.

    Who is not invited is no change: not everybody is invited to everything.
    """
    present = {one.person_id for one in everybody if not one.deleted_at}
    found = []
    for event in events:
        there = [guest for guest in guests if guest.event_id == event.id]
        number = sum(guest.person_id in present for guest in there)
        changes = [one for one in differences(everybody, there) if one.is_change]
        if number or changes:
            found.append((event, number, len(changes)))
    return found


def differences_of(delegate, guest, partner, members, present):
    """Return what is otherwise at the event about a delegate who is a guest."""
    found = []
    if guest.delegation_id is None:
        found.append(Difference(DifferenceKind.COUNTED, guest.person, delegate, guest))
    here = partner_of(guest)
    other = here.person if here else None
    if partner is not None:
        together = other is not None and other.id == partner.person_id
        if not together or guest.role is GuestRole.DELEGATE:
            with_whom = partner.person, None if together else other, partner.person_id in present
            found.append(Difference(DifferenceKind.WITH, guest.person, delegate, guest, *with_whom))
    elif (other and other.id in members) or (not other and guest.role is GuestRole.COMPANION):
        found.append(Difference(DifferenceKind.ALONE, guest.person, delegate, guest, None, other))
    return found


def make_equal(chosen, event, delegates, guests, now):
    """Make the chosen differences of an event vanish; return the new guests."""
    joined = [one.delegate for one in chosen if one.change is DifferenceKind.JOINED]
    added = invite_delegates(event, joined, delegates, guests)
    present = [*guests, *added]
    for one in chosen:
        if one.change is DifferenceKind.COUNTED:
            count_for_delegation(one.guest, one.delegate)
        elif one.change is DifferenceKind.LEFT:
            trash.delete(one.guest, now)
    for one in chosen:
        if one.change in (DifferenceKind.WITH, DifferenceKind.ALONE):
            apply_partner_change(one, present)
    return added


def count_for_delegation(guest, delegate):
    """Let somebody be a guest through the delegation."""
    guest.delegation_id = delegate.delegation_id
    if guest.role is GuestRole.GUEST:
        guest.role = GuestRole.DELEGATE


def apply_partner_change(difference, guests):
    """Let a guest come with whom the delegate travels, or alone."""
    guest, partner = difference.guest, difference.partner
    by_person = {one.person_id: one for one in guests if not one.deleted_at}
    if partner and partner.id not in by_person:
        name, other = full_name(guest.person), full_name(partner)
        raise PartnerNotInvited(
            Message("%(name)s comes with %(other)s: take both over.", name=name, other=other)
        )
    set_partner(guest, by_person[partner.id] if partner else None, guests)
    if partner and guest.role is GuestRole.DELEGATE:
        guest.role = GuestRole.COMPANION
    elif not partner and guest.role is GuestRole.COMPANION:
        guest.role = GuestRole.DELEGATE
