"""Standings: the keys by which guests are compared, the strongest first (P-11)."""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from planner.languages import Message
from planner.models import DelegationOrder, FormerOffices, GuestRole
from planner.rules.precedence.claims import Claim, Membership
from planner.rules.precedence.schemes import LEVELS, PrecedenceScheme, SchemePlace, TieBreaker

HONOUR = Message("Guests of honor and hosts")
FORMERLY = Message("Formerly in office")
FURTHER_GUESTS = Message("Further guests")


class RankKey(enum.StrEnum):
    """What can decide between two guests besides the tie-breakers of a scheme."""

    PLACE = "place"
    OFFICE = "office"  # among those of one role, and of those formerly in office
    NAME = "name"
    ENTRY = "entry"  # the same name: who was entered first
    REPRESENTED = "represented"  # comes directly after who takes the place
    PARTNER = "partner"
    DELEGATION = "delegation"
    MOVE = "move"


DecidingKey: TypeAlias = RankKey | TieBreaker
Keys: TypeAlias = tuple[object, ...]  # in the order of key_names, or the last of those
Order: TypeAlias = tuple[Keys, Keys]


class Standing(NamedTuple):
    """The keys of a guest; in a delegation that stays together, first those of its leader."""

    keys: tuple[SchemePlace, *tuple[object, ...]]
    within: Keys  # the keys inside of a delegation that stays together
    holder: Claim  # whose keys they are
    section: Message  # under which heading

    @property
    def order(self) -> Order:
        """What guests are sorted by."""
        return self.keys, self.within


TIE_BREAKER_KEYS: dict[TieBreaker, Callable[[Claim], object]] = {  # smaller goes first
    TieBreaker.OWN_PLACE: lambda claim: not claim.is_here,
    TieBreaker.FOREIGN: lambda claim: not (claim.is_foreign and claim.level),
    TieBreaker.ELECTED: lambda claim: not claim.is_elected,
    TieBreaker.CURRENT: lambda claim: claim.is_former,
    TieBreaker.SINCE: lambda claim: claim.since or dt.date.max,
    TieBreaker.WOMEN: lambda claim: not claim.is_woman,
}


def key_names(scheme: PrecedenceScheme) -> tuple[DecidingKey, ...]:
    """Return the names of the keys of a standing, in their order."""
    last = RankKey.NAME, RankKey.ENTRY, RankKey.REPRESENTED, RankKey.ENTRY
    return (RankKey.PLACE, RankKey.OFFICE, *scheme.tie_breakers, *last)


def standings_of(claims: Sequence[Claim], scheme: PrecedenceScheme) -> dict[int, Standing]:
    """Return the standing of each claim by its id; no two are the same."""
    found = {claim.id: standing_of(claim, scheme) for claim in claims}
    if scheme.keeps_delegations_together:
        leaders = leaders_of(claims)
        for claim in claims:
            leader = leader_beside(claim, leaders, scheme)
            if leader and claim.membership:
                own, head = found[claim.id], standing_of(leader, scheme)
                found[claim.id] = head._replace(within=keys_within(claim.membership, own))
    return found


def standing_of(claim: Claim, scheme: PrecedenceScheme) -> Standing:
    """Return the keys of a guest: role or office, tie-breakers, name, order of entry."""
    office = place_of_office(claim, scheme)
    placed, section = place_of(claim, office, scheme)
    ties = [TIE_BREAKER_KEYS[tie_breaker](claim) for tie_breaker in scheme.tie_breakers]
    last = claim.sort_name, claim.stands_for or claim.id, claim.stands_for is None, claim.id
    rest = office, *ties, *last
    return Standing((placed, *rest), (), claim, section)


def place_of_office(claim: Claim, scheme: PrecedenceScheme) -> SchemePlace:
    """Return the place of the office of a guest, without regard to the role."""
    return scheme.place(claim.office_id, claim.level, claim.branch, claim.is_here)


def place_of(
    claim: Claim, office: SchemePlace, scheme: PrecedenceScheme
) -> tuple[SchemePlace, Message]:
    """Return the place of a guest, by the role if the scheme places it, and the heading."""
    if by_role := scheme.place_of_role(claim.role):
        honoured = claim.role in (GuestRole.GUEST_OF_HONOUR, GuestRole.HOST)
        return by_role, HONOUR if honoured else FURTHER_GUESTS
    if claim.is_former and scheme.former_offices is FormerOffices.AFTER_ALL:
        return scheme.place_of_former, FORMERLY
    return office, LEVELS[claim.level] if claim.level else FURTHER_GUESTS


def leaders_of(claims: Iterable[Claim]) -> dict[int, Claim]:
    """Return the claims of the leaders of delegations by the delegation's id, with office only."""
    leaders: dict[int, Claim] = {}
    for claim in sorted(claims, key=lambda claim: (claim.stands_for is not None, claim.id)):
        if claim.membership and claim.membership.is_leader:
            plain = claim._replace(role=GuestRole.DELEGATE)
            leaders.setdefault(claim.membership.delegation_id, plain)
    return leaders


def leader_beside(
    claim: Claim, leaders: Mapping[int, Claim], scheme: PrecedenceScheme
) -> Claim | None:
    """Return the claim of the leader with whom a delegate stays, or None.

    Nobody stays with a leader who is not on the list, or with a role that has its own place.
    """
    if not claim.membership or scheme.place_of_role(claim.role):
        return None
    return leaders.get(claim.membership.delegation_id)


def keys_within(membership: Membership, own: Standing) -> Keys:
    """Return the keys inside a delegation: its order (P-17), then name and order of entry."""
    if membership.ordering is DelegationOrder.BY_SCHEME:
        return own.keys
    keys: Keys = own.keys
    last = keys[-4:]
    if membership.ordering is DelegationOrder.LEADER_THEN_ALPHABET:
        return (not membership.is_leader, *last)
    sent = membership.position
    return (sent is None, sent or 0, *last)
