"""Acts on events: save, move, cancel, reinstate."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from planner.db import act, bump_version, set_columns
from planner.models import Event, Status, Visit
from planner.queries.programme.events import old_slug_deletion
from planner.queries.slugs import slugs_taken
from planner.rules import NotFound, RuleBroken
from planner.rules.programme import events
from planner.rules.programme.confidentiality import NO_HIGHLIGHT
from planner.rules.programme.transfers import set_transfer
from planner.rules.slugs import TAKEN, check_slug, free_slug, slug_of
from planner.services.places.pictures import PictureChange, set_picture
from planner.services.versions import lock_calendars, lock_unchanged
from planner.values import value_or_none

UNPRINTED = "internal_notes"  # counts as changed for the sake of two editors


def save_event(
    event: Event,
    values: Mapping[str, object],
    *,
    transfer: Mapping[str, int | str | dt.datetime | None] | None = None,
    picture: PictureChange | None = None,
    seen: int | None,
) -> Event:
    """Save an event, a new one or one that exists.

    `values` are columns by name, its slug as it was typed; `transfer` are those of its transfer,
    or None for an event of another kind; `seen` is the lock_version that was read. Calendars learn
    of it at the flush. Raises RuleBroken for impossible times, a highlight that is not for
    everybody and an address that another event has or had; EditConflict; NotFound.
    """
    with act("save_event", on_conflict=RuleBroken(TAKEN, "slug")) as own:
        lock_calendars(own)  # who makes the same address waits, and gets the next one
        lock_unchanged(own, event, seen)
        slug = slug_for(own, event, values)
        with own.no_autoflush:  # nothing is stored before it is right
            old = events.change_slug(event, slug)
            set_columns(event, {name: value for name, value in values.items() if name != "slug"})
            own.add(event)
            if set_transfer(event, transfer):
                bump_version(event, UNPRINTED)
            events.check_event(event)
            check_public_visit(own, event)
        if picture:
            set_picture(own, event, picture)
        if old and slug:
            own.execute(old_slug_deletion(event, slug))
        if old:
            own.add(old)
    return event


def slug_for(own: Session, event: Event, values: Mapping[str, object]) -> str | None:
    """Return the slug of a highlight: as somebody wrote it, else made from its title, once."""
    if is_of_confidential_visit(own, event):
        return None
    if written := value_or_none(str, values.get("slug")):
        check_slug(written, own.scalars(slugs_taken(Event, written, event)).all())
        return written
    if not values.get("is_highlight", event.is_highlight):
        return event.slug
    wanted = event.slug or slug_of(value_or_none(str, values.get("title_de")) or event.title_de)
    return free_slug(wanted, own.scalars(slugs_taken(Event, wanted, event)))


def check_public_visit(own: Session, event: Event) -> None:
    """Raise RuleBroken if an event of a confidential visit shall be a highlight."""
    if event.is_highlight and is_of_confidential_visit(own, event):
        raise RuleBroken(NO_HIGHLIGHT, "is_highlight")


def is_of_confidential_visit(own: Session, event: Event) -> bool:
    """Tell whether an event, which may be new, belongs to a confidential visit.

    Raises NotFound if its visit is gone, or hidden from whoever saves it.
    """
    if event.visit_id is None:
        return False
    visit = own.get(Visit, event.visit_id)
    if visit is None:
        raise NotFound
    return visit.is_confidential


def move_event(
    event: Event, starts_at: dt.datetime, *, start_fold: int = 0, seen: int | None
) -> Event:
    """Move an event to another start; its end and its pick-up move with it (T-15).

    `starts_at` is on the clock of the event's start; `start_fold` is 1 for the second time that
    this clock shows it. Raises RuleBroken for times that no clock shows, EditConflict, NotFound.
    """
    with act("move_event") as own:
        lock_unchanged(own, event, seen)
        with own.no_autoflush:
            events.shift(event, starts_at, start_fold)
            bump_version(event, UNPRINTED)
            events.check_event(event)
    return event


def cancel_event(event: Event, *, seen: int | None) -> Event:
    """Cancel an event; calendars show it as canceled (R04).

    Raises RuleBroken if it is canceled already, EditConflict, NotFound.
    """
    with act("cancel_event") as own:
        lock_unchanged(own, event, seen)
        events.cancel(event)
    return event


def reinstate_event(event: Event, *, status: Status = Status.CONFIRMED, seen: int | None) -> Event:
    """Reinstate an event that was canceled (R02).

    Raises RuleBroken if it was not canceled, EditConflict, NotFound.
    """
    with act("reinstate_event") as own:
        lock_unchanged(own, event, seen)
        events.reinstate(event, status)
    return event
