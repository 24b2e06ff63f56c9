"""Rules of merging the rows of two people: guests, delegates, duties, terms of office."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from planner.models import (
    Assignment,
    Delegate,
    Guest,
    GuestRole,
    Move,
    Person,
    Reply,
    Representation,
    Term,
)
from planner.rules.people.belongings import Belongings

ROLE_PLACE = {role: place for place, role in enumerate(GuestRole)}


Twin = TypeVar("Twin", Guest, Delegate, Assignment, Term)
Companion = TypeVar("Companion", Guest, Delegate)
Value = TypeVar("Value")


class RowPair(NamedTuple, Generic[Twin]):
    """Two rows that become one: the row that stays, the row that goes, and the values it gets."""

    kept_row: Twin
    dropped_row: Twin
    values: dict[str, object]


def rows_in_common(
    rows: Iterable[Twin], kept: Person, other: Person, key: Callable[[Twin], Hashable]
) -> list[tuple[Twin, Twin]]:
    """Return pairs of rows with the same key: first the kept person's, then the other's."""
    live = [row for row in rows if getattr(row, "deleted_at", None) is None]
    ours = {key(row): row for row in live if row.person_id == kept.id}
    theirs = [row for row in live if row.person_id == other.id]
    return [(ours[key(row)], row) for row in theirs if key(row) in ours]


def first_filled(*values: Value) -> Value:
    """Return the first value that is not empty, or else the first."""
    return next((value for value in values if value), values[0])


def both_notes(one: str, two: str) -> str:
    """Return both notes as one text, without repeating what is the same."""
    return one if two in one else "\n\n".join(filter(None, (one, two)))


def guest_pairs(kept: Person, other: Person, owned: Belongings) -> list[RowPair[Guest]]:
    """Return the pairs of guests at events to which both people are invited."""
    people = {kept.id, other.id}
    found = rows_in_common(owned.guests, kept, other, lambda guest: guest.event_id)
    return [
        RowPair(stays, goes, guest_values(stays, goes, people, owned.companions))
        for stays, goes in found
    ]


def guest_values(
    stays: Guest, goes: Guest, people: set[int], companions: Iterable[Guest]
) -> dict[str, object]:
    """Return the values of the guest that two guests become; the latest answer counts."""
    answered = max((stays, goes), key=lambda guest: reply_weight(guest, stays, goes))
    sent = next((one for one in (stays, goes) if one.represents_id not in {None, *people}), None)
    partner = merged_partner_id(stays, goes, companions)
    return {
        "role": merged_role(stays, goes, partner),
        "companion_of_id": partner,
        "reply": answered.reply,
        "replied_at": answered.replied_at,
        "replied_through": answered.replied_through,
        "seat": first_filled(stays.seat, goes.seat),
        "delegation_id": first_filled(stays.delegation_id, goes.delegation_id),
        "represents_id": sent and sent.represents_id,
        "representation": sent.representation if sent else Representation.OWN_RANK,
        "notes": both_notes(stays.notes, goes.notes),
    }


def reply_weight(guest: Guest, stays: Guest, goes: Guest) -> tuple[bool, float]:
    """Return what replies are compared by: the latest answer is highest, an open one lowest.

    Whoever is represented by the same person comes.
    """
    twin = goes if guest is stays else stays
    by_twin = guest.reply is Reply.REPRESENTED and twin.represents_id == guest.person_id
    has_answered = guest.reply is not Reply.OPEN and not by_twin
    return has_answered, guest.replied_at.timestamp() if guest.replied_at else 0


def merged_partner_id(
    stays: Companion, goes: Companion, companions: Iterable[Companion]
) -> int | None:
    """Return the id of the partner of two rows that become one, or None.

    Nobody is their own companion, and who has companions is none.
    """
    both: set[int | None] = {stays.id, goes.id}
    live = [one for one in companions if one.deleted_at is None and one.id not in both]
    if any(one.companion_of_id in both for one in live):
        return None
    partners = (stays.companion_of_id, goes.companion_of_id)
    return next((one for one in partners if one not in {None, *both}), None)


def merged_role(stays: Guest, goes: Guest, partner: int | None) -> GuestRole:
    """Return the role of two guests who become one: the one that comes first (model rule 7)."""
    roles = [stays.role, goes.role]
    if partner is None:
        roles = [role for role in roles if role is not GuestRole.COMPANION]
    return min(roles, key=ROLE_PLACE.__getitem__, default=GuestRole.GUEST)


def merge_guests(kept: Person, other: Person, owned: Belongings, now: dt.datetime) -> list[Move]:
    """Give the kept person the invitations of both; return the moves that are to be deleted."""
    gone: list[Move] = []
    for stays, goes, values in guest_pairs(kept, other, owned):
        repoint_companions(owned.companions, goes, stays)
        gone += merge_moves(owned.moves, goes, stays)
        set_changed_values(stays, values)
        goes.companion_of_id, goes.deleted_at = None, now
    for guest in owned.guests:
        guest.person_id = kept.id
    for guest in owned.representatives:
        if guest.represents_id == other.id:
            guest.represents_id = kept.id
    for guest in (*owned.guests, *owned.representatives):
        if guest.represents_id == guest.person_id:
            guest.represents_id, guest.representation = None, Representation.OWN_RANK
    return gone


def repoint_companions(companions: Iterable[Companion], goes: Companion, stays: Companion) -> None:
    """Let the companions of one row be those of the other."""
    for one in companions:
        if one.companion_of_id == goes.id and one is not stays:
            one.companion_of_id = stays.id


def merge_moves(moves: Sequence[Move], goes: Guest, stays: Guest) -> list[Move]:
    """Let moves name the guest who stays; return the moves that are to be deleted."""
    has_own = any(move.guest_id == stays.id for move in moves)
    gone: list[Move] = []
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


def delegate_pairs(kept: Person, other: Person, owned: Belongings) -> list[RowPair[Delegate]]:
    """Return the pairs of delegates in delegations in which both people travel."""
    found = rows_in_common(owned.delegates, kept, other, lambda delegate: delegate.delegation_id)
    return [
        RowPair(stays, goes, delegate_values(stays, goes, owned.fellow_delegates))
        for stays, goes in found
    ]


def delegate_values(
    stays: Delegate, goes: Delegate, fellows: Iterable[Delegate]
) -> dict[str, object]:
    """Return the values of the delegate that two delegates become."""
    return {
        "is_leader": bool(stays.is_leader or goes.is_leader),
        "position": min(stays.position, goes.position),
        "function_de": first_filled(stays.function_de, goes.function_de),
        "function_en": first_filled(stays.function_en, goes.function_en),
        "companion_of_id": merged_partner_id(stays, goes, fellows),
        "notes": both_notes(stays.notes, goes.notes),
    }


def merge_delegates(
    kept: Person, other: Person, owned: Belongings, now: dt.datetime
) -> list[Delegate]:
    """Give the kept person the places of both in delegations; no row is to be deleted."""
    for stays, goes, values in delegate_pairs(kept, other, owned):
        repoint_companions(owned.fellow_delegates, goes, stays)
        set_changed_values(stays, values)
        goes.companion_of_id, goes.deleted_at = None, now
    for delegate in owned.delegates:
        delegate.person_id = kept.id
    return []


def assignment_pairs(
    kept: Person, other: Person, assignments: Iterable[Assignment]
) -> list[RowPair[Assignment]]:
    """Return the pairs of assignments to the same duty at the same event."""
    found = rows_in_common(assignments, kept, other, lambda one: (one.event_id, one.duty))
    return [RowPair(stays, goes, {"languages": languages(stays, goes)}) for stays, goes in found]


def languages(stays: Assignment, goes: Assignment) -> str:
    """Return the languages of two assignments, each once."""
    return " ".join(dict.fromkeys([*stays.languages.split(), *goes.languages.split()]))


def merge_assignments(
    kept: Person, other: Person, assignments: Sequence[Assignment]
) -> list[Assignment]:
    """Give the kept person the duties of both; return the rows that are to be deleted."""
    return merge_pairs(kept, assignments, assignment_pairs(kept, other, assignments))


def merge_pairs(kept: Person, rows: Iterable[Twin], twins: Sequence[RowPair[Twin]]) -> list[Twin]:
    """Give the kept person all rows, pairs as one; return the rows that are to be deleted."""
    for stays, _, values in twins:
        set_changed_values(stays, values)
    gone = [goes for _, goes, _ in twins]
    for row in rows:
        if row not in gone:
            row.person_id = kept.id
    return gone


def term_pairs(kept: Person, other: Person, terms: Iterable[Term]) -> list[RowPair[Term]]:
    """Return the pairs of terms that are the same: one office, and no day that differs (T-01)."""
    free = [term for term in terms if term.person_id == kept.id]
    found = []
    for goes in [term for term in terms if term.person_id == other.id]:
        if stays := next((term for term in free if is_same_term(term, goes)), None):
            free.remove(stays)
            found.append(RowPair(stays, goes, term_values(stays, goes)))
    return found


TERM_PARTS = ("body_de", "body_en", "municipality_id", "since", "until")


def is_same_term(one: Term, two: Term) -> bool:
    """Tell whether two terms have the same office, and no value in which they differ."""
    if (one.office_id, bool(one.is_acting)) != (two.office_id, bool(two.is_acting)):
        return False
    pairs = [(getattr(one, part), getattr(two, part)) for part in TERM_PARTS]
    return all(not a or not b or a == b for a, b in pairs)


def term_values(stays: Term, goes: Term) -> dict[str, object]:
    """Return the values of the term that two terms become, with the last confirmation (P-23)."""
    confirmed = goes if is_confirmed_later(goes, stays) else stays
    known = {part: first_filled(getattr(stays, part), getattr(goes, part)) for part in TERM_PARTS}
    return {
        **known,
        "form_confirmed_on": confirmed.form_confirmed_on,
        "form_confirmed_by": confirmed.form_confirmed_by,
    }


def is_confirmed_later(one: Term, two: Term) -> bool:
    """Tell whether the form of one term was confirmed later, or only its form."""
    if one.form_confirmed_on and two.form_confirmed_on:
        return one.form_confirmed_on > two.form_confirmed_on
    return bool(one.form_confirmed_on) or bool(one.form_confirmed_by and not two.form_confirmed_by)


def merge_terms(kept: Person, other: Person, terms: Sequence[Term]) -> list[Term]:
    """Give the kept person the terms of both; return the rows that are to be deleted."""
    return merge_pairs(kept, terms, term_pairs(kept, other, terms))


def set_changed_values(row: object, values: Mapping[str, object]) -> None:
    """Assign those values of a row that change."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
