"""Balance of a guest list: who is there from which level, branch, side and language (P-02)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from planner.languages import Bilingual, Message
from planner.models import Branch, GuestRole, Level, Reply
from planner.rules.guests.guests import GuestRow
from planner.rules.people.people import highest_term
from planner.rules.people.person_types import HeldTerm, OfficeHolder
from planner.rules.precedence.schemes import BRANCHES, LEVELS

if TYPE_CHECKING:
    from planner.queries.guests.guest_rows import DelegationRow

ABSENT_REPLIES = Reply.DECLINED, Reply.REPRESENTED
HOSTS, OTHERS = Message("Hosts"), Message("Without delegation")


class Balance(NamedTuple):
    """Numbers of the guests who come or may come; empty rows and columns are left out."""

    branches: list[Message]
    levels: list[tuple[Message, list[int]]]  # a number for each branch
    without_office: int
    sides: list[tuple[Message | Bilingual, int]]  # hosts, each delegation, all others
    languages: list[tuple[str, int]]  # code and speakers, the most spoken first


def balance(rows: Iterable[GuestRow], day: dt.date) -> Balance:
    """Return the balance of the guests who come or may come, by the offices held on a day."""
    present = [row for row in rows if row.reply not in ABSENT_REPLIES]
    offices = Counter(office_held(row.person, day) for row in present)
    branches = [branch for branch in Branch if any(offices[level, branch] for level in Level)]
    spoken = Counter(
        code for row in present for code in dict.fromkeys(row.person.languages.split())
    )
    return Balance(
        branches=[BRANCHES[branch] for branch in branches],
        levels=[
            (LEVELS[level], [offices[level, branch] for branch in branches])
            for level in Level
            if any(offices[level, branch] for branch in branches)
        ],
        without_office=sum(number for (level, _), number in offices.items() if level is None),
        sides=sides(present),
        languages=sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0])),
    )


def office_held(person: OfficeHolder[HeldTerm], day: dt.date) -> tuple[Level | None, Branch | None]:
    """Return the level and the branch of the office that a person holds, or twice None."""
    term = highest_term(person, day)
    return (term.office.level, term.office.branch) if term else (None, None)


def sides(rows: Iterable[GuestRow]) -> list[tuple[Message | Bilingual, int]]:
    """Count the hosts, the guests of each delegation, and all other guests."""
    hosts, others = 0, 0
    delegations: Counter[DelegationRow] = Counter()
    for row in rows:
        if row.role is GuestRole.HOST:
            hosts += 1
        elif row.delegation:
            delegations[row.delegation] += 1
        else:
            others += 1
    in_order = sorted(delegations.items(), key=lambda pair: pair[0].id)
    of_delegations = ((delegation.name, number) for delegation, number in in_order)
    return [(HOSTS, hosts), *of_delegations, (OTHERS, others)]
