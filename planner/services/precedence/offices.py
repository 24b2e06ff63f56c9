"""Acts on offices: save and delete them."""

import datetime as dt

from sqlalchemy.orm import Session

from planner.db import act, set_columns
from planner.models import Office
from planner.queries.precedence.offices import (
    exclusive_terms,
    other_terms,
    terms_in,
)
from planner.queries.precedence.schemes import versions_naming
from planner.rules import SAVED_BY_ANOTHER, RuleBroken
from planner.rules.people.terms import check_one_holder_each, is_exclusive
from planner.rules.precedence.offices import check_unused
from planner.services.versions import lock_row, lock_unchanged


def save_office(
    office: Office, values: dict[str, object], *, seen: int | None, today: dt.date
) -> Office:
    """Save an office, a new one or one that exists; `values` are columns by name.

    Raises RuleBroken about `is_singular` if one person shall hold it at a time, and several do;
    EditConflict, NotFound.
    """
    with act("save_office", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "is_singular")) as own:
        lock_unchanged(own, office, seen)
        was_singular = office.is_singular
        set_columns(office, values)
        own.add(office)
        if office.id and bool(office.is_singular) != bool(was_singular):
            mark_terms(own, office, today)
    return office


def mark_terms(own: Session, office: Office, today: dt.date) -> None:
    """Note in the terms of an office, which is locked, whether it is held by one at a time.

    Raises RuleBroken about `is_singular` if several hold it.
    """
    with own.no_autoflush:
        if office.is_singular:
            check_one_holder_each(own.scalars(other_terms(office, None, today)).all(), today)
        for term in own.scalars(exclusive_terms(office)):
            term.is_exclusive = is_exclusive(office, term.person)


def delete_office(office: Office) -> None:
    """Delete an office for good.

    Raises RuleBroken if somebody holds or held it, or a scheme has a place for it; NotFound if it
    is gone.
    """
    with act("delete_office", on_conflict=RuleBroken(SAVED_BY_ANOTHER)) as own:
        lock_row(own, office)
        check_unused(
            own.scalars(terms_in(office)).all(), own.scalars(versions_naming(office)).all()
        )
        own.delete(office)
