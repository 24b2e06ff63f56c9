"""Rules of merging what two entries of one person have in common: guests, delegates, terms."""

from typing import Any, NamedTuple

from planner.models import GuestRole, Reply, Representation

ROLE_PLACE = {role: place for place, role in enumerate(GuestRole)}


class Twins(NamedTuple):
    """Two rows of one person where there can be one; which stays, and what it says then."""

    stays: Any
    goes: Any
    values: dict[str, Any]


def paired(rows, kept, other, key):
    """Return (the kept entry's row, the other's) where both have one with the same key."""
    live = [row for row in rows if getattr(row, "deleted_at", None) is None]
    ours = {key(row): row for row in live if row.person_id == kept.id}
    theirs = [row for row in live if row.person_id == other.id]
    return [(ours[key(row)], row) for row in theirs if key(row) in ours]


def first_said(*values):
    """Return the first value that says something."""
    return next((value for value in values if value), values[0])


def both_notes(one, two):
    """Return the notes of both, each once."""
    return one if two in one else "\n\n".join(filter(None, (one, two)))


def twin_guests(kept, other, owned):
    """Return the events to which both entries are invited, as guests who are one."""
    people = {kept.id, other.id}
    found = paired(owned.guests, kept, other, lambda guest: guest.event_id)
    return [
        Twins(stays, goes, guest_values(stays, goes, people, owned.companions))
        for stays, goes in found
    ]


def guest_values(stays, goes, people, companions):
    """Return what one guest is and has answered who was two; the more telling counts."""
    answered = max((stays, goes), key=lambda guest: telling(guest, stays, goes))
    sent = next((one for one in (stays, goes) if one.represents_id not in {None, *people}), None)
    partner = partner_of_twins(stays, goes, companions)
    return {
        "role": role_of_twins(stays, goes, partner),
        "companion_of_id": partner,
        "reply": answered.reply,
        "replied_at": answered.replied_at,
        "replied_through": answered.replied_through,
        "seat": first_said(stays.seat, goes.seat),
        "delegation_id": first_said(stays.delegation_id, goes.delegation_id),
        "represents_id": sent and sent.represents_id,
        "representation": sent.representation if sent else Representation.OWN_RANK,
        "notes": both_notes(stays.notes, goes.notes),
    }


def telling(guest, stays, goes):
    """Return how much the reply of a guest tells: the latest one does, an open one nothing.

    Whoever is represented by the same person comes.
    """
    twin = goes if guest is stays else stays
    by_twin = guest.reply is Reply.REPRESENTED and twin.represents_id == guest.person_id
    has_answered = guest.reply is not Reply.OPEN and not by_twin
    return has_answered, guest.replied_at.timestamp() if guest.replied_at else 0


def partner_of_twins(stays, goes, companions):
    """Return with whom one comes who was two: never with oneself, nor as head of companions."""
    both = {stays.id, goes.id}
    live = [one for one in companions if one.deleted_at is None and one.id not in both]
    if any(one.companion_of_id in both for one in live):
        return None
    partners = (stays.companion_of_id, goes.companion_of_id)
    return next((one for one in partners if one not in {None, *both}), None)


def role_of_twins(stays, goes, partner):
    """Return the role that comes first; a companion of oneself is none (model rule 7)."""
    roles = [stays.role, goes.role]
    if partner is None:
        roles = [role for role in roles if role is not GuestRole.COMPANION]
    return min(roles, key=ROLE_PLACE.__getitem__, default=GuestRole.GUEST)


def merge_guests(kept, other, owned, now):
    """Let the kept entry have the invitations of both; return the moves that lose their place."""
    twins, gone = twin_guests(kept, other, owned), []
    for stays, goes, values in twins:
        point_elsewhere(owned.companions, goes, stays)
        gone += merge_moves(owned.moves, goes, stays)
        write(stays, values)
        goes.companion_of_id, goes.deleted_at = None, now
    for guest in owned.guests:
        guest.person_id = kept.id
    for guest in owned.stand_ins:
        if guest.represents_id == other.id:
            guest.represents_id = kept.id
    for guest in (*owned.guests, *owned.stand_ins):
        if guest.represents_id == guest.person_id:
            guest.represents_id, guest.representation = None, Representation.OWN_RANK
    return gone


def point_elsewhere(companions, goes, stays):
    """Let those who came with one row come with the other."""
    for one in companions:
        if one.companion_of_id == goes.id and one is not stays:
            one.companion_of_id = stays.id


def merge_moves(moves, goes, stays):
    """Let moves by hand name the guest who stays; return those that have no sense any more."""
    has_own, gone = any(move.guest_id == stays.id for move in moves), []
    for move in moves:
        ends = move.guest_id, move.anchor_id
        if goes.id not in ends:
            continue
        if stays.id in ends or (move.guest_id == goes.id and has_own):
            gone.append(move)
        elif move.guest_id == goes.id:
            move.guest_id = stays.id
        else:
            move.anchor_id = stays.id
    return gone


def twin_delegates(kept, other, owned):
    """Return the delegations in which both entries travel, as delegates who are one."""
    found = paired(owned.delegates, kept, other, lambda delegate: delegate.delegation_id)
    return [
        Twins(stays, goes, delegate_values(stays, goes, owned.fellows)) for stays, goes in found
    ]


def delegate_values(stays, goes, fellows):
    """Return what one delegate is who was two."""
    return {
        "is_leader": bool(stays.is_leader or goes.is_leader),
        "position": min(stays.position, goes.position),
        "function_de": first_said(stays.function_de, goes.function_de),
        "function_en": first_said(stays.function_en, goes.function_en),
        "companion_of_id": partner_of_twins(stays, goes, fellows),
        "notes": both_notes(stays.notes, goes.notes),
    }


def merge_delegates(kept, other, owned, now):
    """Let the kept entry travel in the delegations of both; nothing is lost."""
    for stays, goes, values in twin_delegates(kept, other, owned):
        point_elsewhere(owned.fellows, goes, stays)
        write(stays, values)
        goes.companion_of_id, goes.deleted_at = None, now
    for delegate in owned.delegates:
        delegate.person_id = kept.id
    return []


def twin_assignments(kept, other, assignments):
    """Return the events at which both entries do the same."""
    found = paired(assignments, kept, other, lambda one: (one.event_id, one.duty))
    return [Twins(stays, goes, {"languages": languages(stays, goes)}) for stays, goes in found]


def languages(stays, goes):
    """Return the languages of both in their order, each once."""
    return " ".join(dict.fromkeys([*stays.languages.split(), *goes.languages.split()]))


def merge_assignments(kept, other, assignments):
    """Let the kept entry have the duties of both; return those that it has twice."""
    return merge_twins(kept, assignments, twin_assignments(kept, other, assignments))


def merge_twins(kept, rows, twins):
    """Let rows be the kept entry's, twins as one; return those that are too many."""
    for stays, _, values in twins:
        write(stays, values)
    gone = [goes for _, goes, _ in twins]
    for row in rows:
        if row not in gone:
            row.person_id = kept.id
    return gone


def twin_terms(kept, other, terms):
    """Return the terms that both entries have: the same office, and no day against it (T-01)."""
    free = [term for term in terms if term.person_id == kept.id]
    found = []
    for goes in [term for term in terms if term.person_id == other.id]:
        if stays := next((term for term in free if is_same_term(term, goes)), None):
            free.remove(stays)
            found.append(Twins(stays, goes, term_values(stays, goes)))
    return found


TERM_PARTS = ("body_de", "body_en", "municipality_id", "since", "until")


def is_same_term(one, two):
    """Tell whether two terms are one: where both say something, they say the same."""
    if (one.office_id, bool(one.is_acting)) != (two.office_id, bool(two.is_acting)):
        return False
    pairs = [(getattr(one, part), getattr(two, part)) for part in TERM_PARTS]
    return all(not a or not b or a == b for a, b in pairs)


def term_values(stays, goes):
    """Return what is known of a term from either, and when its form was confirmed last (P-23)."""
    confirmed = goes if later_confirmed(goes, stays) else stays
    known = {part: first_said(getattr(stays, part), getattr(goes, part)) for part in TERM_PARTS}
    return known | {
        "form_confirmed_on": confirmed.form_confirmed_on,
        "form_confirmed_by": confirmed.form_confirmed_by,
    }


def later_confirmed(one, two):
    """Tell whether the form of a term was confirmed later than that of another, or alone."""
    if one.form_confirmed_on and two.form_confirmed_on:
        return one.form_confirmed_on > two.form_confirmed_on
    return bool(one.form_confirmed_on) or bool(one.form_confirmed_by and not two.form_confirmed_by)


def merge_terms(kept, other, terms):
    """Let the kept entry have the terms of both; return those that it has twice."""
    return merge_twins(kept, terms, twin_terms(kept, other, terms))


def write(row, values):
    """Write values into a row, only those that change."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
