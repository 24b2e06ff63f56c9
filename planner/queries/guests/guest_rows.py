"""What a guest list is made of: plain rows, read with few statements."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from planner.languages import Bilingual
from planner.models import DelegationOrder, GuestRole, Reply, Representation
from planner.queries.people.person_rows import PersonRow
from planner.rules.precedence.claims import HostPlace, MoveRow
from planner.rules.precedence.schemes import RECEPTION, PrecedenceScheme

NOWHERE = HostPlace()  # nobody has said where guests are received


class EventToInvite(NamedTuple):
    """An event as a choice of events names it."""

    id: int
    title: Bilingual
    starts_at: dt.datetime  # wall clock
    is_whole_day: bool


class DelegationRow(NamedTuple):
    """A delegation of a visit."""

    id: int
    name: Bilingual
    ordering: DelegationOrder


class DelegateRow(NamedTuple):
    """A person in a delegation, and with whom of it the person travels."""

    person_id: int
    delegation_id: int
    position: int
    is_leader: bool
    function: Bilingual
    partner_id: int | None  # a person


class Invitation(NamedTuple):
    """What a person is at one event, and what the person answered."""

    id: int
    event_id: int
    person_id: int
    role: GuestRole
    delegation_id: int | None
    partner_id: int | None  # the person with whom the guest comes
    represents_id: int | None  # a person
    representation: Representation
    reply: Reply
    replied_at: dt.datetime | None
    replied_through: str
    seat: str
    lock_version: int = 0
    move: MoveRow | None = None  # whom the anchor is: the id of a person


@dataclass(frozen=True)
class Sources:
    """What the guest list of an event or of a visit is made of."""

    invitations: list[Invitation]  # in the order of the events
    members: list[DelegateRow]
    delegations: dict[int, DelegationRow]
    people: dict[int, PersonRow]
    day: dt.date  # whose offices count
    with_members: bool  # a visit lists its delegates before anybody has invited them
    scheme: PrecedenceScheme = RECEPTION
    host_place: HostPlace = NOWHERE

    @cached_property
    def invited(self) -> dict[int, list[Invitation]]:
        """The invitations by the id of the person, in the order of the events."""
        found: dict[int, list[Invitation]] = {}
        for invitation in self.invitations:
            found.setdefault(invitation.person_id, []).append(invitation)
        return found

    @cached_property
    def travelling(self) -> dict[int, DelegateRow]:
        """The first delegate that each person is, by the id of the person."""
        found: dict[int, DelegateRow] = {}
        for member in self.members:
            found.setdefault(member.person_id, member)
        return found

    @property
    def listed(self) -> list[int]:
        """The ids of the people on the list, each once."""
        return list(dict.fromkeys([*(self.travelling if self.with_members else ()), *self.invited]))

    def invitations_of(self, person_id: int) -> list[Invitation]:
        """Return the invitations of a person."""
        return self.invited.get(person_id, [])

    def member(self, person_id: int) -> DelegateRow | None:
        """Return the first delegate that a person is, or None."""
        return self.travelling.get(person_id)
