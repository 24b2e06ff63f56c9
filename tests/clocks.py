"""What clocks show in a year, and how slow our own clock is while coverage is measured."""

import datetime as dt
import sys
from zoneinfo import ZoneInfo

SLOWED = 4 if sys.gettrace() else 1  # by what a test may take longer
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def changes(zone: str, year: int) -> list[dt.date]:
    """Return the days of a year on which the clock of a zone is changed."""
    real, noon = ZoneInfo(zone), dt.datetime(year, 1, 1, 12)
    noons = [noon + DAY * number for number in range(365)]
    return [
        day.date()
        for day in noons
        if day.replace(tzinfo=real).utcoffset() != (day - DAY).replace(tzinfo=real).utcoffset()
    ]


def shown_in_year(zone: str, year: int) -> list[dt.datetime]:
    """Return times of a year: every six hours, and every half hour of the days around changes."""
    start = dt.datetime(year, 1, 1)
    found = {start + 6 * HOUR * number for number in range(365 * 4)}
    for day in changes(zone, year):
        before = dt.datetime.combine(day, dt.time()) - DAY
        found |= {before + HOUR / 2 * number for number in range(3 * 48)}
    return sorted(found)
