"""Rules of merging two entries of the address book that are one person (T-23)."""

import enum
from typing import Any, NamedTuple

from planner.languages import Message
from planner.models import Gender, Person
from planner.rules import RuleBroken
from planner.rules.people.merged_lists import (
    merge_assignments,
    merge_delegates,
    merge_guests,
    merge_terms,
)
from planner.rules.people.people import full_name

COLUMNS = (  # of a person; a merge asks about each in which both entries say something else
    *("gender", "academic_title", "given_name", "name_prefix", "family_name"),
    *("sorts_with_prefix", "post_nominals", "pronunciation", "languages", "organisation_id"),
    *("country", "function_de", "function_en", "email", "phone", "postal_address"),
    *("biography_de", "biography_en", "notes"),
)
JOINED = ("biography_de", "biography_en", "notes")  # of these both can be kept
LONGEST = 10_000
SILENT = ("", None, Gender.NEITHER)


class Keep(enum.StrEnum):
    """Whose value of a field is kept."""

    OURS = "ours"  # that of the entry which stays
    THEIRS = "theirs"
    BOTH = "both"


class AccountMoves(RuleBroken):
    """A merge would let an account be another entry, which only administrators may do."""


class Belongings(NamedTuple):
    """All rows that refer to either of two people, also those in the bin."""

    guests: list[Any]
    companions: list[Any]  # guests who come with one of those
    stand_ins: list[Any]  # guests who represent either
    moves: list[Any]  # by hand, of those guests or beside them
    delegates: list[Any]
    fellows: list[Any]  # delegates who travel with one of those
    assignments: list[Any]
    terms: list[Any]
    overrides: list[Any]
    feeds: list[Any]
    users: list[Any]
    history: list[Any]


def check_merge(kept, other, owned):
    """Raise RuleBroken if two entries cannot be one person."""
    if kept.id == other.id:
        raise RuleBroken(Message("This is the same entry twice: choose another one."))
    if len(owned.users) > 1:
        raise RuleBroken(
            Message(
                "Both are users of this planner: %(users)s. "
                "An administrator has to part one of the accounts from its person first.",
                users=", ".join(user.name for user in owned.users),
            )
        )


def check_account(other: Person, owned: Belongings, *, may_move: bool) -> None:
    """Raise AccountMoves if a merge lets an account be another entry, but may not."""
    if not may_move and any(user.person_id == other.id for user in owned.users):
        raise AccountMoves(Message("Your account has no right for this."))


def said_by(person):
    """Return what an entry says, by field: columns, and forms of address set by hand."""
    said = {name: getattr(person, name) for name in COLUMNS}
    return said | {f"{one.form}_{one.language}": one.text for one in person.address_overrides}


def disputed(kept, other):
    """Return the names of the fields in which both entries say something, but not the same."""
    ours, theirs = said_by(kept), said_by(other)
    return [
        name
        for name, value in ours.items()
        if value not in SILENT and theirs.get(name) not in (*SILENT, value)
    ]


def merged_values(kept, other, choices):
    """Return what the merged entry says, by field; choices tell whose where both say something."""
    ours, theirs = said_by(kept), said_by(other)
    chosen = {name: choices.get(name, Keep.OURS) for name in disputed(kept, other)}
    found = {}
    for name in ours | theirs:
        one, two = ours.get(name, ""), theirs.get(name, "")
        if name not in chosen:
            found[name] = two if one in SILENT and two not in SILENT else one
        else:
            found[name] = {Keep.OURS: one, Keep.THEIRS: two}.get(chosen[name])
            if chosen[name] is Keep.BOTH:
                found[name] = joined(one, two)
    return found


def joined(one, two):
    """Return both texts, one below the other; what is in the other already is not said twice."""
    if two in one:
        return one
    return two if one in two else f"{one}\n\n{two}"


def check_lengths(values):
    """Raise RuleBroken if joined texts are longer than their form takes.

    It is told at the choice of what the notes keep: they are the longest.
    """
    for name in JOINED:
        if len(values[name]) > LONGEST:
            raise RuleBroken(
                Message("Both texts together are too long: keep one, and shorten the other first."),
                "notes_rest",
            )


def merge(kept, other, owned, values, now):
    """Let all that belongs to the other entry belong to the kept one; the other goes to the bin.

    Returns the rows that are to be deleted, since the kept entry has the same already.
    """
    gone = merge_guests(kept, other, owned, now)
    gone += merge_delegates(kept, other, owned, now)
    gone += merge_assignments(kept, other, owned.assignments)
    gone += merge_terms(kept, other, owned.terms)
    gone += merge_overrides(kept, other, owned.overrides, values)
    for row in (*owned.feeds, *owned.users, *owned.history):
        row.person_id = kept.id
    for row in owned.history:
        if row.merged_id == kept.id:  # it came back from the bin since
            row.merged_id = None
    for name in COLUMNS:
        setattr(kept, name, values[name])
    other.deleted_at = now
    return gone


def merge_overrides(kept, other, overrides, values):
    """Let the kept entry have the forms of address of both; return those that it has twice."""
    ours = {(one.form, one.language): one for one in overrides if one.person_id == kept.id}
    gone = []
    for one in [one for one in overrides if one.person_id == other.id]:
        if (one.form, one.language) in ours:
            gone.append(one)
        else:
            one.person_id = kept.id
    for (form, language), one in ours.items():
        one.text = values[f"{form}_{language}"]
    return gone


def live(rows, person):
    """Return those rows of a person that are not in the bin."""
    mine = [one for one in rows if one.person_id == person.id]
    return [one for one in mine if getattr(one, "deleted_at", None) is None]


def represented(owned, other):
    """Return the guests who stand in for an entry, and not for the one that it becomes."""
    own = {guest.id for guest in owned.guests}
    return [
        guest
        for guest in owned.stand_ins
        if guest.represents_id == other.id and guest.id not in own and guest.deleted_at is None
    ]


def counted(owned, other):
    """Return how much of what belongs to an entry moves, by kind; what is in the bin is not."""
    kinds = ("guests", "delegates", "assignments", "terms", "feeds")
    numbers = {name: len(live(getattr(owned, name), other)) for name in kinds}
    return {name: number for name, number in numbers.items() if number}


def told(other, owned):
    """Return what the history keeps of a merge: a name and numbers, no notes."""
    return {"name": full_name(other)} | counted(owned, other)
