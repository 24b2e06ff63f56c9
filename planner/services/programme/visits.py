"""Acts on visits: save, and cancel with all their events."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from planner.db import act, set_columns
from planner.models import Visit, VisitStatus
from planner.queries.programme.visits import events_to_cancel, old_slug_deletion
from planner.queries.slugs import slugs_taken
from planner.rules import RuleBroken
from planner.rules.programme import events, visits
from planner.rules.slugs import TAKEN, check_slug, free_slug, slug_of
from planner.services.versions import lock_calendars, lock_unchanged
from planner.values import value_as, value_or_none


def add_visit(visit: Visit, values: Mapping[str, object]) -> Visit:
    """Save a new visit; its address is made from its German title, once (model rule 9).

    `values` are columns by name. Raises RuleBroken for impossible days.
    """
    with act(on_conflict=RuleBroken(TAKEN)) as own:
        lock_calendars(own)  # who makes the same address waits, and gets the next one
        set_columns(visit, values)
        visits.check_days(visit.first_day, visit.last_day)
        wanted = slug_of(visit.title_de)
        visit.slug = free_slug(wanted, own.scalars(slugs_taken(Visit, wanted)))
        own.add(visit)
    return visit


def save_visit(
    visit: Visit, values: Mapping[str, object], *, cancels_events: bool = False, seen: int | None
) -> Visit:
    """Save a visit that exists.

    `values` are columns by name; a new slug leaves the old one leading to it. `cancels_events`
    calls off its events too, if the visit is being canceled. Raises RuleBroken for impossible days
    and an address that another visit has or had, EditConflict, NotFound.
    """
    with act(on_conflict=RuleBroken(TAKEN, "slug")) as own:
        lock_unchanged(own, visit, seen)
        if cancels_events and visits.is_being_cancelled(
            visit, value_as(VisitStatus, values["status"])
        ):
            cancel_events(own, visit)
        if slug := value_or_none(str, values.get("slug")):
            change_address(own, visit, slug)
        set_columns(visit, values)
        visits.check_days(visit.first_day, visit.last_day)
    return visit


def cancel_events(own: Session, visit: Visit) -> None:
    """Cancel the events of a visit, in the act that cancels the visit."""
    for event in own.scalars(events_to_cancel(visit)):
        events.cancel(event)


def change_address(own: Session, visit: Visit, slug: str) -> None:
    """Change the address of a visit, in an act; the old one redirects from now on."""
    check_slug(slug, own.scalars(slugs_taken(Visit, slug, visit)).all())
    own.execute(old_slug_deletion(visit, slug))
    if old := visits.change_slug(visit, slug):
        own.add(old)
