"""The part of a form that says when: two clocks on walls, each with its zone, or whole days."""

import datetime as dt
from collections.abc import Callable
from typing import ParamSpec, TypeAlias
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    TimeField,
    ValidationError,
)
from wtforms.validators import StopValidation

from planner.clock import is_ambiguous_time, time_exists
from planner.forms import Form
from planner.forms.bounds import DayField
from planner.languages import translate
from planner.models import Event
from planner.rules import RuleBroken
from planner.rules.places.countries import zones
from planner.rules.programme.events import check_days, check_end, check_start

ClockTime: TypeAlias = tuple[dt.datetime, str, int]  # the clock on the wall, its zone, the fold
Arguments = ParamSpec("Arguments")

MISSING = lazy_gettext("Enter a date and time.")
AMBIGUOUS_TIME = lazy_gettext(
    "The clock shows this hour twice that night. Please say which one is meant."
)
MIDNIGHT = dt.time()
DAY = dt.timedelta(days=1)


class TimeRequired:
    """Refuse an event without an hour, unless it lasts whole days."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse an hour that is missing; an hour that cannot be read has its own message."""
        is_whole_day = form["is_whole_day"].data
        if is_whole_day or not is_typed(field):
            field.errors = []
            raise StopValidation("" if is_whole_day else MISSING)


def is_typed(field: Field) -> bool:
    """Tell whether somebody has entered something, right or wrong."""
    return any(text.strip() for text in field.raw_data or ())


def fold_or_none(value: str | int | None) -> int | None:
    """Return 0 for the first time that a clock shows an hour, 1 for the second, else None."""
    return int(value) if value is not None and value in (0, 1, "0", "1") else None


def time_fields(event: Event) -> dict[str, dt.date | dt.time | int | None]:
    """Return by field what a form shows of when an event is; nothing of one without a time."""
    if event.starts_at is None:
        return {}
    days: dict[str, dt.date | dt.time | int | None] = {
        "start_date": event.starts_at.date(),
        "end_date": event.ends_at.date(),
    }
    if event.is_whole_day:
        return days
    end_zone = event.end_zone or event.start_zone
    return days | {
        "start_time": event.starts_at.time(),
        "start_turn": event.start_fold if is_ambiguous(event.starts_at, event.start_zone) else None,
        "end_time": event.ends_at.time(),
        "end_turn": event.end_fold if is_ambiguous(event.ends_at, end_zone) else None,
    }


def is_ambiguous(clock: dt.datetime, zone: str) -> bool:
    """Tell whether the clock of a zone shows this time twice."""
    return time_exists(clock, zone) and is_ambiguous_time(clock.replace(tzinfo=ZoneInfo(zone)))


class TimeRules(Form):
    """Show what is wrong with the times at the field that is wrong; part of a form.

    The form has is_whole_day and, for start and end, date, time, zone and turn: which of two
    equal hours is meant in the night in which the clock is put back.
    """

    is_whole_day: BooleanField
    start_date: DayField
    start_time: TimeField
    start_zone: SelectField
    start_turn: RadioField
    end_date: DayField
    end_time: TimeField
    end_zone: SelectField
    end_turn: RadioField

    @property
    def start(self) -> ClockTime | None:
        """The clock, zone and fold of the start; None while they are incomplete."""
        return self._time("start", self.start_zone.data)

    @property
    def end(self) -> ClockTime | None:
        """The clock, zone and fold of the end; its zone is that of the start if none is chosen."""
        return self._time("end", self.end_zone.data or self.start_zone.data)

    def _time(self, name: str, zone: str) -> ClockTime | None:
        day, hour, turn = (self[f"{name}_{part}"].data for part in ("date", "time", "turn"))
        if self.is_whole_day.data:
            hour, turn = MIDNIGHT, None
        if day is None or hour is None or zone not in zones():
            return None
        clock = dt.datetime.combine(day, hour)
        return clock, zone, turn if turn is not None and is_ambiguous(clock, zone) else 0

    @property
    def asks_start_fold(self) -> bool:
        """Whether the clock shows the start twice."""
        return bool(not self.is_whole_day.data and self.start and is_ambiguous(*self.start[:2]))

    @property
    def asks_end_fold(self) -> bool:
        """Whether the clock shows the end twice."""
        return bool(not self.is_whole_day.data and self.end and is_ambiguous(*self.end[:2]))

    @property
    def span(self) -> tuple[ClockTime, ClockTime] | None:
        """The start, and the end of an hour or of the last day; None while one of them is wrong."""
        if not self.start or not self.end:
            return None
        try:
            check_start(self.start)
            check_start(self.end)
        except RuleBroken:
            return None
        clock, zone, fold = self.end
        return self.start, (clock + DAY if self.is_whole_day.data else clock, zone, fold)

    def times(self) -> dict[str, dt.datetime | str | int | bool | None]:
        """Return the columns of an event that say when it is; the form must be right."""
        if self.start is None or self.end is None:
            raise ValueError("The times of a form that is wrong have no columns.")
        (starts_at, start_zone, start_fold), (ends_at, end_zone, end_fold) = self.start, self.end
        return {
            "is_whole_day": self.is_whole_day.data,
            "starts_at": starts_at,
            "start_zone": start_zone,
            "start_fold": start_fold,
            "ends_at": ends_at,
            "end_zone": None if end_zone == start_zone else end_zone,
            "end_fold": end_fold,
        }

    def validate_start_time(self, _field: TimeField) -> None:
        """Refuse a start that no clock ever shows."""
        if self.start and not self.is_whole_day.data:
            self._check(check_start, self.start)

    def validate_start_turn(self, field: RadioField) -> None:
        """Refuse a start that the clock shows twice until one of the two is chosen."""
        if self.asks_start_fold and field.data is None:
            raise ValidationError(AMBIGUOUS_TIME)

    def validate_end_date(self, _field: DayField) -> None:
        """Refuse a last day before the first."""
        if self.start and self.end and self.is_whole_day.data:
            self._check(check_days, self.start[0], self.end[0])

    def validate_end_time(self, _field: TimeField) -> None:
        """Refuse an end that no clock ever shows, or that does not come after the start."""
        if not self.end or self.is_whole_day.data:
            return
        unclear = self.asks_start_fold and self.start_turn.data is None
        if not self.start or self.start_time.errors or unclear:
            self._check(check_start, self.end)
            return
        if self.asks_end_fold and self.end_turn.data is None:
            return
        self._check(check_end, self.start, self.end)

    def validate_end_turn(self, field: RadioField) -> None:
        """Refuse an end that the clock shows twice until one of the two is chosen."""
        if self.asks_end_fold and field.data is None:
            raise ValidationError(AMBIGUOUS_TIME)

    @staticmethod
    def _check(
        rule: Callable[Arguments, None], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> None:
        try:
            rule(*args, **kwargs)
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken
