"""Balance of a guest list: who is there from which level, branch, side and language (P-02)."""

from collections import Counter
from typing import NamedTuple

from planner.languages import Message
from planner.models import Branch, GuestRole, Level, Reply
from planner.rules.people.people import highest_term
from planner.rules.precedence.schemes import BRANCHES, LEVELS

ABSENT_REPLIES = Reply.DECLINED, Reply.REPRESENTED
HOSTS, OTHERS = Message("Hosts"), Message("Without delegation")


class Balance(NamedTuple):
    """How many of those who come or may come; empty rows and columns are left out."""

    branches: list[Message]
    levels: list[tuple[Message, list[int]]]  # a number for each branch
    without_office: int
    sides: list[tuple[Message, int]]  # hosts, each delegation, all others
    languages: list[tuple[str, int]]  # code and speakers, the most spoken first


def balance(rows, day):
    """Return the balance of those who come or may come, by the offices held on a day."""
    here = [row for row in rows if row.reply not in ABSENT_REPLIES]
    offices = Counter(office_held(row.person, day) for row in here)
    branches = [one for one in Branch if any(offices[level, one] for level in Level)]
    spoken = Counter(code for row in here for code in dict.fromkeys(row.person.languages.split()))
    return Balance(
        branches=[BRANCHES[branch] for branch in branches],
        levels=[
            (LEVELS[level], [offices[level, branch] for branch in branches])
            for level in Level
            if any(offices[level, branch] for branch in branches)
        ],
        without_office=sum(number for (level, _), number in offices.items() if level is None),
        sides=sides(here),
        languages=sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0])),
    )


def office_held(person, day):
    """Return the level and the branch of the office that a person holds, or twice None."""
    term = highest_term(person, day)
    return (term.office.level, term.office.branch) if term else (None, None)


def sides(rows):
    """Return how many are hosts, how many come with each delegation, and how many otherwise."""
    hosts, delegations, others = 0, Counter(), 0
    for row in rows:
        if row.role is GuestRole.HOST:
            hosts += 1
        elif row.delegation:
            delegations[row.delegation] += 1
        else:
            others += 1
    named = sorted(delegations.items(), key=lambda pair: pair[0].id)
    found = [(HOSTS, hosts), *((one.name, n) for one, n in named)]
    return [*found, (OTHERS, others)]
