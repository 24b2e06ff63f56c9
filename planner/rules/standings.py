"""Standings: what is compared between two guests, the strongest key first (P-11)."""

import datetime as dt
import enum
from typing import NamedTuple

from planner.models import DelegationOrder, GuestRole
from planner.rules.claims import Claim
from planner.rules.schemes import Place, TieBreaker


class Key(enum.StrEnum):
    """What can decide between two guests besides the tie-breakers of a scheme."""

    PLACE = "place"
    NAME = "name"
    ENTRY = "entry"  # the same name: who was entered first
    PARTNER = "partner"
    DELEGATION = "delegation"
    MOVE = "move"


class Standing(NamedTuple):
    """Where a guest stands; who stays with a delegation has the keys of its leader first."""

    keys: tuple
    within: tuple  # the keys inside of a delegation that stays together
    place: Place
    holder: Claim  # whose keys they are


VALUES = {  # smaller goes first
    TieBreaker.OWN_PLACE: lambda claim: not claim.is_here,
    TieBreaker.FOREIGN: lambda claim: not (claim.is_foreign and claim.level),
    TieBreaker.ELECTED: lambda claim: not claim.is_elected,
    TieBreaker.CURRENT: lambda claim: claim.is_former,
    TieBreaker.SINCE: lambda claim: claim.since or dt.date.max,
    TieBreaker.WOMEN: lambda claim: not claim.is_woman,
}


def key_names(scheme):
    """Return the names of the keys of a standing, in their order."""
    return (Key.PLACE, *scheme.tie_breakers, Key.NAME, Key.ENTRY)


def standings_of(claims, scheme):
    """Return the standing of each claim, by its id; no two are the same."""
    found = {claim.id: standing_of(claim, scheme) for claim in claims}
    if scheme.keeps_delegations_together:
        leaders = leaders_of(claims)
        for claim in claims:
            if leader := leader_beside(claim, leaders, scheme):
                own, head = found[claim.id], standing_of(leader, scheme)
                found[claim.id] = head._replace(within=within(claim, own))
    return found


def standing_of(claim, scheme):
    """Return where a guest stands by role or office, tie-breakers, name, and order of entry."""
    place = place_of(claim, scheme)
    ties = [VALUES[tie_breaker](claim) for tie_breaker in scheme.tie_breakers]
    return Standing((place, *ties, claim.sort_name, claim.id), (), place, claim)


def place_of(claim, scheme):
    """Return the place of the role, if the scheme gives it one, or else that of the office."""
    return scheme.place_of_role(claim.role) or scheme.place(
        claim.office_id, claim.level, claim.branch, claim.is_here
    )


def leaders_of(claims):
    """Return the leader of each delegation as a claim by office alone, by the delegation's id."""
    leaders = {}
    for claim in sorted(claims, key=lambda claim: claim.id):
        if claim.membership and claim.membership.is_leader:
            plain = claim._replace(role=GuestRole.DELEGATE)
            leaders.setdefault(claim.membership.delegation_id, plain)
    return leaders


def leader_beside(claim, leaders, scheme):
    """Return with whom a delegate stays: the leader on the list, if no role has its own place."""
    if not claim.membership or claim.in_place_of or scheme.place_of_role(claim.role):
        return None
    return leaders.get(claim.membership.delegation_id)


def within(claim, own):
    """Return the keys inside of a delegation: its order (P-17), then name and entry."""
    membership = claim.membership
    if membership.ordering is DelegationOrder.BY_SCHEME:
        return own.keys
    if membership.ordering is DelegationOrder.LEADER_THEN_ALPHABET:
        return (not membership.is_leader, claim.sort_name, claim.id)
    sent = membership.position
    return (sent is None, sent or 0, claim.sort_name, claim.id)
