"""How long what is kept: the one list of it, and whether a clock can be trusted to end it."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ENDED_FEED_RETENTION = 30 * DAY  # so long a calendar that has ended says so (410)
PREVIEW_RETENTION = DAY  # since somebody looked at it
LEAST_HISTORY = 30 * DAY  # HISTORY_DAYS is never shorter
STRAY_FILE_RETENTION = DAY  # a picture on disk that no row names: it may just be uploaded

ERASING_HOUR = dt.time(3)  # on the clock of the office
LARGEST_STEP = DAY  # a clock that moves on by more, or goes back by more, has jumped
STEADY_FOR = 6 * HOUR  # after a jump, nothing is deleted until the clock has gone on for so long


class ClockReading(NamedTuple):
    """What the clock showed when somebody looked last, and since when it has not jumped."""

    seen_at: dt.datetime
    steady_since: dt.datetime


def next_reading(last: ClockReading | None, now: dt.datetime) -> ClockReading:
    """Return the reading of the clock now; after a jump it has to prove itself anew.

    A planner that was switched off for days has a clock that jumps too: it waits for hours.
    """
    if last is None or abs(now - last.seen_at) > LARGEST_STEP:
        return ClockReading(now, now)
    return ClockReading(now, min(last.steady_since, now))


def is_steady(reading: ClockReading) -> bool:
    """Tell whether the clock can be trusted to say what has been kept for long enough."""
    return reading.seen_at - reading.steady_since >= STEADY_FOR


def is_time_to_erase(last: dt.datetime | None, now: dt.datetime, zone: str) -> bool:
    """Tell whether the trash is to be emptied: once a night, or later if nobody was there then.

    `last` is when it was; a moment that only a wrong clock can have shown does not count.
    """
    here = now.astimezone(ZoneInfo(zone))
    night = dt.datetime.combine(here.date(), ERASING_HOUR, here.tzinfo)
    if here < night:
        night -= DAY
    return last is None or last < night or last > now + DAY
