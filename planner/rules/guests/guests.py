"""Rules of guests: who is on a list, as what, and with which reply (model rule 7)."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from planner.languages import Bilingual, Message
from planner.models import GuestRole, Reply
from planner.rules.people.people import full_name, is_held, term_line
from planner.rules.precedence.guest_claims import (
    claims_in,
    delegation_of,
    partner_id_of,
    ranking_term,
    representing_invitation,
    roles_in,
)
from planner.rules.precedence.precedence import Rank, rank_claims

if TYPE_CHECKING:
    from planner.queries.guests.guest_rows import DelegateRow, DelegationRow, Invitation, Sources
    from planner.queries.people.person_rows import PersonRow

FORMER = {"de": "ehem. {}", "en": "Former {}"}
REPLIES = {
    Reply.ACCEPTED: Message("Accepted"),
    Reply.OPEN: Message("Open"),
    Reply.DECLINED: Message("Declined"),
    Reply.REPRESENTED: Message("Represented"),
}


class GuestRow(NamedTuple):
    """A line of a guest list: one person, and all that the list says about the person."""

    person: "PersonRow"
    rank: Rank
    role: GuestRole
    reply: Reply  # on the list of a visit: the class in which the tally counts the person
    invitations: "tuple[Invitation, ...]"  # none: a delegate whom nobody has invited yet
    delegation: "DelegationRow | None"
    member: "DelegateRow | None"
    office: Bilingual  # as the delegation prints it, or held that day, or what the person does
    partner: str  # with whom the person comes
    represents: str  # for whom the person stands in (P-29 to P-31)
    represented_by: str  # who comes instead

    @property
    def id(self) -> int:
        """The id of the person, who is on a list once."""
        return self.person.id

    @property
    def name(self) -> str:
        """The name as it is spoken."""
        return full_name(self.person)

    @property
    def accepted(self) -> int:
        """The number of events to which the person comes."""
        return sum(invitation.reply is Reply.ACCEPTED for invitation in self.invitations)


def guest_rows(sources: "Sources") -> list[GuestRow]:
    """Return the lines of a guest list in the order of precedence, each person once."""
    roles, names = roles_in(sources), representative_names(sources)
    claims = claims_in(sources, roles)
    return [
        guest_row(rank, roles[rank.claim.id], sources, names)
        for rank in rank_claims(claims, sources.scheme)
    ]


def reply_of(replies: Collection[Reply]) -> Reply:
    """Return the one reply in which the tally counts a person (model rule 7)."""
    if Reply.ACCEPTED in replies:
        return Reply.ACCEPTED
    if not replies or Reply.OPEN in replies:
        return Reply.OPEN
    return Reply.REPRESENTED if Reply.REPRESENTED in replies else Reply.DECLINED


def representative_names(sources: "Sources") -> dict[int, str]:
    """Return the names of representatives, by the id of the person whom they represent."""
    by_represented: dict[int, dict[int, str]] = {}
    for invitation in sources.invitations:
        if invitation.represents_id is not None and invitation.reply is not Reply.DECLINED:
            name = full_name(sources.people[invitation.person_id])
            by_represented.setdefault(invitation.represents_id, {})[invitation.person_id] = name
    return {person_id: ", ".join(names.values()) for person_id, names in by_represented.items()}


def guest_row(
    rank: Rank, role: GuestRole, sources: "Sources", representatives: Mapping[int, str]
) -> GuestRow:
    """Return the line of a person; representatives: the result of representative_names."""
    person = sources.people[rank.claim.id]
    invitations = sources.invitations_of(person.id)
    replies = [invitation.reply for invitation in invitations]
    return GuestRow(
        person=person,
        rank=rank,
        role=role,
        reply=reply_of(replies),
        invitations=tuple(invitations),
        delegation=delegation_of(person.id, sources),
        member=sources.member(person.id),
        office=office_lines(person, sources),
        partner=partner_name(person.id, role, sources),
        represents=represented_name(person.id, sources),
        represented_by=representatives.get(person.id, "") if Reply.REPRESENTED in replies else "",
    )


def partner_name(person_id: int, role: GuestRole, sources: "Sources") -> str:
    """Return the name of the person with whom a person comes, or ""."""
    partner_id = partner_id_of(person_id, role, sources)
    partner = None if partner_id is None else sources.people.get(partner_id)
    return full_name(partner) if partner else ""


def represented_name(person_id: int, sources: "Sources") -> str:
    """Return the name of the person whom a person represents, or ""."""
    invitation = representing_invitation(person_id, sources)
    if invitation is None or invitation.represents_id is None:
        return ""
    return full_name(sources.people[invitation.represents_id])


def office_lines(person: "PersonRow", sources: "Sources") -> Bilingual:
    """Return the line below the name; it is empty in a language that nobody has filled in."""
    member = sources.member(person.id)
    if member and member.function:
        return member.function
    term = ranking_term(person, sources)
    if not term or (person.function and not is_held(term, sources.day)):
        return person.function
    line = Bilingual.made(partial(term_line, term, person.gender))
    return line if is_held(term, sources.day) else former(line)


def former(line: Bilingual) -> Bilingual:
    """Return the line of an office that somebody held before."""
    return Bilingual.made(lambda language: FORMER[language].format(getattr(line, language)))


def uninvited_members(sources: "Sources") -> list[tuple["DelegationRow", int, int]]:
    """Return (delegation, number of members not invited, number of all), if some are not."""
    invited = {invitation.person_id for invitation in sources.invitations}
    counts: dict[int, tuple[int, int]] = {}
    for member in sources.members:
        absent, whole = counts.get(member.delegation_id, (0, 0))
        counts[member.delegation_id] = absent + (member.person_id not in invited), whole + 1
    return [
        (sources.delegations[id], absent, whole) for id, (absent, whole) in counts.items() if absent
    ]
