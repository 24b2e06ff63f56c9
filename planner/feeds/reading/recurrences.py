"""Recurrence rules within bounds: dateutil works them out, and is stopped where nobody looks.

By itself dateutil looks for the next time of a rule until the year 9999, though it may have
none, as the 30th of February, and takes an interval of nothing for one (its issues 1094, 1441).
"""

import datetime as dt
import math
from collections.abc import Iterator

from dateutil.rrule import rrule, rrulestr
from icalendar import vRecur

from planner.feeds.reading.properties import Time, checked
from planner.feeds.reading.refusals import UnreadableCalendar, too_dense

COSTS = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7, "DAILY": 1, "HOURLY": 15}  # of a step
TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
PARTS = {
    *("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS"),
    *TIMES,
    *("FREQ", "COUNT", "WKST"),
}
KNOWN = PARTS | {"INTERVAL", "UNTIL"}
MOST_VALUES = 366  # of one part of a rule
MOST_TIMES = 24 * 60  # of one day
STEP = 10  # what a step costs beside its days
BUDGET = 8_000_000  # costs of one calendar: less than a second
HOUR = dt.timedelta(hours=1)


class StepsExhausted(Exception):
    """A rule has come to its last step."""


class Steps(int):
    """The interval of a rule: it can be added so many times, then it raises StepsExhausted."""

    left: int

    def __radd__(self, other: int) -> int:
        self.take()
        return other + int(self)

    def __mul__(self, other: int) -> int:  # weeks, in days
        self.take()
        return int(self) * other

    def take(self) -> None:
        """Take one step."""
        self.left -= 1
        if self.left < 0:
            raise StepsExhausted


class Budget:
    """How much is left of the time for the recurrences of one calendar."""

    def __init__(self) -> None:
        self.left = BUDGET

    def spend(self, cost: int, title: str) -> None:
        """Take something off. Raises UnreadableCalendar."""
        self.left -= cost
        if self.left < 0:
            raise UnreadableCalendar(too_dense(title))


def times_of(
    rule: vRecur, start: dt.datetime, last: dt.datetime, budget: Budget, title: str
) -> Iterator[dt.datetime]:
    """Yield the times of a rule from its start to the last time, in order; all without a zone.

    UNTIL is left to the caller. Raises ValueError for a broken rule, UnreadableCalendar for one
    that is too dense.
    """
    frequency, interval = check(rule, title)
    if last < start:
        return
    steps = Steps(interval)
    steps.left = span(frequency, start, last) // interval
    budget.spend((steps.left + 1) * cost_of_step(rule, frequency, title), title)
    parts = vRecur({name: rule[name] for name in rule if name in PARTS})
    written: bytes = parts.to_ical()  # type: ignore[no-untyped-call]  # icalendar has no types here
    times = checked(rrulestr(written.decode(), dtstart=start), rrule).replace(interval=steps)
    try:
        for time in times:
            if time > last:
                return
            yield time
    except StepsExhausted:
        return


def until_of(rule: vRecur) -> Time | None:
    """Return the UNTIL of a rule, if it has one."""
    found: Time | None = rule.get("UNTIL", [None])[0]
    return found


def check(rule: vRecur, title: str) -> tuple[str, int]:
    """Return frequency and interval of a rule. Raises ValueError, UnreadableCalendar."""
    [frequency], [interval] = rule["FREQ"], rule.get("INTERVAL", [1])
    if frequency in {"SECONDLY", "MINUTELY"}:
        raise UnreadableCalendar(too_dense(title))
    if frequency not in COSTS or interval < 1 or not set(rule) <= KNOWN:
        raise ValueError("unknown rule")
    if any(count < 1 for count in rule.get("COUNT", ())):
        raise ValueError("no times")
    return frequency, interval


def span(frequency: str, start: dt.datetime, last: dt.datetime) -> int:
    """Return how many steps of a frequency lie between two times, each in a step of its own."""
    years, days = last.year - start.year, (last.date() - start.date()).days
    hours = (last.replace(minute=0, second=0) - start.replace(minute=0, second=0)) // HOUR
    return {
        "YEARLY": years,
        "MONTHLY": years * 12 + last.month - start.month,
        "WEEKLY": (days + 6) // 7,  # a week may have begun six days before
        "DAILY": days,
        "HOURLY": hours,
    }[frequency]


def cost_of_step(rule: vRecur, frequency: str, title: str) -> int:
    """Return what a step of a rule costs. Raises UnreadableCalendar."""
    if any(len(values) > MOST_VALUES for values in rule.values()):
        raise UnreadableCalendar(too_dense(title))
    times = math.prod(len(rule.get(name, "1")) for name in TIMES)
    if times > MOST_TIMES:
        raise UnreadableCalendar(too_dense(title))
    return COSTS[frequency] * (len(rule.get("BYSETPOS", ())) + times) + STEP
