"""Rules of comparing a delegation with its guests at an event; differences are offered (rule 8)."""

import datetime as dt
import enum
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from planner.languages import Message
from planner.models import Delegate, Event, Guest, GuestRole, Person
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
    """What has changed for a person in the delegation, but not yet at the event."""

    JOINED = "joined"
    COUNTED = "counted"  # a guest already, but not through the delegation
    WITH = "with"
    ALONE = "alone"
    LEFT = "left"


class Difference(NamedTuple):
    """A change that an event can adopt; `key` names its rows and the versions that were read."""

    change: DifferenceKind
    person: Person
    delegate: Delegate | None
    guest: Guest | None
    partner: Person | None = None  # with whom the person travels
    other: Person | None = None  # with whom the person comes to the event
    partner_is_guest: bool = True

    @property
    def is_change(self) -> bool:
        """Whether it concerns guests only; others were perhaps not invited on purpose."""
        return self.change is not DifferenceKind.JOINED and self.partner_is_guest

    @property
    def key(self) -> str:
        """The value that the check box of this difference sends."""
        rows = [(row.id, row.lock_version) for row in (self.delegate, self.guest) if row]
        versions = (f"{number}.{version}" for number, version in rows)
        partner = [str(self.partner.id)] if self.partner else []
        return "-".join([str(self.change), *versions, *partner])


def differences(everybody: Sequence[Delegate], guests: Sequence[Guest]) -> list[Difference]:
    """Return the differences between a delegation and its guests at an event.

    `everybody` are its delegates, also those in the trash; `guests` are the guests of the event
    who are these people or come through the delegation.
    """
    delegates = [delegate for delegate in everybody if not delegate.deleted_at]
    members = {delegate.person_id for delegate in everybody}
    by_person = {guest.person_id: guest for guest in guests}
    changes = []
    for delegate in delegates:
        if guest := by_person.get(delegate.person_id):
            partner = partner_in(delegate, delegates)
            changes += differences_of(delegate, guest, partner, members, by_person)
        elif not delegate.person.deleted_at:
            changes.append(Difference(DifferenceKind.JOINED, delegate.person, delegate, None))
    left = members - {delegate.person_id for delegate in delegates}
    ids = {delegate.delegation_id for delegate in everybody}
    return changes + [
        Difference(DifferenceKind.LEFT, guest.person, None, guest)
        for guest in guests
        if guest.person_id in left and guest.delegation_id in ids
    ]


def invited_counts(
    events: Iterable[Event], everybody: Sequence[Delegate], guests: Sequence[Guest]
) -> list[tuple[Event, int, int]]:
    """Return (event, number of delegates who are invited, number of changes), if there are any.

    A delegate who is not invited is no change: not everybody is invited to everything.
    """
    members = {delegate.person_id for delegate in everybody if not delegate.deleted_at}
    counts = []
    for event in events:
        at_event = [guest for guest in guests if guest.event_id == event.id]
        number = sum(guest.person_id in members for guest in at_event)
        changes = sum(change.is_change for change in differences(everybody, at_event))
        if number or changes:
            counts.append((event, number, changes))
    return counts


def differences_of(
    delegate: Delegate,
    guest: Guest,
    partner: Delegate | None,
    members: Container[int],
    invited: Container[int],
) -> list[Difference]:
    """Return what differs between a delegate and the same person as a guest of an event.

    `members` and `invited` are ids of the people in the delegation and at the event.
    """
    changes = []
    if guest.delegation_id is None:
        changes.append(Difference(DifferenceKind.COUNTED, guest.person, delegate, guest))
    guest_partner = partner_of(guest)
    other = guest_partner.person if guest_partner else None
    if partner is not None:
        together = other is not None and other.id == partner.person_id
        if not together or guest.role is GuestRole.DELEGATE:
            pair = partner.person, None if together else other, partner.person_id in invited
            changes.append(Difference(DifferenceKind.WITH, guest.person, delegate, guest, *pair))
    elif (other and other.id in members) or (not other and guest.role is GuestRole.COMPANION):
        changes.append(Difference(DifferenceKind.ALONE, guest.person, delegate, guest, None, other))
    return changes


def make_equal(
    chosen: Sequence[Difference],
    event: Event,
    delegates: Sequence[Delegate],
    guests: Sequence[Guest],
    now: dt.datetime,
) -> list[Guest]:
    """Apply the chosen differences to the guests of an event; return the new guests."""
    added = invite_delegates(event, joined_delegates(chosen), delegates, guests)
    for change in chosen:
        if change.guest and change.delegate and change.change is DifferenceKind.COUNTED:
            count_for_delegation(change.guest, change.delegate)
        elif change.guest and change.change is DifferenceKind.LEFT:
            trash.delete(change.guest, now)
    for change in chosen:
        if change.guest and change.change in (DifferenceKind.WITH, DifferenceKind.ALONE):
            apply_partner_change(change.guest, change.partner, [*guests, *added])
    return added


def joined_delegates(changes: Iterable[Difference]) -> list[Delegate]:
    """Return the delegates of the differences who are no guests yet."""
    joined = [change for change in changes if change.change is DifferenceKind.JOINED]
    return [change.delegate for change in joined if change.delegate]


def count_for_delegation(guest: Guest, delegate: Delegate) -> None:
    """Make somebody a guest through the delegation."""
    guest.delegation_id = delegate.delegation_id
    if guest.role is GuestRole.GUEST:
        guest.role = GuestRole.DELEGATE


def apply_partner_change(guest: Guest, partner: Person | None, guests: Sequence[Guest]) -> None:
    """Let a guest come with the partner of the delegation, or alone if there is none."""
    by_person = {other.person_id: other for other in guests if not other.deleted_at}
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
