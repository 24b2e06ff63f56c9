"""What a guest list is made of: plain rows of the database, read as few statements."""

import datetime as dt
from typing import Any, NamedTuple

from planner.models import DelegationOrder, GuestRole, Reply, Representation
from planner.rules.claims import Moved
from planner.rules.schemes import RECEPTION, Scheme


class Place(NamedTuple):
    """The municipality of an office."""

    id: int
    name: str


class Here(NamedTuple):
    """Where guests are received: whose offices are at home, and who comes from abroad."""

    municipality_id: int | None = None
    country: str = ""


class Holding(NamedTuple):
    """A term of somebody on a list."""

    since: dt.date | None
    until: dt.date | None
    is_acting: bool
    body_de: str
    body_en: str
    office: Any  # Office
    municipality: Place | None


class Known(NamedTuple):
    """What lists say about a person; full_name, list_name and office_of take it as a Person."""

    id: int
    given_name: str
    family_name: str
    name_prefix: str
    academic_title: str
    post_nominals: str
    sort_name: str
    gender: str
    country: str
    function_de: str
    function_en: str
    organisation_de: str
    organisation_en: str
    languages: str = ""  # codes in order: "en de"
    terms: tuple[Holding, ...] = ()


class Sent(NamedTuple):
    """A delegation of a visit."""

    id: int
    name_de: str
    name_en: str
    ordering: DelegationOrder


class Member(NamedTuple):
    """A person in a delegation, and with whom of it the person travels."""

    person_id: int
    delegation_id: int
    position: int
    is_leader: bool
    function_de: str
    function_en: str
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
    move: Moved | None = None  # whom the anchor is: the id of a person


class Sources(NamedTuple):
    """What the guest list of an event or of a visit is made of."""

    invitations: list[Invitation]  # in the order of the events
    members: list[Member]
    delegations: dict[int, Sent]
    people: dict[int, Known]
    day: dt.date  # whose offices count
    with_members: bool  # a visit lists its delegates before anybody has invited them
    scheme: Scheme = RECEPTION
    here: Here = Here()


class Listed(NamedTuple):
    """A person on a list, with all that brought the person there."""

    person: Known
    invitations: tuple[Invitation, ...]
    member: Member | None
