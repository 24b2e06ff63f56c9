"""Rules of terms: when an office is held, and by how many at a time."""

import datetime as dt
from typing import NamedTuple

from planner.dates import day
from planner.languages import Message, Written
from planner.models import Municipality, Term
from planner.rules import RuleBroken
from planner.rules.people.people import full_name
from planner.spelling import plain, words


class WantedTerm(NamedTuple):
    """A term as typed; term_in_the_way takes it as a Term."""

    municipality: Municipality | None
    body_de: str
    body_en: str
    since: dt.date | None
    until: dt.date | None
    is_acting: bool


class OfficeTaken(RuleBroken):
    """Somebody else holds an office that one person can hold at a time; `term` says who."""

    def __init__(self, term: Term) -> None:
        super().__init__(taken_by(term), "office_id")
        self.term = term


def check_term(since, until):
    """Raise RuleBroken if a term is over before it begins."""
    if since and until and until < since:
        raise RuleBroken(Message("The last day is before the first."), "until")


def term_in_the_way(wanted, others, today):
    """Return the first of the other terms of a singular office that leaves no room, or None.

    Who acts may stand in beside the holder, but not beside somebody else who acts (P-27).
    """
    return next(
        (
            other
            for other in others
            if other.is_acting == wanted.is_acting
            and overlap(wanted, other, today)
            and is_same_place(wanted, other)
        ),
        None,
    )


def check_room(wanted: WantedTerm, others: list[Term], today: dt.date) -> None:
    """Raise OfficeTaken if one of the other terms of a singular office leaves no room."""
    if other := term_in_the_way(wanted, others, today):
        raise OfficeTaken(other)


def taken_by(term: Term) -> Message:
    """Return who holds an office, and what to do."""
    name = full_name(term.person)
    if term.since is None:
        return Message(
            "%(name)s holds this office, and only one person can at a time. Please enter the"
            " last day of that term first, then save this one.",
            name=name,
        )
    return Message(
        "%(name)s has held this office since %(day)s, and only one person can at a time. Please"
        " enter the last day of that term first, then save this one.",
        name=name,
        day=Written(*(day(term.since, code, weekday=False) for code in ("de", "en"))),
    )


def overlap(one, other, today):
    """Tell whether two terms share more than the day of handing over, and neither is past.

    What is over is left as it is: lists of former years must stay as they were (T-01).
    """
    ends = [term.until or dt.date.max for term in (one, other)]
    begins = max(term.since or dt.date.min for term in (one, other))
    return min(ends) >= today and begins < min(ends)


def is_same_place(one, other):
    """Tell whether two terms are of the same body or place, as far as somebody has told it."""
    if one.municipality and other.municipality and one.municipality is not other.municipality:
        return False
    pairs = [
        pair for pair in ((one.body_de, other.body_de), (one.body_en, other.body_en)) if all(pair)
    ]
    if pairs:
        return any(is_same_name(*pair) for pair in pairs)
    if one.municipality and other.municipality:
        return True
    return any(is_same_name(mine, theirs) for mine in names(one) for theirs in names(other))


def names(term):
    """Return how the body or place of a term is called."""
    place = term.municipality.name if term.municipality else ""
    return [name for name in (term.body_de, term.body_en, place) if name]


def is_same_name(one, other):
    """Tell whether one name has all words of the other: Iserlohn and Stadt Iserlohn."""
    first, second = ({plain(word) for word in words(name)} for name in (one, other))
    return bool(first and second) and (first <= second or second <= first)
