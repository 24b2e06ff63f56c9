"""Claims: all that decides about the rank of a guest."""

import datetime as dt
from typing import NamedTuple

from planner.languages import Bilingual
from planner.models import Branch, DelegationOrder, GuestRole, Level, Side


class Membership(NamedTuple):
    """The delegation of a guest, and the place of the guest in it (P-17)."""

    delegation_id: int
    ordering: DelegationOrder
    position: int | None  # in the sender's order; None: no delegate any more
    is_leader: bool


class MoveRow(NamedTuple):
    """A place set by hand: directly before or after another guest (P-03)."""

    anchor: int  # the id of a claim
    anchor_name: str
    side: Side
    reason: str
    by: str
    at: dt.datetime
    seen: int = 0  # the lock_version of the guest


class Claim(NamedTuple):
    """All that decides about the rank of one guest; an id is unique on a list."""

    id: int
    name: str
    sort_name: str
    role: GuestRole
    office_id: int | None = None  # of the office that counts that day
    office: Bilingual = Bilingual()  # its title
    level: Level | None = None  # None: no office
    branch: Branch | None = None
    is_elected: bool = False
    is_former: bool = False  # over before that day
    since: dt.date | None = None
    is_here: bool = False  # of the municipality that hosts
    is_foreign: bool = False
    is_woman: bool = False
    membership: Membership | None = None
    companion_of: int | None = None
    stands_for: int | None = None  # whose place a representative takes (P-31)
    in_place_of: str = ""  # the name of the same
    move: MoveRow | None = None


class HostPlace(NamedTuple):
    """Where guests are received: whose offices are at home, and who comes from abroad."""

    municipality_id: int | None = None
    country: str = ""
