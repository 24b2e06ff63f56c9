"""What the rank of each guest of a list rests on: role, office of that day, delegation, moves."""

from planner.models import FormerOffices, Gender, GuestRole, Representation
from planner.rules.people.people import full_name, is_held, office_title, rank_of_office, terms_on
from planner.rules.precedence.claims import Claim, Membership

NO_OFFICE = {
    **dict.fromkeys(("office_id", "level", "branch", "since")),
    **dict.fromkeys(("is_elected", "is_former", "is_here"), False),
    "office": ("", ""),
}
ROLE_PLACE = {role: place for place, role in enumerate(GuestRole)}


def role_of(one, with_members):
    """Return the first of all roles that a person has on the list (model rule 7)."""
    roles = [invitation.role for invitation in one.invitations]
    if with_members and one.member:
        travels_along = one.member.partner_id is not None
        roles.append(GuestRole.COMPANION if travels_along else GuestRole.DELEGATE)
    return min(roles, key=ROLE_PLACE.__getitem__)


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


def claim_of(one, roles, listed, sources):
    """Return what the rank of a person rests on: the own office, or the place of another (P-31)."""
    own, stand_in = own_claim(one, roles, sources), represented_by(one)
    if not stand_in or stand_in.representation is not Representation.PLACE_OF_REPRESENTED:
        return own
    represented = sources.people[stand_in.represents_id]
    if represented.id in listed:
        place = own_claim(listed[represented.id], roles, sources)
    else:
        place = own._replace(
            sort_name=represented.sort_name, **office_claimed(represented, sources)
        )
    return place._replace(
        id=own.id,
        name=own.name,
        companion_of=own.companion_of or place.companion_of,
        move=own.move or place.move,
        stands_for=represented.id,
        in_place_of=full_name(represented),
    )


def own_claim(one, roles, sources):
    """Return what the own rank of a person rests on."""
    person, role = one.person, roles[one.person.id]
    country = sources.here.country
    return Claim(
        id=person.id,
        name=full_name(person),
        sort_name=person.sort_name,
        role=role,
        is_foreign=bool(country and person.country not in ("", country)),
        is_woman=person.gender == Gender.FRAU,
        membership=membership_of(one, sources),
        companion_of=partner_of(one, role, sources.with_members),
        move=None if sources.with_members else one.invitations[0].move,
        **office_claimed(person, sources),
    )


def office_claimed(person, sources):
    """Return what a claim says of the office of a person, if there is one."""
    term = ranking_term(person, sources)
    if term is None:
        return NO_OFFICE
    office, place = term.office, term.municipality
    return {
        "office_id": office.id,
        "office": (office_title(office, person.gender, "de"), office.title_en),
        "level": office.level,
        "branch": office.branch,
        "is_elected": office.is_elected,
        "is_former": not is_held(term, sources.day),
        "since": term.since,
        "is_here": bool(place) and place.id == sources.here.municipality_id,
    }


def ranking_term(person, sources):
    """Return the term that the scheme places highest: of that day, or else a former one (P-11)."""
    if len(person.terms) == 0:
        return None
    terms = terms_on(person, sources.day)
    if not terms and sources.scheme.former_offices is not FormerOffices.NOT:
        terms = [term for term in person.terms if term.until and term.until < sources.day]
    return min(terms, key=lambda term: standing_of_term(term, sources), default=None)


def standing_of_term(term, sources):
    """Return what the terms of one person are sorted by (P-19)."""
    office, place = term.office, term.municipality
    is_here = bool(place) and place.id == sources.here.municipality_id
    found = sources.scheme.place(office.id, office.level, office.branch, is_here)
    return found, rank_of_office(office)


def membership_of(one, sources):
    """Return where in which delegation a person is, or None."""
    if not (sent := delegation_of(one, sources)):
        return None
    if not one.member or one.member.delegation_id != sent.id:
        return Membership(sent.id, sent.ordering, None, is_leader=False)
    return Membership(sent.id, sent.ordering, one.member.position, one.member.is_leader)


def delegation_of(one, sources):
    """Return the delegation through which a person is on the list."""
    ids = [invitation.delegation_id for invitation in one.invitations]
    if sources.with_members and one.member:
        ids.append(one.member.delegation_id)
    return next((sources.delegations[id] for id in ids if id in sources.delegations), None)
