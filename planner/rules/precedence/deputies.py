"""Deputies: who represents the head of a German municipality, and in which order (P-12)."""

import datetime as dt
from collections.abc import Iterable

from planner.models import Branch, Level, Term
from planner.rules.people.people import is_held, terms_on
from planner.rules.people.person_types import OfficeHolder

HOME_COUNTRY = "DE"  # the order of the deputies is law here


def is_mayoral(term: Term) -> bool:
    """Tell whether somebody leads a German municipality in a term, elected, or as a deputy."""
    office, town = term.office, term.municipality
    return (
        office.is_elected
        and (office.level, office.branch) == (Level.MUNICIPAL, Branch.EXECUTIVE)
        and town is not None
        and (town.is_home or town.country == HOME_COUNTRY)
    )


def mayoral_term(person: OfficeHolder[Term], day: dt.date) -> Term | None:
    """Return the term in which somebody is mayor or a deputy on a day, or None."""
    return next((term for term in terms_on(person, day) if is_mayoral(term)), None)


def deputies(own: Term, terms: Iterable[Term], day: dt.date) -> list[Term]:
    """Return the terms of the deputies who may stand in for the holder of a term (P-12).

    Honorary deputies stand in for the mayor in their order, and each for the one before; the
    Beigeordneten represent in administration only, and have no number.
    """
    after = own.office.deputy_number or 0
    held = [
        term
        for term in terms
        if term.municipality_id == own.municipality_id
        and term.person_id != own.person_id
        and is_mayoral(term)
        and is_held(term, day)
        and (term.office.deputy_number or 0) > after
    ]
    return sorted(held, key=lambda term: (term.office.deputy_number or 0, term.id))
