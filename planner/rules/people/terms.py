"""Rules of terms: on which days somebody holds an office, and who else may hold it then."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from planner.dates import day
from planner.languages import Bilingual, Message
from planner.models import Municipality, Office, Person, Term
from planner.rules import RuleBroken
from planner.rules.people.people import full_name
from planner.rules.people.person_types import TermFacts
from planner.spelling import split_words, unaccented

SEVERAL_HOLDERS = Message(
    "%(name)s and %(other)s hold this office at the same time. Please enter the last day of one"
    " of them first."
)
HELD_BY_ANOTHER = Message(
    "%(name)s stays in the bin: %(other)s holds an office that only one person can hold at a time."
    " Please enter the last day of that term first."
)


class TypedTerm(NamedTuple):
    """A term as somebody has typed it."""

    municipality: Municipality | None
    body: Bilingual
    since: dt.date | None
    until: dt.date | None
    is_acting: bool


class OfficeTaken(RuleBroken):
    """Somebody else holds an office that one person can hold at a time; `term` says who."""

    def __init__(self, term: Term) -> None:
        super().__init__(office_taken_message(term), "office_id")
        self.term = term


def check_term(since: dt.date | None, until: dt.date | None) -> None:
    """Raise RuleBroken if a term is over before it begins."""
    if since and until and until < since:
        raise RuleBroken(Message("The last day is before the first."), "until")


def conflicting_term(wanted: TermFacts, others: Iterable[Term], today: dt.date) -> Term | None:
    """Return the first term of others that makes a term of a singular office impossible, or None.

    Who acts may stand in beside the holder, but not beside somebody else who acts (P-27).
    """
    return next(
        (
            other
            for other in others
            if other.is_acting == wanted.is_acting
            and is_overlapping(wanted, other, today)
            and is_same_place(wanted, other)
        ),
        None,
    )


def check_office_free(wanted: TermFacts, others: Sequence[Term], today: dt.date) -> None:
    """Raise OfficeTaken if a term of somebody else makes a term of a singular office impossible."""
    if other := conflicting_term(wanted, others, today):
        raise OfficeTaken(other)


def office_taken_message(term: Term) -> Message:
    """Return the sentence that says who holds an office, and what to do."""
    name, since = full_name(term.person), term.since
    if since is None:
        return Message(
            "%(name)s holds this office, and only one person can at a time. Please enter the"
            " last day of that term first, then save this one.",
            name=name,
        )
    return Message(
        "%(name)s has held this office since %(day)s, and only one person can at a time. Please"
        " enter the last day of that term first, then save this one.",
        name=name,
        day=Bilingual.made(lambda language: day(since, language, weekday=False)),
    )


def is_overlapping(one: TermFacts, other: TermFacts, today: dt.date) -> bool:
    """Tell whether two terms have more than one day in common, and none of them is over.

    What is over is left as it is: lists of former years must stay as they were (T-01).
    """
    ends = [term.until or dt.date.max for term in (one, other)]
    begins = max(term.since or dt.date.min for term in (one, other))
    return min(ends) >= today and begins < min(ends)


def is_exclusive(office: Office, person: Person) -> bool:
    """Tell whether nobody else may hold an office beside a person, who is not in the trash.

    Each term says so in a column, by which the database refuses a second one of the same body and
    place without a last day. Names that only mean the same, and terms that end, are up to acts.
    """
    return office.is_singular and not person.deleted_at


def check_one_holder_each(terms: Sequence[Term], today: dt.date) -> None:
    """Raise RuleBroken about `is_singular` if two terms of an office exclude each other."""
    for place, term in enumerate(terms):
        if other := conflicting_term(term, terms[place + 1 :], today):
            names = {"name": full_name(term.person), "other": full_name(other.person)}
            raise RuleBroken(Message(SEVERAL_HOLDERS.msgid, **names), "is_singular")


def is_same_place(one: TermFacts, other: TermFacts) -> bool:
    """Tell whether two terms are of the same body or municipality, as far as it is known.

    Two of which neither is known are of the same: an office without a place is one office.
    """
    if not body_names(one) and not body_names(other):
        return True
    if one.municipality and other.municipality and one.municipality is not other.municipality:
        return False
    pairs = [pair for pair in zip(one.body, other.body, strict=True) if all(pair)]
    if pairs:
        return any(is_same_name(*pair) for pair in pairs)
    if one.municipality and other.municipality:
        return True
    return any(
        is_same_name(mine, theirs) for mine in body_names(one) for theirs in body_names(other)
    )


def body_names(term: TermFacts) -> list[str]:
    """Return the names of the body and the municipality of a term."""
    place = term.municipality.name if term.municipality else ""
    return [name for name in (*term.body, place) if name]


def is_same_name(one: str, other: str) -> bool:
    """Tell whether one name has all words of the other, as "Stadt Iserlohn" and "Iserlohn"."""
    first, second = ({unaccented(word) for word in split_words(name)} for name in (one, other))
    return bool(first and second) and (first <= second or second <= first)
