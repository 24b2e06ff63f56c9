"""Rules of events: times that exist, and what each change means to calendars."""

import datetime as dt

from planner.clock import SECOND, exists, instant
from planner.languages import Message
from planner.models import Audience, Event, OldSlug, Representation, Status
from planner.rules import RuleBroken

START = ("starts_at", "start_zone", "start_fold")
END = ("ends_at", "end_zone", "end_fold")
TIMES = (*START, *END, "is_whole_day")
PUBLISHED = ("is_highlight", "audience", "public_from")
PRINTED = {  # what a feed prints of an event: a change of it is a new revision (model rule 2)
    *("title_de", "title_en", "description_de", "description_en", "venue_id", "kind", "status"),
    *("dress_de", "dress_en", "languages", "interpretation", "slug", "responsible_id"),
    *(*TIMES, *PUBLISHED),
    "transfer",  # rules.transfers.set_transfer
}
FIRST_YEAR, LAST_YEAR = 1971, 2099

OUT_OF_RANGE = Message("An event must lie between 1971 and 2099.")
NO_SUCH_TIME = Message(
    "The clock is put forward then: there is no such time that day. "
    "Please choose an hour earlier or later."
)
ENDS_TOO_EARLY = Message("An event must end after it starts.")
NOT_FOR_ALL = Message("Only an event that everybody may see can be a highlight.")
LAST_DAY_TOO_EARLY = Message("The last day must not be before the first.")


def new_event(now, zone, visit=None):
    """Return an event that nobody has filled in yet, of a visit or free-standing."""
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


def check_start(start):
    """Raise RuleBroken unless the clock of the zone ever shows this (clock, zone, fold)."""
    clock, zone, _ = start
    if not FIRST_YEAR <= clock.year <= LAST_YEAR:
        raise RuleBroken(OUT_OF_RANGE)
    if not exists(clock, zone):
        raise RuleBroken(NO_SUCH_TIME)


def check_end(start, end):
    """Raise RuleBroken unless the end exists too and comes after the start."""
    check_start(end)
    if instant(*end) <= instant(*start):
        raise RuleBroken(ENDS_TOO_EARLY)


def check_times(start, end):
    """Raise RuleBroken unless both (clock, zone, fold) exist and the end comes after the start."""
    check_start(start)
    check_end(start, end)


def check_days(first, last):
    """Raise RuleBroken unless the last of whole days, which is included, can follow the first."""
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last)):
        raise RuleBroken(OUT_OF_RANGE)
    if last < first:
        raise RuleBroken(LAST_DAY_TOO_EARLY)


def check_highlight(is_highlight, audience):
    """Raise RuleBroken if the public page would show what is not for everybody."""
    if is_highlight and audience is not Audience.PUBLIC:
        raise RuleBroken(NOT_FOR_ALL)


def is_embargoed(public_from, now):
    """Tell whether a highlight is not for everybody yet (P05)."""
    return public_from is not None and now < public_from


def move_to(event, slug):
    """Give a highlight another address; return the old one, which leads there (model rule 9)."""
    old, event.slug = event.slug, slug
    return OldSlug(slug=old, event_id=event.id) if old and old != slug else None


def revise(event, changed, now):
    """Note what a change means to feeds (R01); `changed` holds the old values by name."""
    if PRINTED & changed.keys():
        reprint(event, now)
    moved = any(told(event, changed) != told(event, {}) for told in (_moments, _status))
    if moved or _is_picked_up_otherwise(event, changed):
        event.sequence += 1


def reprint(event, now):
    """Raise revised_at, because something that feeds print of the event has changed (R09)."""
    event.revised_at = next_revision(event.revised_at, now)


def next_revision(revised_at, now):
    """Return when something is revised that was before: later, even within a second."""
    return max(now, revised_at + SECOND)


def delete(event, now):
    """Take an event out of its feeds; they tell of it once more, as cancelled (R05)."""
    if event.deleted_at is None:
        event.deleted_at = now
        event.sequence += 1
        reprint(event, now)


def restore(event, now):
    """Put an event back that was deleted; its sequence does not fall (R02)."""
    if event.deleted_at is not None:
        event.deleted_at = None
        event.sequence += 1
        reprint(event, now)


def in_order(events):
    """Return the events in the order in which they start, the same in every process."""
    return sorted(events, key=lambda event: (event.starts, event.ends, event.uid))


def last_day(event):
    """Return the day on which an event ends, on its own clock."""
    ends_at = event.ends_at
    if not event.is_whole_day and ends_at.time() == dt.time() and ends_at > event.starts_at:
        ends_at -= SECOND
    return ends_at.date()


def _moments(event, changed):
    starts_at, start_zone, start_fold, ends_at, end_zone, end_fold, whole = (
        changed.get(name, getattr(event, name)) for name in TIMES
    )
    if whole:
        return starts_at.date(), ends_at.date()  # on calendars, whole days have no zone
    return (
        instant(starts_at, start_zone, start_fold),
        instant(ends_at, end_zone or start_zone, end_fold),
    )


def _is_picked_up_otherwise(event, changed):
    """Tell whether the pick-up has changed: for drivers, a transfer starts then."""
    if "transfer" not in changed:
        return False
    before = changed["transfer"]  # as rules.transfers.told has it: the pick-up is the last
    return (before and before[-1]) != (event.transfer and event.transfer.pick_up_at)


def _status(event, changed):
    return changed.get("status", event.status)
