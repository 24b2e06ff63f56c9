"""Rules of events: times that exist, and what each change means to calendars."""

import datetime as dt
from collections.abc import Iterable

from planner.clock import SECOND, instant, time_exists, zone_exists
from planner.languages import Message
from planner.models import Audience, Event, OldSlug, Representation, Status, Visit
from planner.rules import RuleBroken
from planner.rules.programme.event_types import AnyTimedEvent, PlannedTime, TimedEvent
from planner.rules.programme.transfers import check_pick_up

FIRST_YEAR, LAST_YEAR = 1971, 2099

OUT_OF_RANGE = Message("An event must lie between 1971 and 2099.")
NO_SUCH_ZONE = Message("There is no time zone of this name.")
NO_SUCH_TIME = Message(
    "The clock is put forward then: there is no such time that day. "
    "Please choose an hour earlier or later."
)
ENDS_TOO_EARLY = Message("An event must end after it starts.")
NOT_FOR_ALL = Message("Only an event that everybody may see can be a highlight.")
CANCELLED_ALREADY = Message("This event is canceled already.")
NOT_CANCELLED = Message("This event is not canceled.")
LAST_DAY_TOO_EARLY = Message("The last day must not be before the first.")


def new_event(now: dt.datetime, zone: str, visit: Visit | None = None) -> Event:
    """Return an empty event, of a visit or free-standing."""
    return Event(
        visit_id=visit.id if visit else None,
        status=Status.CONFIRMED,
        audience=Audience.GUESTS if visit else Audience.INTERNAL,
        representation=Representation.OWN_RANK,
        start_zone=zone,
        start_fold=0,
        end_fold=0,
        sequence=0,
        created_at=now,
        revised_at=now,
    )


def check_start(start: PlannedTime) -> None:
    """Raise RuleBroken unless the clock of the zone ever shows this (clock, zone, fold)."""
    clock, zone, _ = start
    if not zone_exists(zone):
        raise RuleBroken(NO_SUCH_ZONE)
    if not FIRST_YEAR <= clock.year <= LAST_YEAR:
        raise RuleBroken(OUT_OF_RANGE)
    if not time_exists(clock, zone):
        raise RuleBroken(NO_SUCH_TIME)


def check_end(start: PlannedTime, end: PlannedTime) -> None:
    """Raise RuleBroken unless the end exists too and comes after the start."""
    check_start(end)
    if instant(*end) <= instant(*start):
        raise RuleBroken(ENDS_TOO_EARLY)


def check_times(start: PlannedTime, end: PlannedTime) -> None:
    """Raise RuleBroken unless both (clock, zone, fold) exist and the end comes after the start."""
    check_start(start)
    check_end(start, end)


def check_days(first: dt.date, last: dt.date) -> None:
    """Raise RuleBroken unless an event can last from one whole day to another, both included."""
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last)):
        raise RuleBroken(OUT_OF_RANGE)
    if last < first:
        raise RuleBroken(LAST_DAY_TOO_EARLY)


def check_highlight(is_highlight: bool, audience: Audience) -> None:
    """Raise RuleBroken if a highlight is not for everybody: the public page would show it."""
    if is_highlight and audience is not Audience.PUBLIC:
        raise RuleBroken(NOT_FOR_ALL)


def is_embargoed(public_from: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether a highlight is not public yet (P05); both are moments in UTC."""
    return public_from is not None and now < public_from


def change_slug(event: Event, slug: str | None) -> OldSlug | None:
    """Give a highlight another slug; return the old one, which redirects (model rule 9)."""
    old, event.slug = event.slug, slug
    return OldSlug(slug=old, event_id=event.id) if old and old != slug else None


def check_event(event: Event) -> None:
    """Raise RuleBroken if the times of an event are impossible, or a highlight is not public.

    It checks the event as it would be stored, whatever form or import has filled it in.
    """
    zone = event.end_zone or event.start_zone
    start = event.starts_at, event.start_zone, event.start_fold
    if event.is_whole_day:
        check_days(event.starts_at.date(), event.ends_at.date())
    else:
        check_times(start, (event.ends_at, zone, event.end_fold))
        check_event_pick_up(event)
    check_highlight(event.is_highlight, event.audience)


def check_event_pick_up(event: Event) -> None:
    """Raise RuleBroken if people would be picked up too late, far too early, or never."""
    if event.transfer and event.transfer.pick_up_at:
        picked_up = event.transfer.pick_up_at, event.start_zone, event.start_fold
        end = event.ends_at, event.end_zone or event.start_zone, event.end_fold
        check_start(picked_up)
        check_pick_up(picked_up, (event.starts_at, event.start_zone, event.start_fold), end)


def shift(event: Event, starts_at: dt.datetime, start_fold: int = 0) -> None:
    """Move an event to another start on its clock; end and pick-up keep their distance (T-15).

    If the clock shows the new end twice, the first time is meant.
    """
    distance = starts_at - event.starts_at
    event.starts_at, event.start_fold = starts_at, start_fold
    event.ends_at, event.end_fold = event.ends_at + distance, 0
    if event.transfer and event.transfer.pick_up_at:
        event.transfer.pick_up_at += distance


def cancel(event: Event) -> None:
    """Cancel an event. Raises RuleBroken if it is cancelled already."""
    if event.status is Status.CANCELLED:
        raise RuleBroken(CANCELLED_ALREADY)
    event.status = Status.CANCELLED


def reinstate(event: Event, status: Status = Status.CONFIRMED) -> None:
    """Give a cancelled event another status again. Raises RuleBroken unless it is cancelled."""
    if event.status is not Status.CANCELLED:
        raise RuleBroken(NOT_CANCELLED)
    event.status = status


def events_in_order(events: Iterable[AnyTimedEvent]) -> list[AnyTimedEvent]:
    """Return the events in the order in which they start, the same in every process."""
    return sorted(events, key=lambda event: (event.starts, event.ends, event.uid))


def last_day(event: TimedEvent) -> dt.date:
    """Return the day on which an event ends, on its own clock."""
    ends_at = event.ends_at
    if not event.is_whole_day and ends_at.time() == dt.time() and ends_at > event.starts_at:
        ends_at -= SECOND
    return ends_at.date()
