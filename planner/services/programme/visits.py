"""Acts on visits: save, and cancel with all their events."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from planner.db import act, set_columns
from planner.models import User, Visit, VisitStatus
from planner.queries.programme.visits import events_to_cancel, old_slug_deletion
from planner.queries.slugs import slugs_taken
from planner.queries.users import user_locked
from planner.rules import RuleBroken
from planner.rules.programme import events, visits
from planner.rules.programme.confidentiality import check_public
from planner.rules.slugs import TAKEN, check_slug, free_slug, slug_of
from planner.services.programme.confidentiality import hide, name_in_charge
from planner.services.rows import one_or_not_found
from planner.services.versions import lock_calendars, lock_unchanged
from planner.values import value_as, value_or_none


def add_visit(
    visit: Visit,
    values: Mapping[str, object],
    *,
    user: User | None = None,
    now: dt.datetime | None = None,
) -> Visit:
    """Save a new visit; its address is made from its German title, once (model rule 9).

    `values` are columns by name; of a confidential visit only the user who adds it and the person
    in charge learn. Raises RuleBroken for impossible days, and a confidential visit in public.
    """
    user_id = user and user.id
    with act("add_visit", on_conflict=RuleBroken(TAKEN)) as own:
        lock_calendars(own)  # who makes the same address waits, and gets the next one
        set_columns(visit, values)
        visits.check_days(visit.first_day, visit.last_day)
        check_public(visit)
        wanted = slug_of(visit.title_de)
        visit.slug = free_slug(wanted, own.scalars(slugs_taken(Visit, wanted)))
        own.add(visit)
        if visit.is_confidential and user_id and now:
            own.flush()
            hide(own, visit, one_or_not_found(own, user_locked(user_id)), now)
    return visit


def save_visit(
    visit: Visit, values: Mapping[str, object], *, cancels_events: bool = False, seen: int | None
) -> Visit:
    """Save a visit that exists.

    `values` are columns by name; a new slug leaves the old one leading to it, but a confidential
    visit keeps its own, and names whoever is in charge. `cancels_events` calls off its events too,
    if the visit is being canceled. Raises RuleBroken for impossible days, an address that another
    visit has or had, and a confidential visit in public; EditConflict; NotFound.
    """
    with act("save_visit", on_conflict=RuleBroken(TAKEN, "slug")) as own:
        lock_unchanged(own, visit, seen)
        if cancels_events and visits.is_being_cancelled(
            visit, value_as(VisitStatus, values["status"])
        ):
            cancel_events(own, visit)
        slug = value_or_none(str, values.get("slug"))
        if slug and not visit.is_confidential:
            change_address(own, visit, slug)
        set_columns(visit, {name: value for name, value in values.items() if name != "slug"})
        visits.check_days(visit.first_day, visit.last_day)
        check_public(visit)
        name_in_charge(own, visit)
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
