"""The rows that refer to two people who are merged into one (T-23)."""

from collections.abc import Sequence
from typing import NamedTuple

from planner.models import (
    AddressOverride,
    Assignment,
    Delegate,
    Feed,
    Guest,
    Move,
    Term,
    User,
)


class Belongings(NamedTuple):
    """All rows that refer to one of two people, also those in the trash."""

    guests: Sequence[Guest]
    companions: Sequence[Guest]  # guests who come with one of those
    representatives: Sequence[Guest]  # guests who represent either
    moves: Sequence[Move]  # by hand, of those guests or beside them
    delegates: Sequence[Delegate]
    fellow_delegates: Sequence[Delegate]  # delegates who travel with one of those
    assignments: Sequence[Assignment]
    terms: Sequence[Term]
    overrides: Sequence[AddressOverride]
    feeds: Sequence[Feed]
    users: Sequence[User]
