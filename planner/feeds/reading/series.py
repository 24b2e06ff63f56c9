"""Recurring events: each of their times, with what is changed or left out (RFC 5545)."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from icalendar import vRecur

from planner.feeds.reading.properties import Time, properties
from planner.feeds.reading.recurrences import Budget, times_of, until_of
from planner.feeds.reading.vevents import EventDefinition, shifted

DAY = dt.timedelta(days=1)
TIME = 20  # what a time costs of the budget


class Occurrence(NamedTuple):
    """One time of an event: its definition, start and end, and its original start."""

    entry: EventDefinition
    starts: Time
    ends: Time
    original: Time | None  # None: the event does not come again


def occurrences(
    entries: list[EventDefinition], last: dt.datetime, budget: Budget
) -> Iterator[Occurrence]:
    """Yield each time of the events with one UID, up to a moment at least.

    Of two for the same time, the one with the higher SEQUENCE counts (RFC 5546 2.1.5).
    Raises ValueError and the like for what is broken, UnreadableCalendar for what is too dense.
    """
    entries = sorted(entries, key=lambda one: one.sequence)
    originals = [one for one in entries if not one.is_change]
    original = originals[-1] if originals else None
    changes = {one.replaced(original or one): one for one in entries if one.is_change}
    for key, one in changes.items():
        yield Occurrence(one, one.starts, one.ends(one.starts), key)
    since = sorted(key for key, one in changes.items() if one.is_this_and_future)
    if original is None:
        return
    for starts, ends in times(original, last, budget):
        if (key := original.key(starts)) in changes:
            continue
        if before := bisect_left(since, key):
            yield shifted_occurrence(changes[since[before - 1]], since[before - 1], starts, key)
        else:
            yield Occurrence(original, starts, ends, key if original.is_repeated else None)


def shifted_occurrence(
    changed: EventDefinition, since: Time, starts: Time, key: Time
) -> Occurrence:
    """Return a time that is changed like an earlier one: moved by as much, with its texts."""
    starts = shifted(starts, changed.key(changed.starts) - since)
    return Occurrence(changed, starts, shifted(starts, changed.length), key)


def times(entry: EventDefinition, last: dt.datetime, budget: Budget) -> Iterator[tuple[Time, Time]]:
    """Yield start and end of each time of an event by its rules and dates, each once."""
    seen = set(entry.excluded())
    for rule in properties(entry.component, "EXRULE", vRecur):  # of RFC 2445, still written
        seen.update(entry.key(starts) for starts in times_by(entry, rule, last, budget))
    for starts, ends in all_times(entry, last, budget):
        if (key := entry.key(starts)) not in seen:
            seen.add(key)
            yield starts, ends


def all_times(
    entry: EventDefinition, last: dt.datetime, budget: Budget
) -> Iterator[tuple[Time, Time]]:
    """Yield start and end of each time of an event, those that are left out included."""
    yield entry.starts, entry.ends(entry.starts)
    for rule in properties(entry.component, "RRULE", vRecur):
        for starts in times_by(entry, rule, last, budget):
            yield starts, entry.ends(starts)
    yield from entry.periods()


def times_by(
    entry: EventDefinition, rule: vRecur, last: dt.datetime, budget: Budget
) -> Iterator[Time]:
    """Yield when an event begins by a rule, until its UNTIL or up to a moment at least."""
    until = until_of(rule)
    some_zone = last.replace(tzinfo=None) + DAY  # later than the moment on every clock
    for wall_time in times_of(rule, entry.wall_start, some_zone, budget, entry.title):
        budget.spend(TIME, entry.title)
        starts = entry.at(wall_time)
        if until is not None and is_over(starts, wall_time, until):
            return
        yield starts


def is_over(starts: Time, wall_time: dt.datetime, until: Time) -> bool:
    """Tell whether a time is later than UNTIL, whichever of its three forms that has."""
    if not isinstance(until, dt.datetime):
        return wall_time.date() > until
    if until.tzinfo is None:
        return wall_time > until
    return starts > until if isinstance(starts, dt.datetime) else starts > until.date()
