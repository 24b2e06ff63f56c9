"""Rules of delegations: who leads, who travels with whom, and in which order they are listed."""

import datetime as dt
from typing import NamedTuple

from planner.languages import Message, Text
from planner.models import Delegate, Delegation, DelegationOrder, Gender, GuestRole
from planner.rules import RuleBroken
from planner.rules.people.people import full_name, highest_term, office_line
from planner.rules.precedence.claims import Claim, HostPlace
from planner.rules.precedence.guest_claims import office_values
from planner.rules.precedence.precedence import rank_claims
from planner.rules.precedence.schemes import RECEPTION, PrecedenceScheme


class InDelegationAlready(RuleBroken):
    """A person is in a delegation once."""


def new_delegation(visit):
    """Return a delegation of the visit that nobody has filled in yet."""
    return Delegation(visit_id=visit.id, ordering=DelegationOrder.AS_SENT)


def check_not_in_delegation(person, delegates):
    """Raise InDelegationAlready if a person is in the delegation."""
    if person.id in {delegate.person_id for delegate in delegates}:
        name = full_name(person)
        raise InDelegationAlready(Message("%(name)s is in this delegation already.", name=name))


def new_delegate(delegation, person, delegates):
    """Return a person of the address book as the last of the delegation."""
    check_not_in_delegation(person, delegates)
    position = max((delegate.position for delegate in delegates), default=0) + 1
    return Delegate(delegation_id=delegation.id, person_id=person.id, position=position)


def check_companion(delegate, partner, delegates):
    """Raise RuleBroken unless a delegate can travel with another of the same delegation (P-10)."""
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


def partner_in(delegate, delegates):
    """Return with whom a delegate travels, if that one is still in the delegation."""
    return next((one for one in delegates if one.id == delegate.companion_of_id), None)


def choose_leader(delegate, is_leader, delegates):
    """Mark a delegate as the leader, and nobody else; or as a member."""
    for other in delegates:
        if is_leader and other is not delegate and other.is_leader:
            other.is_leader = False
    delegate.is_leader = is_leader


class RankingContext(NamedTuple):
    """What decides where an office stands: as of when, by which scheme, and where."""

    day: dt.date
    scheme: PrecedenceScheme = RECEPTION
    host_place: HostPlace = HostPlace()


def delegates_in_order(delegates, ordering, ground):
    """Return delegates in the order of their delegation's list (P-17); companions follow (P-10)."""
    if ordering is DelegationOrder.BY_SCHEME:
        by_id = {delegate.id: delegate for delegate in delegates}
        claims = [claim(one, ground) for one in delegates]
        return [by_id[rank.claim.id] for rank in rank_claims(claims, ground.scheme)]
    found = parties(delegates)
    if ordering is DelegationOrder.LEADER_THEN_ALPHABET:
        found = sorted(found, key=leader_key)
    return [delegate for party in found for delegate in party]


def printed_function(delegate, day, language):
    """Return what stands below a name: as the delegation prints it, else the office of that day."""
    if (own := delegate.function.in_language(language)).text:
        return own
    if highest_term(delegate.person, day):
        return Text(office_line(delegate.person, day, language), language)
    return delegate.person.function.in_language(language)


def claim(delegate, ground):
    """Return what the rank of a delegate rests on."""
    person = delegate.person
    return Claim(
        id=delegate.id,
        name=full_name(person),
        sort_name=person.sort_name,
        role=GuestRole.DELEGATE,
        is_woman=person.gender is Gender.FRAU,
        companion_of=delegate.companion_of_id,
        **office_values(person, ground),
    )


def parties(delegates):
    """Return delegates as their sender has ordered them, each followed by their companions."""
    sent = sorted(delegates, key=lambda one: (one.position, one.id))
    found, companions = {one.id: [one] for one in sent}, set()
    for one in sent:
        if one.companion_of_id in found:
            found[one.companion_of_id].append(one)
            companions.add(one.id)
    return [party for id, party in found.items() if id not in companions]


def leader_key(party):
    """Return what puts the leader first, then the alphabet."""
    head = party[0]
    return not any(one.is_leader for one in party), head.person.sort_name, head.id


def possible_moves(delegates):
    """Return for each delegate by id whether there is room to move up and to move down."""
    room = {}
    for place, party in enumerate(found := parties(delegates)):
        room[party[0].id] = place > 0, place + 1 < len(found)
        for number, companion in enumerate(party[1:]):
            room[companion.id] = number > 0, number + 2 < len(party)
    return room


def move_delegate(delegate, step, delegates):
    """Move a delegate one place up (-1) or down (1) in the sender's order.

    Companions go with their partner; among themselves they move too, but never away.
    """
    found = parties(delegates)
    if partner_in(delegate, delegates):
        party = next(party for party in found if delegate in party)
        party[1:] = swapped(party[1:], delegate, step)
    else:
        own = next(party for party in found if party[0] is delegate)
        found = swapped(found, own, step)
    for position, one in enumerate((one for party in found for one in party), start=1):
        if one.position != position:
            one.position = position


def swapped(rows, row, step):
    """Return rows with one of them a step further, if there is room."""
    rows, here = list(rows), rows.index(row)
    there = here + step
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    return rows
