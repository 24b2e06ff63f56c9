"""The part of the form of an event that says how people get there, if it is a transfer."""

import datetime as dt

from flask_babel import lazy_gettext
from wtforms import Field, SelectField, TimeField, ValidationError
from wtforms.validators import NumberRange, Optional

from planner.forms import Form, line
from planner.forms.bounds import DayField, NumberField, ignore
from planner.forms.choices import id_or_none
from planner.forms.programme.times import MISSING, ClockTime, TimeRules, is_typed
from planner.models import Event, Kind
from planner.rules.programme.events import check_start
from planner.rules.programme.transfers import TRANSFER_COLUMNS, check_pick_up

LIKE_THE_START = lazy_gettext("Leave it empty if it is the day of the start.")
FROM_ONE = NumberRange(1, 1_000, lazy_gettext("Please enter a number from 1."))


class OnlyForTransfers:
    """Ignore what was typed for a transfer if the event is none."""

    def __call__(self, form: Form, field: Field) -> None:
        """Stop with no error if the event is no transfer, whatever was typed."""
        if form["kind"].data is not Kind.TRANSFER:
            ignore(field)


class TransferFields(TimeRules):
    """Ask from where to where, in what, and when people are picked up.

    It is part of a form that also has `kind`.
    """

    kind: SelectField

    from_venue_id = SelectField(lazy_gettext("From"), [OnlyForTransfers()], coerce=id_or_none)
    to_venue_id = SelectField(lazy_gettext("To"), [OnlyForTransfers()], coerce=id_or_none)
    pick_up_date = DayField(
        lazy_gettext("Pick-up on"), [OnlyForTransfers(), Optional()], description=LIKE_THE_START
    )
    pick_up_time = TimeField(lazy_gettext("Pick-up at"), [OnlyForTransfers(), Optional()])
    vehicle = line(
        lazy_gettext("Vehicle"),
        OnlyForTransfers(),
        description=lazy_gettext("Always call it the same, such as: Bus 1"),
    )
    seats = NumberField(
        lazy_gettext("Seats for passengers"), [OnlyForTransfers(), Optional(), FROM_ONE]
    )
    number = line(lazy_gettext("Number of the flight or train"), OnlyForTransfers())

    def values_of_row(self, row: object) -> dict[str, object]:
        """Return the columns of the transfer that the event has."""
        values = super().values_of_row(row)
        if isinstance(row, Event) and (transfer := row.transfer):
            values |= {name: getattr(transfer, name) for name in TRANSFER_COLUMNS if name in self}
            if at := transfer.pick_up_at:
                values |= {"pick_up_date": at.date(), "pick_up_time": at.time()}
        return values

    @property
    def pick_up(self) -> ClockTime | None:
        """The clock, zone and fold of the pick-up; None while they are incomplete.

        The zone is that of the start, and so is the day unless another one is typed.
        """
        day, hour = self.pick_up_date.data or self.start_date.data, self.pick_up_time.data
        if hour is None or day is None or not self.start:
            return None
        return dt.datetime.combine(day, hour), self.start_zone.data, self.start[2]

    def transfer(self) -> dict[str, str | int | dt.datetime | None] | None:
        """Return the columns of the transfer, or None for an event of another kind."""
        if self.kind.data is not Kind.TRANSFER:
            return None
        values = {name: self[name].data for name in TRANSFER_COLUMNS if name in self}
        return values | {"pick_up_at": self.pick_up and self.pick_up[0]}

    def validate_pick_up_date(self, _field: DayField) -> None:
        """Refuse a day without an hour."""
        if not is_typed(self.pick_up_time):
            raise ValidationError(MISSING)

    def validate_pick_up_time(self, _field: TimeField) -> None:
        """Refuse a pick-up that no clock shows, or that does not fit the start and the end."""
        if self.pick_up:
            self._check(check_start, self.pick_up)
            if self.span:
                self._check(check_pick_up, self.pick_up, *self.span)
