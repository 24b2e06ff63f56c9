"""Precedence: who stands before whom, and why; practice, not law (P-01).

A scheme gives each guest a place, its tie-breakers decide among equals, then the name does (P-11).
Delegations may stay together (P-17), companions follow their partner (P-10), and who was moved by
hand stands beside another (P-03). The order is total, whatever that of the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple, TypeAlias

from planner.languages import Message
from planner.models import Side
from planner.rules.precedence.claims import Claim, MoveRow
from planner.rules.precedence.reasons import (
    after_a_move,
    reason_of_companion,
    reason_of_move,
    reason_of_rank,
    with_represented,
)
from planner.rules.precedence.schemes import RECEPTION, PrecedenceScheme
from planner.rules.precedence.standings import DecidingKey, RankKey, standings_of


class Rank(NamedTuple):
    """The place of a guest in the order, and what decided it against the one before."""

    claim: Claim
    position: int
    key: DecidingKey
    reason: Message
    rule: str  # its number in the handbook: "P-10"
    section: Message  # the heading: companions share that of their partner (P-10)

    @property
    def is_companion(self) -> bool:
        """Whether the guest follows a partner."""
        return self.key is RankKey.PARTNER

    @property
    def is_moved(self) -> bool:
        """Whether somebody set the place by hand."""
        return self.key is RankKey.MOVE

    @property
    def has_lost_its_move(self) -> bool:
        """Whether the guest was moved beside another who is no longer on the list."""
        return self.claim.move is not None and not self.is_moved


MovedClaim: TypeAlias = tuple[Claim, MoveRow]


class Followers(NamedTuple):
    """Who stands directly beside a guest, because the rules do not place them."""

    before: list[MovedClaim]
    companions: list[Claim]
    after: list[MovedClaim]


class Links(NamedTuple):
    """The links of guests who stand beside another guest, by ids."""

    partners: dict[int, int]  # of companions
    anchors: dict[int, int]  # of those who were moved by hand

    def beside(self, id: int) -> int | None:
        """Return the id of the guest beside whom somebody stands, or None."""
        return self.anchors.get(id) or self.partners.get(id)

    def lead_back(self, start: int) -> bool:
        """Tell whether the links from a guest lead back to the same guest."""
        seen: set[int] = set()
        here = self.beside(start)
        while here is not None and here != start and here not in seen:
            seen.add(here)
            here = self.beside(here)
        return here == start

    def head(self, id: int) -> int:
        """Return the id of the guest whom a companion follows in the end, or the same id."""
        while id in self.partners:
            id = self.partners[id]
        return id


def rank_claims(claims: Sequence[Claim], scheme: PrecedenceScheme = RECEPTION) -> list[Rank]:
    """Return the ranks of all guests in their order; it does not depend on that of the claims."""
    standings = standings_of(claims, scheme)
    in_order = sorted(claims, key=lambda claim: standings[claim.id].order)
    links = links_of(in_order)
    heads: list[Rank] = []
    before: Claim | None = None
    for claim in in_order:
        if links.beside(claim.id) is None:
            reason = with_represented(reason_of_rank(claim, before, standings, scheme), claim)
            heads.append(Rank(claim, 0, *reason, standings[claim.id].section))
            before = claim
    return numbered(heads, followers(in_order, links))


def links_of(in_order: Sequence[Claim]) -> Links:
    """Return the links of guests without circles.

    The first guest of a circle has no link; moves count before companions.
    """
    ids = {claim.id for claim in in_order}
    links = Links({}, {})
    for claim in in_order:
        if claim.companion_of is not None and claim.companion_of in ids:
            links.partners[claim.id] = claim.companion_of
    for claim in in_order:
        if links.lead_back(claim.id):
            del links.partners[claim.id]
    for claim in in_order:
        if claim.move and claim.move.anchor in ids:
            partner = links.partners.pop(claim.id, None)
            links.anchors[claim.id] = claim.move.anchor
            if links.lead_back(claim.id):
                del links.anchors[claim.id]
                if partner is not None:
                    links.partners[claim.id] = partner
    return links


def followers(in_order: Iterable[Claim], links: Links) -> dict[int, Followers]:
    """Return the companions and the moved guests who stand beside each guest, by the id."""
    found = {claim.id: Followers([], [], []) for claim in in_order}
    for claim in in_order:
        if claim.move and claim.id in links.anchors:
            beside = found[links.head(links.anchors[claim.id])]
            moves = beside.before if claim.move.side is Side.BEFORE else beside.after
            moves.append((claim, claim.move))
        elif claim.id in links.partners:
            found[links.head(claim.id)].companions.append(claim)
    for beside in found.values():  # the latest move is the most direct one
        beside.before.sort(key=lambda pair: (pair[1].at.timestamp(), *entry_sort_key(pair[0])))
        beside.after.sort(key=lambda pair: (-pair[1].at.timestamp(), *entry_sort_key(pair[0])))
    return found


def entry_sort_key(claim: Claim) -> tuple[int, bool, int]:
    """Return the last key of sorting: the order of entry, representatives first."""
    return claim.stands_for or claim.id, claim.stands_for is None, claim.id


def numbered(heads: Sequence[Rank], followers: Mapping[int, Followers]) -> list[Rank]:
    """Return all ranks in their order with numbers; companions have the number of the partner."""
    ranks: list[Rank] = []
    numbers, waiting = count(1), [(rank, False) for rank in reversed(heads)]
    by_hand: list[str] = []
    while waiting:
        rank, is_next = waiting.pop()
        before, companions, after = followers[rank.claim.id]
        if is_next:
            own = with_those_before(rank, by_hand)._replace(position=next(numbers))
            ranks += [own, *(rank_of_companion(one, own) for one in companions)]
            by_hand = [*by_hand, rank.claim.name] if rank.is_moved else []
            continue
        waiting += [(rank_of_moved(*one, rank), False) for one in reversed(after)]
        waiting.append((rank, True))
        waiting += [(rank_of_moved(*one, rank), False) for one in reversed(before)]
    return ranks


def with_those_before(rank: Rank, by_hand: Sequence[str]) -> Rank:
    """Return a rank; its reason names the guests who were put before by hand."""
    if rank.is_moved or not by_hand:
        return rank
    return rank._replace(reason=after_a_move(rank.reason, ", ".join(by_hand)))


def rank_of_moved(claim: Claim, move: MoveRow, anchor: Rank) -> Rank:
    """Return the rank of a guest whom somebody put beside another."""
    return Rank(claim, 0, *reason_of_move(move), anchor.section)


def rank_of_companion(claim: Claim, partner: Rank) -> Rank:
    """Return the rank of a companion, who shares that of the partner."""
    return Rank(claim, partner.position, *reason_of_companion(partner.claim), partner.section)
