"""Rules of merging two people of the address book into one (T-23)."""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

from planner.db import Base
from planner.languages import Message
from planner.models import (
    AddressOverride,
    Assignment,
    Delegate,
    Feed,
    Gender,
    Guest,
    Person,
    Term,
    User,
)
from planner.rules import RuleBroken
from planner.rules.people.belongings import Belongings
from planner.rules.people.merged_rows import (
    merge_assignments,
    merge_delegates,
    merge_guests,
    merge_terms,
)

PERSON_COLUMNS = (  # of a person; a merge asks about each in which both entries say something else
    *("gender", "academic_title", "given_name", "name_prefix", "family_name"),
    *("sorts_with_prefix", "post_nominals", "pronunciation", "languages", "organisation_id"),
    *("country", "function_de", "function_en", "email", "phone", "postal_address"),
    *("biography_de", "biography_en", "notes"),
)
JOINABLE_COLUMNS = ("biography_de", "biography_en", "notes")  # of these both can be kept
MAX_JOINED_LENGTH = 10_000
EMPTY_VALUES = ("", None, Gender.NEITHER)

FieldValue: TypeAlias = str | int | bool | None  # of a column in COLUMNS, or a form of address
Owned = TypeVar("Owned", Guest, Delegate, Assignment, Term, Feed)


class MergeChoice(enum.StrEnum):
    """Whose value of a field is kept."""

    OURS = "ours"  # that of the entry which stays
    THEIRS = "theirs"
    BOTH = "both"


class AccountWouldMove(RuleBroken):
    """A merge would give an account another person, which only administrators may do."""


def check_merge(kept: Person, other: Person, owned: Belongings) -> None:
    """Raise RuleBroken if two people cannot be merged."""
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
    """Raise AccountWouldMove if a merge gives an account another person without the right."""
    if not may_move and any(user.person_id == other.id for user in owned.users):
        raise AccountWouldMove(Message("Your account has no right for this."))


def entry_values(person: Person) -> dict[str, FieldValue]:
    """Return the values of a person by field: columns, and forms of address set by hand."""
    said: dict[str, FieldValue] = {name: getattr(person, name) for name in PERSON_COLUMNS}
    return said | {f"{one.form}_{one.language}": one.text for one in person.address_overrides}


def conflicting_fields(kept: Person, other: Person) -> list[str]:
    """Return the names of the fields in which two people have values that differ."""
    ours, theirs = entry_values(kept), entry_values(other)
    return [
        name
        for name, value in ours.items()
        if value not in EMPTY_VALUES and theirs.get(name) not in (*EMPTY_VALUES, value)
    ]


def merged_values(
    kept: Person, other: Person, choices: Mapping[str, MergeChoice]
) -> dict[str, FieldValue]:
    """Return the values of the merged person by field; `choices` decide where two values differ."""
    ours, theirs = entry_values(kept), entry_values(other)
    chosen = {name: choices.get(name, MergeChoice.OURS) for name in conflicting_fields(kept, other)}
    found: dict[str, FieldValue] = {}
    for name in ours | theirs:
        one, two = ours.get(name, ""), theirs.get(name, "")
        if name not in chosen:
            found[name] = two if one in EMPTY_VALUES and two not in EMPTY_VALUES else one
        elif chosen[name] == MergeChoice.BOTH:
            found[name] = joined_texts(str(one), str(two))
        else:
            found[name] = two if chosen[name] == MergeChoice.THEIRS else one
    return found


def joined_texts(one: str, two: str) -> str:
    """Return both texts, one below the other; a text inside the other is not repeated."""
    if two in one:
        return one
    return two if one in two else f"{one}\n\n{two}"


def check_lengths(values: Mapping[str, FieldValue]) -> None:
    """Raise RuleBroken if a joined text is longer than its field allows.

    It is told at the choice of what the notes keep: they are the longest.
    """
    for name in JOINABLE_COLUMNS:
        if len(str(values[name])) > MAX_JOINED_LENGTH:
            raise RuleBroken(
                Message("Both texts together are too long: keep one, and shorten the other first."),
                "notes_rest",
            )


def merge_belongings(
    kept: Person,
    other: Person,
    owned: Belongings,
    values: Mapping[str, FieldValue],
    now: dt.datetime,
) -> list[Base]:
    """Merge two people into one: the kept person gets all rows, the other goes to the trash.

    Returns the rows that are to be deleted, since the kept entry has the same already.
    """
    gone: list[Base] = [*merge_guests(kept, other, owned, now)]
    gone += merge_delegates(kept, other, owned, now)
    gone += merge_assignments(kept, other, owned.assignments)
    gone += merge_terms(kept, other, owned.terms)
    gone += merge_overrides(kept, other, owned.overrides, values)
    moving: list[Feed | User] = [*owned.feeds, *owned.users]
    for row in moving:
        row.person_id = kept.id
    for name in PERSON_COLUMNS:
        setattr(kept, name, values[name])
    other.merged_into_id, other.deleted_at = kept.id, now
    return gone


def merge_overrides(
    kept: Person,
    other: Person,
    overrides: Iterable[AddressOverride],
    values: Mapping[str, FieldValue],
) -> list[AddressOverride]:
    """Give the kept person the wanted forms of both; return the rows that are to be deleted."""
    ours = {(one.form, one.language): one for one in overrides if one.person_id == kept.id}
    gone = []
    for one in [one for one in overrides if one.person_id == other.id]:
        if (one.form, one.language) in ours:
            gone.append(one)
        else:
            one.person_id = kept.id
    for (form, language), one in ours.items():
        one.text = str(values[f"{form}_{language}"])
    return gone


def rows_not_in_trash(rows: Iterable[Owned], person: Person) -> list[Owned]:
    """Return the rows of a person that are not in the trash."""
    mine = [one for one in rows if one.person_id == person.id]
    return [one for one in mine if getattr(one, "deleted_at", None) is None]


def guests_representing(owned: Belongings, other: Person) -> list[Guest]:
    """Return the guests who represent the other person and will represent the kept one."""
    own = {guest.id for guest in owned.guests}
    return [
        guest
        for guest in owned.representatives
        if guest.represents_id == other.id and guest.id not in own and guest.deleted_at is None
    ]


def moved_counts(owned: Belongings, other: Person) -> dict[str, int]:
    """Return how many rows of a person move, by kind, without those in the trash."""
    kinds = ("guests", "delegates", "assignments", "terms", "feeds")
    numbers = {name: len(rows_not_in_trash(getattr(owned, name), other)) for name in kinds}
    return {name: number for name, number in numbers.items() if number}
