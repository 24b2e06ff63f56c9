"""Rules of delegations: who leads, who travels with whom, and in which order they are listed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from planner.languages import Message, Text
from planner.models import Delegate, Delegation, DelegationOrder, Gender, GuestRole, Person, Visit
from planner.rules import EditConflict, RuleBroken
from planner.rules.people.people import full_name, highest_term, office_line
from planner.rules.precedence.claims import Claim, HostPlace
from planner.rules.precedence.guest_claims import office_values
from planner.rules.precedence.precedence import rank_claims
from planner.rules.precedence.schemes import RECEPTION, PrecedenceScheme

Row = TypeVar("Row")
Party: TypeAlias = list[Delegate]  # a delegate, then the companions


class InDelegationAlready(RuleBroken):
    """The person is in the delegation already."""


def new_delegation(visit: Visit) -> Delegation:
    """Return an empty delegation of a visit."""
    return Delegation(visit_id=visit.id, ordering=DelegationOrder.AS_SENT)


def check_not_in_delegation(person: Person, delegates: Iterable[Delegate]) -> None:
    """Raise InDelegationAlready if a person is in the delegation."""
    if person.id in {delegate.person_id for delegate in delegates}:
        name = full_name(person)
        raise InDelegationAlready(Message("%(name)s is in this delegation already.", name=name))


def new_delegate(delegation: Delegation, person: Person, delegates: Sequence[Delegate]) -> Delegate:
    """Return a new delegate for a person, in the last place of the delegation."""
    check_not_in_delegation(person, delegates)
    position = max((delegate.position for delegate in delegates), default=0) + 1
    return Delegate(delegation_id=delegation.id, person_id=person.id, position=position)


def check_companion(delegate: Delegate, partner: Delegate, delegates: Sequence[Delegate]) -> None:
    """Raise RuleBroken unless a delegate can be the companion of a partner (P-10)."""
    if partner.id == delegate.id:
        raise RuleBroken(Message("Nobody travels as their own companion."))
    if partner.delegation_id != delegate.delegation_id:
        raise RuleBroken(Message("A companion travels in the same delegation."))
    if partner_in(partner, delegates):
        name = full_name(partner.person)
        raise RuleBroken(Message("%(name)s is a companion too: choose their partner.", name=name))
    if any(partner_in(other, delegates) is delegate for other in delegates):
        name = full_name(delegate.person)
        raise RuleBroken(Message("%(name)s has companions, so cannot be one.", name=name))


def partner_in(delegate: Delegate, delegates: Iterable[Delegate]) -> Delegate | None:
    """Return the delegate with whom a companion travels, if that one is in the delegation."""
    return next((other for other in delegates if other.id == delegate.companion_of_id), None)


def choose_leader(delegate: Delegate, is_leader: bool, delegates: Iterable[Delegate]) -> None:
    """Mark a delegate as the only leader of the delegation, or as a member."""
    for other in delegates:
        if is_leader and other is not delegate and other.is_leader:
            other.is_leader = False
    delegate.is_leader = is_leader


class RankingContext(NamedTuple):
    """What decides about the place of an office: the day, the scheme, and who receives."""

    day: dt.date
    scheme: PrecedenceScheme = RECEPTION
    host_place: HostPlace = HostPlace()


def delegates_in_order(
    delegates: Sequence[Delegate], ordering: DelegationOrder, context: RankingContext
) -> list[Delegate]:
    """Return delegates in the order of their delegation's list (P-17); companions follow (P-10)."""
    if ordering is DelegationOrder.BY_SCHEME:
        by_id = {delegate.id: delegate for delegate in delegates}
        claims = [claim(delegate, context) for delegate in delegates]
        return [by_id[rank.claim.id] for rank in rank_claims(claims, context.scheme)]
    in_order = parties(delegates)
    if ordering is DelegationOrder.LEADER_THEN_ALPHABET:
        in_order = sorted(in_order, key=leader_key)
    return [delegate for party in in_order for delegate in party]


def printed_function(delegate: Delegate, day: dt.date, language: str) -> Text:
    """Return the line below a name: as the delegation prints it, else the office of that day."""
    if (own := delegate.function.in_language(language)).text:
        return own
    if highest_term(delegate.person, day):
        return Text(office_line(delegate.person, day, language), language)
    return delegate.person.function.in_language(language)


def claim(delegate: Delegate, context: RankingContext) -> Claim:
    """Return all that decides about the rank of a delegate."""
    person = delegate.person
    return Claim(
        id=delegate.id,
        name=full_name(person),
        sort_name=person.sort_name,
        role=GuestRole.DELEGATE,
        is_woman=person.gender is Gender.FRAU,
        companion_of=delegate.companion_of_id,
        **office_values(person, context),
    )


def parties(delegates: Iterable[Delegate]) -> list[Party]:
    """Return delegates in the order of their sender, each followed by the companions."""
    in_order = sorted(delegates, key=lambda delegate: (delegate.position, delegate.id))
    by_head, companions = {delegate.id: [delegate] for delegate in in_order}, set()
    for delegate in in_order:
        if delegate.companion_of_id in by_head:
            by_head[delegate.companion_of_id].append(delegate)
            companions.add(delegate.id)
    return [party for id, party in by_head.items() if id not in companions]


def leader_key(party: Party) -> tuple[bool, str, int]:
    """Return the key that sorts the party of the leader first, then by the alphabet."""
    head = party[0]
    return not any(delegate.is_leader for delegate in party), head.person.sort_name, head.id


def possible_moves(delegates: Iterable[Delegate]) -> dict[int, tuple[bool, bool]]:
    """Return for each delegate by id whether there is room to move up and to move down."""
    room = {}
    for place, party in enumerate(in_order := parties(delegates)):
        room[party[0].id] = place > 0, place + 1 < len(in_order)
        for number, companion in enumerate(party[1:]):
            room[companion.id] = number > 0, number + 2 < len(party)
    return room


def in_sent_order(delegates: Iterable[Delegate]) -> list[Delegate]:
    """Return delegates in the order of their sender, companions behind their partner."""
    return [delegate for party in parties(delegates) for delegate in party]


def check_order_seen(delegates: Iterable[Delegate], seen: Sequence[int]) -> None:
    """Raise EditConflict if those who were seen stand in another order now.

    Whoever came or went meanwhile leaves the others in their order.
    """
    now = [delegate.id for delegate in in_sent_order(delegates)]
    if [one for one in seen if one in now] != [one for one in now if one in seen]:
        raise EditConflict


def move_delegate(delegate: Delegate, step: int, delegates: Sequence[Delegate]) -> None:
    """Move a delegate one place up (-1) or down (1) in the sender's order.

    Companions go with their partner; they can move among themselves, but stay with the partner.
    """
    in_order = parties(delegates)
    if partner_in(delegate, delegates):
        party = next(party for party in in_order if delegate in party)
        party[1:] = swapped(party[1:], delegate, step)
    else:
        own = next(party for party in in_order if party[0] is delegate)
        in_order = swapped(in_order, own, step)
    members = (member for party in in_order for member in party)
    for position, member in enumerate(members, start=1):
        if member.position != position:
            member.position = position


def swapped(rows: Sequence[Row], row: Row, step: int) -> list[Row]:
    """Return rows with one of them a step further, if there is room."""
    moved, old = list(rows), rows.index(row)
    new = old + step
    if 0 <= new < len(moved):
        moved[old], moved[new] = moved[new], moved[old]
    return moved
