"""Acts on offices: save and delete them."""

from planner.db import act, set_columns
from planner.models import Office
from planner.queries.precedence.offices import terms_in
from planner.queries.precedence.schemes import versions_naming
from planner.rules import SAVED_BY_ANOTHER, RuleBroken
from planner.rules.precedence.offices import check_unused
from planner.services.versions import lock_row, lock_unchanged


def save_office(office: Office, values: dict[str, object], *, seen: int) -> Office:
    """Save an office, a new one or one that exists; `values` are columns by name.

    Raises EditConflict, NotFound.
    """
    with act() as own:
        lock_unchanged(own, office, seen)
        set_columns(office, values)
        own.add(office)
    return office


def delete_office(office: Office) -> None:
    """Delete an office for good.

    Raises RuleBroken if somebody holds or held it, or a scheme has a place for it; NotFound if it
    is gone.
    """
    with act(on_conflict=RuleBroken(SAVED_BY_ANOTHER)) as own:
        lock_row(own, office)
        check_unused(
            own.scalars(terms_in(office)).all(), own.scalars(versions_naming(office)).all()
        )
        own.delete(office)
