"""Make the claims of guests from rows: role, office of the day, delegation, moves."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypedDict

from planner.languages import Bilingual
from planner.models import Branch, FormerOffices, Gender, GuestRole, Level, Representation
from planner.rules.people.people import full_name, is_held, office_title, rank_of_office, terms_on
from planner.rules.people.person_types import (
    AnyTerm,
    HeldTerm,
    OfficeHolder,
    PersonInOffice,
    TermPlace,
)
from planner.rules.precedence.claims import Claim, HostPlace, Membership
from planner.rules.precedence.schemes import PrecedenceScheme, SchemePlace

if TYPE_CHECKING:
    from planner.queries.guests.guest_rows import DelegateRow, DelegationRow, Invitation, Sources


class OfficeClaim(TypedDict):
    """What a claim says of an office, by the names of its fields."""

    office_id: int | None
    office: Bilingual
    level: Level | None
    branch: Branch | None
    is_elected: bool
    is_former: bool
    since: dt.date | None
    is_here: bool


class RankingContext(Protocol):
    """What decides where an office stands: as of when, by which scheme, and where."""

    @property
    def day(self) -> dt.date:
        """The day whose offices count."""

    @property
    def scheme(self) -> PrecedenceScheme:
        """The scheme that places offices."""

    @property
    def host_place(self) -> HostPlace:
        """Where guests are received."""


EMPTY_OFFICE_VALUES: OfficeClaim = {
    "office_id": None,
    "office": Bilingual(),
    "level": None,
    "branch": None,
    "is_elected": False,
    "is_former": False,
    "since": None,
    "is_here": False,
}
ROLE_PLACE = {role: place for place, role in enumerate(GuestRole)}


def roles_in(sources: "Sources") -> dict[int, GuestRole]:
    """Return the role of each person on a list, by the id of the person."""
    return {person_id: role_of(person_id, sources) for person_id in sources.listed}


def claims_in(sources: "Sources", roles: Mapping[int, GuestRole]) -> list[Claim]:
    """Return what the rank of each person on a list rests on; roles: roles_in."""
    return [claim_of(person_id, roles, sources) for person_id in roles]


def listed_member(person_id: int, sources: "Sources") -> "DelegateRow | None":
    """Return as which delegate a person is on a list, if the list has delegates."""
    return sources.member(person_id) if sources.with_members else None


def role_of(person_id: int, sources: "Sources") -> GuestRole:
    """Return the first of all roles that a person has on the list (model rule 7)."""
    roles = [invitation.role for invitation in sources.invitations_of(person_id)]
    if member := listed_member(person_id, sources):
        travels_along = member.partner_id is not None
        roles.append(GuestRole.COMPANION if travels_along else GuestRole.DELEGATE)
    return min(roles, key=ROLE_PLACE.__getitem__)


def partner_id_of(person_id: int, role: GuestRole, sources: "Sources") -> int | None:
    """Return the id of the person with whom a companion comes, or a guest who never comes alone."""
    partners = [invitation.partner_id for invitation in sources.invitations_of(person_id)]
    if member := listed_member(person_id, sources):
        partners.append(member.partner_id)
    known = [partner_id for partner_id in partners if partner_id is not None]
    follows = role is GuestRole.COMPANION or len(known) == len(partners)
    return known[0] if known and follows else None


def representing_invitation(person_id: int, sources: "Sources") -> "Invitation | None":
    """Return the invitation in which a person stands in for another, if in all for the same."""
    invitations = sources.invitations_of(person_id)
    represented = {invitation.represents_id for invitation in invitations}
    return invitations[0] if len(represented) == 1 and None not in represented else None


def claim_of(person_id: int, roles: Mapping[int, GuestRole], sources: "Sources") -> Claim:
    """Return what the rank of a person rests on: the own office, or the place of another (P-31)."""
    own, stand_in = (
        own_claim(person_id, roles, sources),
        representing_invitation(person_id, sources),
    )
    if stand_in is None or stand_in.represents_id is None:
        return own
    if stand_in.representation is not Representation.PLACE_OF_REPRESENTED:
        return own
    represented = sources.people[stand_in.represents_id]
    if represented.id in roles:
        place = own_claim(represented.id, roles, sources)
    else:
        place = own._replace(sort_name=represented.sort_name, **office_values(represented, sources))
    return place._replace(
        id=own.id,
        name=own.name,
        companion_of=own.companion_of or place.companion_of,
        move=own.move or place.move,
        stands_for=represented.id,
        in_place_of=full_name(represented),
    )


def own_claim(person_id: int, roles: Mapping[int, GuestRole], sources: "Sources") -> Claim:
    """Return what the own rank of a person rests on."""
    person, role = sources.people[person_id], roles[person_id]
    country = sources.host_place.country
    return Claim(
        id=person.id,
        name=full_name(person),
        sort_name=person.sort_name,
        role=role,
        is_foreign=bool(country and person.country not in ("", country)),
        is_woman=person.gender == Gender.FRAU,
        membership=membership_of(person_id, sources),
        companion_of=partner_id_of(person_id, role, sources),
        move=None if sources.with_members else sources.invitations_of(person_id)[0].move,
        **office_values(person, sources),
    )


def office_values(person: PersonInOffice[HeldTerm], sources: RankingContext) -> OfficeClaim:
    """Return the part of a claim that is about the office of a person."""
    term = ranking_term(person, sources)
    if term is None:
        return EMPTY_OFFICE_VALUES
    office, place = term.office, term.municipality
    return {
        "office_id": office.id,
        "office": Bilingual.made(partial(office_title, office, person.gender)),
        "level": office.level,
        "branch": office.branch,
        "is_elected": office.is_elected,
        "is_former": not is_held(term, sources.day),
        "since": term.since,
        "is_here": is_at_home(place, sources),
    }


def ranking_term(person: OfficeHolder[AnyTerm], sources: RankingContext) -> AnyTerm | None:
    """Return the term that the scheme places highest: of that day, or else a former one (P-11)."""
    if len(person.terms) == 0:
        return None
    terms = terms_on(person, sources.day)
    if not terms and sources.scheme.former_offices is not FormerOffices.NOT:
        terms = [term for term in person.terms if term.until and term.until < sources.day]
    return min(terms, key=lambda term: term_sort_key(term, sources), default=None)


def term_sort_key(
    term: HeldTerm, sources: RankingContext
) -> tuple[SchemePlace, tuple[int, int, bool]]:
    """Return the key by which the terms of one person are sorted (P-19)."""
    office, place = term.office, term.municipality
    is_here = is_at_home(place, sources)
    found = sources.scheme.place(office.id, office.level, office.branch, is_here)
    return found, rank_of_office(office)


def is_at_home(place: TermPlace | None, sources: RankingContext) -> bool:
    """Tell whether an office is one of the municipality that receives the guests."""
    return place is not None and place.id == sources.host_place.municipality_id


def membership_of(person_id: int, sources: "Sources") -> Membership | None:
    """Return where in which delegation a person is, or None."""
    if not (sent := delegation_of(person_id, sources)):
        return None
    member = sources.member(person_id)
    if not member or member.delegation_id != sent.id:
        return Membership(sent.id, sent.ordering, None, is_leader=False)
    return Membership(sent.id, sent.ordering, member.position, member.is_leader)


def delegation_of(person_id: int, sources: "Sources") -> "DelegationRow | None":
    """Return the delegation through which a person is on the list."""
    ids = [invitation.delegation_id for invitation in sources.invitations_of(person_id)]
    if member := listed_member(person_id, sources):
        ids.append(member.delegation_id)
    return next((sources.delegations[id] for id in ids if id in sources.delegations), None)
