"""Rules of guests: who is on a list, as what, and with which reply (model rule 7)."""

import datetime as dt
from typing import Any, NamedTuple

from planner.languages import Message
from planner.models import DelegationOrder, GuestRole, Reply, Representation
from planner.rules.people import full_name, office_line, office_of
from planner.rules.precedence import BY_ROLE, OTHERS, Claim, Rank, ranked

ROLES = {
    GuestRole.GUEST_OF_HONOUR: Message("Guest of honor"),
    GuestRole.HOST: Message("Host"),
    GuestRole.SPEAKER: Message("Speaker"),
    GuestRole.DELEGATE: Message("Delegation member"),
    GuestRole.COMPANION: Message("Companion"),
    GuestRole.GUEST: Message("Guest"),
    GuestRole.INTERPRETER: Message("Interpreter"),
    GuestRole.PRESS: Message("Press"),
    GuestRole.STAFF: Message("Staff"),
}
REPLIES = {
    Reply.ACCEPTED: Message("Accepted"),
    Reply.OPEN: Message("Open"),
    Reply.DECLINED: Message("Declined"),
    Reply.REPRESENTED: Message("Represented"),
}
ROLE_PLACE = {role: place for place, role in enumerate(GuestRole)}


class Place(NamedTuple):
    """The municipality of an office."""

    name: str


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


class Sources(NamedTuple):
    """What the guest list of an event or of a visit is made of."""

    invitations: list[Invitation]  # in the order of the events
    members: list[Member]
    delegations: dict[int, Sent]
    people: dict[int, Known]
    day: dt.date  # whose offices count
    with_members: bool  # a visit lists its delegates before anybody has invited them


class Listed(NamedTuple):
    """A person on a list, with all that brought the person there."""

    person: Known
    invitations: tuple[Invitation, ...]
    member: Member | None


class GuestRow(NamedTuple):
    """A line of a guest list: a person once, with all that the list says about the person."""

    person: Known
    rank: Rank
    role: GuestRole
    reply: Reply  # on the list of a visit: the class in which the tally counts the person
    invitations: tuple[Invitation, ...]  # none: a delegate whom nobody has invited yet
    delegation: Sent | None
    member: Member | None
    office_de: str  # as the delegation prints it, or held that day, or what the person does
    office_en: str
    partner: str  # with whom the person comes
    represents: str  # for whom the person stands in (P-29 to P-31)

    @property
    def id(self):
        """The id of the person, who is on a list once."""
        return self.person.id

    @property
    def name(self):
        """The name as it is spoken."""
        return full_name(self.person)

    @property
    def accepted(self):
        """To how many events the person comes."""
        return sum(invitation.reply is Reply.ACCEPTED for invitation in self.invitations)


def guest_rows(sources):
    """Return the lines of a guest list in the order of precedence, each person once."""
    listed = listed_people(sources)
    roles = {person_id: role_of(one, sources.with_members) for person_id, one in listed.items()}
    claims = [claim_of(one, roles, sources) for one in listed.values()]
    return [
        row_of(listed[rank.claim.id], roles[rank.claim.id], rank, sources)
        for rank in ranked(claims)
    ]


def listed_people(sources):
    """Return who is on the list, by the id of the person."""
    members = {}
    for member in sources.members:
        members.setdefault(member.person_id, member)
    invitations = {person_id: [] for person_id in members if sources.with_members}
    for invitation in sources.invitations:
        invitations.setdefault(invitation.person_id, []).append(invitation)
    return {
        person_id: Listed(sources.people[person_id], tuple(invited), members.get(person_id))
        for person_id, invited in invitations.items()
    }


def role_of(one, with_members):
    """Return the first of all roles that a person has on the list (model rule 7)."""
    roles = [invitation.role for invitation in one.invitations]
    if with_members and one.member:
        travels_along = one.member.partner_id is not None
        roles.append(GuestRole.COMPANION if travels_along else GuestRole.DELEGATE)
    return min(roles, key=ROLE_PLACE.__getitem__)


def reply_of(replies):
    """Return the one class in which the tally counts a person (model rule 7)."""
    if Reply.ACCEPTED in replies:
        return Reply.ACCEPTED
    if not replies or Reply.OPEN in replies:
        return Reply.OPEN
    return Reply.REPRESENTED if Reply.REPRESENTED in replies else Reply.DECLINED


def partner_of(one, role, with_members):
    """Return the id of the person with whom a companion comes, or a guest who never comes alone."""
    partners = [invitation.partner_id for invitation in one.invitations]
    if with_members and one.member:
        partners.append(one.member.partner_id)
    known = [partner_id for partner_id in partners if partner_id is not None]
    follows = role is GuestRole.COMPANION or len(known) == len(partners)
    return known[0] if known and follows else None


def represented_by(one):
    """Return the invitation in which a person stands in for another, if in all for the same."""
    represented = {invitation.represents_id for invitation in one.invitations}
    return one.invitations[0] if len(represented) == 1 and None not in represented else None


def claim_of(one, roles, sources):
    """Return what the rank of a person rests on: the own office, or that of another (P-31)."""
    person, role, replaced = one.person, roles[one.person.id], ""
    stand_in = represented_by(one)
    if stand_in and stand_in.representation is Representation.PLACE_OF_REPRESENTED:
        person = sources.people[stand_in.represents_id]
        role = min(role, roles.get(person.id, role), key=lambda one: BY_ROLE.get(one, OTHERS))
        replaced = full_name(person)
    term = office_of(person, sources.day)
    return Claim(
        id=one.person.id,
        name=full_name(one.person),
        sort_name=one.person.sort_name,
        role=role,
        level=term and term.office.level,
        branch=term and term.office.branch,
        since=term and term.since,
        companion_of=partner_of(one, roles[one.person.id], sources.with_members),
        in_place_of=replaced,
    )


def row_of(one, role, rank, sources):
    """Return the line of a person on the list."""
    partner = sources.people.get(partner_of(one, role, sources.with_members))
    stand_in = represented_by(one)
    office_de, office_en = office_lines(one, sources.day)
    return GuestRow(
        person=one.person,
        rank=rank,
        role=role,
        reply=reply_of([invitation.reply for invitation in one.invitations]),
        invitations=one.invitations,
        delegation=delegation_of(one, sources),
        member=one.member,
        office_de=office_de,
        office_en=office_en,
        partner=full_name(partner) if partner else "",
        represents=full_name(sources.people[stand_in.represents_id]) if stand_in else "",
    )


def delegation_of(one, sources):
    """Return the delegation through which a person is on the list."""
    ids = [invitation.delegation_id for invitation in one.invitations]
    if sources.with_members and one.member:
        ids.append(one.member.delegation_id)
    return next((sources.delegations[id] for id in ids if id in sources.delegations), None)


def office_lines(one, day):
    """Return in both languages what stands below the name; a missing one stays empty."""
    if one.member and (one.member.function_de or one.member.function_en):
        return one.member.function_de, one.member.function_en
    if office_of(one.person, day):
        return office_line(one.person, day, "de"), office_line(one.person, day, "en")
    return one.person.function_de, one.person.function_en


def absent_members(sources):
    """Return (delegation, how many of it are not invited, how many it has), if some are not."""
    invited = {invitation.person_id for invitation in sources.invitations}
    counts = {}
    for member in sources.members:
        absent, whole = counts.get(member.delegation_id, (0, 0))
        counts[member.delegation_id] = absent + (member.person_id not in invited), whole + 1
    return [
        (sources.delegations[id], absent, whole) for id, (absent, whole) in counts.items() if absent
    ]
