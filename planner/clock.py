"""Time: what is planned is a clock on a wall, its zone and its fold; what has happened is UTC."""

import datetime as dt
import functools
import zoneinfo
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(())  # the tz database of the lock file, whatever the machine has (T12)
SECOND = dt.timedelta(seconds=1)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def utc_now() -> dt.datetime:
    """Return the current moment in whole seconds, as calendars count."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@functools.cache
def zone_exists(name: str) -> bool:
    """Tell whether the tz database knows a zone of this name."""
    return name in zoneinfo.available_timezones()


def instant(wall_clock: dt.datetime, zone: str, fold: int) -> dt.datetime:
    """Return the moment in UTC at which the clock of the zone shows this time."""
    return wall_clock.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(dt.UTC)


def time_exists(wall_clock: dt.datetime, zone: str) -> bool:
    """Tell whether the clock of the zone ever shows this time, or jumps over it."""
    try:
        shown = instant(wall_clock, zone, fold=0).astimezone(ZoneInfo(zone))
    except OverflowError:  # on the first or the last day that there is: Python has no UTC for it
        return False
    return shown.replace(tzinfo=None) == wall_clock


def is_ambiguous_time(time: dt.datetime) -> bool:
    """Tell whether the clock of its zone shows this time twice."""
    return time.replace(fold=0).utcoffset() != time.replace(fold=1).utcoffset()


def day_start(day: dt.date, zone: str) -> dt.datetime:
    """Return the moment in UTC at which a day begins in the zone."""
    return instant(dt.datetime.combine(day, dt.time()), zone, fold=0)
