"""Rules of guests: who is on a list, as what, and with which reply (model rule 7)."""

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
    from planner.queries.guests.guest_rows import DelegateRow, DelegationRow, Invitation
    from planner.queries.people.person_rows import PersonRow

FORMER = {"de": "ehem. {}", "en": "Former {}"}
REPLIES = {
    Reply.ACCEPTED: Message("Accepted"),
    Reply.OPEN: Message("Open"),
    Reply.DECLINED: Message("Declined"),
    Reply.REPRESENTED: Message("Represented"),
}


class GuestRow(NamedTuple):
    """A line of a guest list: a person once, with all that the list says about the person."""

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
    roles, coming = roles_in(sources), representative_names(sources)
    claims = claims_in(sources, roles)
    return [
        guest_row(rank, roles[rank.claim.id], sources, coming)
        for rank in rank_claims(claims, sources.scheme)
    ]


def reply_of(replies):
    """Return the one class in which the tally counts a person (model rule 7)."""
    if Reply.ACCEPTED in replies:
        return Reply.ACCEPTED
    if not replies or Reply.OPEN in replies:
        return Reply.OPEN
    return Reply.REPRESENTED if Reply.REPRESENTED in replies else Reply.DECLINED


def representative_names(sources):
    """Return the names of those who come instead, by the id of whom they represent."""
    found = {}
    for one in sources.invitations:
        if one.represents_id is not None and one.reply is not Reply.DECLINED:
            name = full_name(sources.people[one.person_id])
            found.setdefault(one.represents_id, {})[one.person_id] = name
    return {person_id: ", ".join(names.values()) for person_id, names in found.items()}


def guest_row(rank, role, sources, coming):
    """Return the line of a person on the list; coming: stand_ins."""
    person = sources.people[rank.claim.id]
    invitations = sources.invitations_of(person.id)
    replies = [invitation.reply for invitation in invitations]
    partner = sources.people.get(partner_id_of(person.id, role, sources))
    stand_in = representing_invitation(person.id, sources)
    return GuestRow(
        person=person,
        rank=rank,
        role=role,
        reply=reply_of(replies),
        invitations=tuple(invitations),
        delegation=delegation_of(person.id, sources),
        member=sources.member(person.id),
        office=office_lines(person, sources),
        partner=full_name(partner) if partner else "",
        represents=full_name(sources.people[stand_in.represents_id]) if stand_in else "",
        represented_by=coming.get(person.id, "") if Reply.REPRESENTED in replies else "",
    )


def office_lines(person, sources):
    """Return what stands below the name; a missing language stays empty."""
    member = sources.member(person.id)
    if member and member.function:
        return member.function
    term = ranking_term(person, sources)
    if not term or (person.function and not is_held(term, sources.day)):
        return person.function
    line = Bilingual.made(partial(term_line, term, person.gender))
    return line if is_held(term, sources.day) else former(line)


def former(line):
    """Return an office as that of somebody who held it once."""
    return Bilingual.made(lambda language: FORMER[language].format(getattr(line, language)))


def uninvited_members(sources):
    """Return (delegation, how many of it are not invited, how many it has), if some are not."""
    invited = {invitation.person_id for invitation in sources.invitations}
    counts = {}
    for member in sources.members:
        absent, whole = counts.get(member.delegation_id, (0, 0))
        counts[member.delegation_id] = absent + (member.person_id not in invited), whole + 1
    return [
        (sources.delegations[id], absent, whole) for id, (absent, whole) in counts.items() if absent
    ]
