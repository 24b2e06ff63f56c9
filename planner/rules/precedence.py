"""Precedence: who stands before whom, and why; practice, not law (P-01).

Guests of honour, hosts, then level and branch of the office held that day (P-04, P-07), then who
has held it for longer, then the name; companions directly after their partner (P-10).
"""

import datetime as dt
import enum
from typing import NamedTuple

from planner.languages import Message
from planner.models import Branch, GuestRole, Level

BY_ROLE = {GuestRole.GUEST_OF_HONOUR: 0, GuestRole.HOST: 1}
OTHERS = len(BY_ROLE)
LEVELS = {
    Level.INTERNATIONAL: Message("International level"),
    Level.FEDERAL: Message("Federal level"),
    Level.STATE: Message("State level"),
    Level.DISTRICT: Message("District level"),
    Level.MUNICIPAL: Message("Municipal level"),
    Level.OTHER: Message("Other offices"),
}
BRANCHES = {
    Branch.LEGISLATIVE: Message("Legislature"),
    Branch.EXECUTIVE: Message("Executive"),
    Branch.JUDICIAL: Message("Judiciary"),
    Branch.DIPLOMATIC: Message("Diplomacy"),
    Branch.ADMINISTRATION: Message("Administration"),
    Branch.OTHER: Message("Other offices"),
}
LEVEL_PLACE = {level: place for place, level in enumerate(Level)}
BRANCH_PLACE = {branch: place for place, branch in enumerate(Branch)}


class Key(enum.Enum):
    """What can decide between two guests, in the order in which it is asked."""

    ROLE = "role"
    LEVEL = "level"
    BRANCH = "branch"
    SINCE = "since"
    NAME = "name"
    ENTRY = "entry"  # the same name: who was entered first
    PARTNER = "partner"


class Claim(NamedTuple):
    """What the rank of one guest rests on; ids tell the guests of one list apart."""

    id: int
    name: str
    sort_name: str
    role: GuestRole
    level: Level | None = None  # of the office held that day; None: no office
    branch: Branch | None = None
    since: dt.date | None = None
    companion_of: int | None = None
    in_place_of: str = ""  # whose rank it is, if not the guest's own (P-31)


class Rank(NamedTuple):
    """The place of a guest in the order, and what decided it against the one before."""

    claim: Claim
    position: int
    key: Key
    reason: Message
    holder: Claim  # whose rank it is: companions share that of their partner (P-10)

    @property
    def is_companion(self):
        """Whether the guest follows a partner."""
        return self.key is Key.PARTNER


def ranked(claims):
    """Return the ranks of all guests in their order; it does not depend on that of the claims."""
    by_id = {claim.id: claim for claim in claims}
    partners = partner_links(by_id)
    followers = {}
    for claim in sorted(claims, key=standing):
        followers.setdefault(partners.get(claim.id), []).append(claim)
    ranks, before = [], None
    for position, claim in enumerate(followers.get(None, []), start=1):
        rank = Rank(claim, position, *why(claim, before), holder=claim)
        ranks.extend([rank, *companions(rank, followers)])
        before = claim
    return ranks


def companions(partner, followers):
    """Return the ranks of those who come with a guest, each before its own companions."""
    reason = Message("Comes with %(name)s and shares the rank.", name=partner.claim.name)
    ranks = []
    for claim in followers.get(partner.claim.id, []):
        rank = partner._replace(claim=claim, key=Key.PARTNER, reason=reason)
        ranks.extend([rank, *companions(rank, followers)])
    return ranks


def partner_links(by_id):
    """Return the partner of each companion in the list; a ring is cut before its first guest."""
    links = {
        claim.id: claim.companion_of for claim in by_id.values() if claim.companion_of in by_id
    }
    for claim in sorted(by_id.values(), key=standing):
        if leads_back(claim.id, links):
            del links[claim.id]
    return links


def leads_back(start, links):
    """Tell whether following the links from a guest comes back to the same guest."""
    seen, here = set(), links.get(start)
    while here is not None and here != start and here not in seen:
        seen.add(here)
        here = links.get(here)
    return here == start


def standing(claim):
    """Return what is compared, one value for each key from ROLE to ENTRY."""
    return (
        BY_ROLE.get(claim.role, OTHERS),
        LEVEL_PLACE.get(claim.level, len(LEVEL_PLACE)),
        BRANCH_PLACE.get(claim.branch, len(BRANCH_PLACE)),
        claim.since or dt.date.max,
        claim.sort_name,
        claim.id,
    )


def why(claim, before):
    """Return the key that decided against the guest before, and the sentence that says so."""
    if before is None:
        key, reason = first_reason(claim)
    else:
        values = zip(Key, standing(claim), standing(before), strict=False)
        key = next(key for key, own, other in values if own != other)
        reason = REASONS[key](claim, before)
    if claim.in_place_of:
        reason = Message(
            "Takes the place of %(name)s. %(reason)s", name=claim.in_place_of, reason=reason
        )
    return key, reason


def first_reason(claim):
    """Say why a guest is the first of all."""
    if claim.role is GuestRole.GUEST_OF_HONOUR:
        return Key.ROLE, Message("Guests of honor come first.")
    if claim.role is GuestRole.HOST:
        return Key.ROLE, Message("There is no guest of honor, so hosts come first.")
    if claim.level:
        return Key.LEVEL, Message("Holds the highest office on this list.")
    return Key.NAME, Message("Nobody on this list holds an office, so the alphabet decides.")


def role_reason(claim, _before):
    """Say that the role decided."""
    if claim.role is GuestRole.HOST:
        return Message("Hosts come directly after the guests of honor.")
    return Message("Guests of honor and hosts go before all others.")


def level_reason(claim, before):
    """Say that the level of the office decided (P-07)."""
    if claim.level is None:
        return Message("Holds no office on this day, so comes after those who do.")
    return Message(
        "The level of the office decides. First: %(first)s (%(name)s). Then: %(second)s.",
        first=LEVELS[before.level],
        name=before.name,
        second=LEVELS[claim.level],
    )


def branch_reason(claim, before):
    """Say that the branch of the office decided (P-04)."""
    return Message(
        "Same level as %(name)s, so the branch decides. First: %(first)s. Then: %(second)s.",
        name=before.name,
        first=BRANCHES[before.branch],
        second=BRANCHES[claim.branch],
    )


def since_reason(claim, before):
    """Say that the time in office decided."""
    if claim.since is None:
        return Message(
            "Same level and branch as %(name)s, but since when is not recorded.", name=before.name
        )
    return Message("Same level and branch as %(name)s, but later in office.", name=before.name)


def name_reason(_claim, before):
    """Say that the alphabet decided."""
    return Message("Same rank as %(name)s, so the alphabet decides.", name=before.name)


def entry_reason(_claim, before):
    """Say that only the order of entry was left."""
    return Message("Same rank and name as %(name)s, but entered later.", name=before.name)


REASONS = {
    Key.ROLE: role_reason,
    Key.LEVEL: level_reason,
    Key.BRANCH: branch_reason,
    Key.SINCE: since_reason,
    Key.NAME: name_reason,
    Key.ENTRY: entry_reason,
}
