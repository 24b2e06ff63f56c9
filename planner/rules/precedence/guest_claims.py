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
    from planner.queries.guests.guest_rows import DelegationRow, Invitation, Sources
    from planner.rules.guests.guests import InvitedPerson


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


def role_of(one: "InvitedPerson", with_members: bool) -> GuestRole:
    """Return the highest of all roles that a person has on the list (model rule 7)."""
    roles = [invitation.role for invitation in one.invitations]
    if with_members and one.member:
        travels_along = one.member.partner_id is not None
        roles.append(GuestRole.COMPANION if travels_along else GuestRole.DELEGATE)
    return min(roles, key=ROLE_PLACE.__getitem__)


def partner_id_of(one: "InvitedPerson", role: GuestRole, with_members: bool) -> int | None:
    """Return the id of the partner of a companion, or of a guest who never comes alone."""
    partners = [invitation.partner_id for invitation in one.invitations]
    if with_members and one.member:
        partners.append(one.member.partner_id)
    known = [partner_id for partner_id in partners if partner_id is not None]
    follows = role is GuestRole.COMPANION or len(known) == len(partners)
    return known[0] if known and follows else None


def representing_invitation(one: "InvitedPerson") -> "Invitation | None":
    """Return the invitation of a person who represents one and the same other in all, or None."""
    represented = {invitation.represents_id for invitation in one.invitations}
    return one.invitations[0] if len(represented) == 1 and None not in represented else None


def claim_of(
    one: "InvitedPerson",
    roles: Mapping[int, GuestRole],
    listed: "Mapping[int, InvitedPerson]",
    sources: "Sources",
) -> Claim:
    """Return the claim of a person: with the own office, or with the place of another (P-31)."""
    own, stand_in = own_claim(one, roles, sources), representing_invitation(one)
    if stand_in is None or stand_in.represents_id is None:
        return own
    if stand_in.representation is not Representation.PLACE_OF_REPRESENTED:
        return own
    represented = sources.people[stand_in.represents_id]
    if represented.id in listed:
        place = own_claim(listed[represented.id], roles, sources)
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


def own_claim(one: "InvitedPerson", roles: Mapping[int, GuestRole], sources: "Sources") -> Claim:
    """Return the claim of a person without regard to whom the person represents."""
    person, role = one.person, roles[one.person.id]
    country = sources.host_place.country
    return Claim(
        id=person.id,
        name=full_name(person),
        sort_name=person.sort_name,
        role=role,
        is_foreign=bool(country and person.country not in ("", country)),
        is_woman=person.gender == Gender.FRAU,
        membership=membership_of(one, sources),
        companion_of=partner_id_of(one, role, sources.with_members),
        move=None if sources.with_members else one.invitations[0].move,
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


def membership_of(one: "InvitedPerson", sources: "Sources") -> Membership | None:
    """Return the delegation of a person and the place in it, or None."""
    if not (sent := delegation_of(one, sources)):
        return None
    if not one.member or one.member.delegation_id != sent.id:
        return Membership(sent.id, sent.ordering, None, is_leader=False)
    return Membership(sent.id, sent.ordering, one.member.position, one.member.is_leader)


def delegation_of(one: "InvitedPerson", sources: "Sources") -> "DelegationRow | None":
    """Return the delegation through which a person is on the list."""
    ids = [invitation.delegation_id for invitation in one.invitations]
    if sources.with_members and one.member:
        ids.append(one.member.delegation_id)
    return next((sources.delegations[id] for id in ids if id in sources.delegations), None)
