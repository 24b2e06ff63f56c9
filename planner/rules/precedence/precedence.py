"""Precedence: who stands before whom, and why; practice, not law (P-01).

A scheme gives each guest a place, its tie-breakers decide among equals, then the name does (P-11).
Delegations may stay together (P-17), companions follow their partner (P-10), and who was moved by
hand stands beside another (P-03). The order is total, whatever that of the rows.
"""

from itertools import count
from typing import NamedTuple

from planner.languages import Message
from planner.models import Side
from planner.rules.precedence.claims import Claim
from planner.rules.precedence.reasons import (
    after_a_move,
    reason_of_companion,
    reason_of_move,
    why,
    with_represented,
)
from planner.rules.precedence.schemes import RECEPTION
from planner.rules.precedence.standings import Key, standings_of


class Rank(NamedTuple):
    """The place of a guest in the order, and what decided it against the one before."""

    claim: Claim
    position: int
    key: str
    reason: Message
    rule: str  # its number in the handbook: "P-10"
    section: Message  # the heading: companions share that of their partner (P-10)

    @property
    def is_companion(self):
        """Whether the guest follows a partner."""
        return self.key is Key.PARTNER

    @property
    def is_moved(self):
        """Whether somebody set the place by hand."""
        return self.key is Key.MOVE

    @property
    def has_lost_its_move(self):
        """Whether a place set by hand no longer holds, for the other guest is gone."""
        return self.claim.move is not None and not self.is_moved


class Links(NamedTuple):
    """Beside whom guests stand whom the rules do not place, by ids."""

    partners: dict[int, int]  # of companions
    anchors: dict[int, int]  # of those who were moved by hand

    def beside(self, id):
        """Return the id of the guest beside whom somebody stands, or None."""
        return self.anchors.get(id) or self.partners.get(id)

    def lead_back(self, start):
        """Tell whether following the links from a guest comes back to the same guest."""
        seen, here = set(), self.beside(start)
        while here is not None and here != start and here not in seen:
            seen.add(here)
            here = self.beside(here)
        return here == start

    def head(self, id):
        """Return the partner of a companion, or of whom the partner is one; else the same."""
        while id in self.partners:
            id = self.partners[id]
        return id


def ranked(claims, scheme=RECEPTION):
    """Return the ranks of all guests in their order; it does not depend on that of the claims."""
    standings = standings_of(claims, scheme)
    in_order = sorted(claims, key=lambda claim: standings[claim.id])
    links = links_of(in_order)
    heads, before = [], None
    for claim in in_order:
        if links.beside(claim.id) is None:
            reason = with_represented(why(claim, before, standings, scheme), claim)
            heads.append(Rank(claim, 0, *reason, standings[claim.id].section))
            before = claim
    return numbered(heads, followers(in_order, links))


def links_of(in_order):
    """Return the links of guests; a ring is cut before its first guest, moves before companions."""
    ids = {claim.id for claim in in_order}
    links = Links({}, {})
    for claim in in_order:
        if claim.companion_of in ids:
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


def followers(in_order, links):
    """Return who stands before and after each guest, by the id: companions, and those moved."""
    found = {claim.id: ([], [], []) for claim in in_order}
    for claim in in_order:
        if claim.id in links.anchors:
            side = 0 if claim.move.side is Side.BEFORE else 2
            found[links.head(links.anchors[claim.id])][side].append(claim)
        elif claim.id in links.partners:
            found[links.head(claim.id)][1].append(claim)
    for before, _, after in found.values():  # the latest move is the most direct one
        before.sort(key=lambda claim: (claim.move.at.timestamp(), *entered(claim)))
        after.sort(key=lambda claim: (-claim.move.at.timestamp(), *entered(claim)))
    return found


def entered(claim):
    """Return what is left to sort by: who takes the place, then the represented."""
    return claim.stands_for or claim.id, claim.stands_for is None, claim.id


def numbered(heads, followers):
    """Return all ranks in their order, each party with its number."""
    ranks, numbers, waiting = [], count(1), [(rank, False) for rank in reversed(heads)]
    by_hand = []
    while waiting:
        rank, is_next = waiting.pop()
        before, companions, after = followers[rank.claim.id]
        if is_next:
            own = with_those_before(rank, by_hand)._replace(position=next(numbers))
            ranks += [own, *(companion(one, own) for one in companions)]
            by_hand = [*by_hand, rank.claim.name] if rank.is_moved else []
            continue
        waiting += [(moved(one, rank), False) for one in reversed(after)]
        waiting.append((rank, True))
        waiting += [(moved(one, rank), False) for one in reversed(before)]
    return ranks


def with_those_before(rank, by_hand):
    """Return a rank whose reason names who was put before by hand, if somebody was."""
    if rank.is_moved or not by_hand:
        return rank
    return rank._replace(reason=after_a_move(rank.reason, ", ".join(by_hand)))


def moved(claim, anchor):
    """Return the rank of a guest whom somebody put beside another."""
    return Rank(claim, 0, *reason_of_move(claim.move), anchor.section)


def companion(claim, partner):
    """Return the rank of a companion, who shares that of the partner."""
    return Rank(claim, partner.position, *reason_of_companion(partner.claim), partner.section)
