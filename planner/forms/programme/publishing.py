"""The part of the form of an event that says whether, where and when everybody sees it."""

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import Optional

from planner.clock import instant
from planner.forms import Form, line
from planner.forms.bounds import DayField, ignore
from planner.forms.programme.times import MIDNIGHT, MISSING, TimeRules, is_typed
from planner.models import Event
from planner.rules.programme.events import check_highlight, check_start
from planner.rules.slugs import check_slug


class OnlyForHighlights:
    """Ignore what was typed for a highlight if the event is none."""

    def __call__(self, form: Form, field: Field) -> None:
        """Stop with no error if the event is no highlight, whatever was typed."""
        if not form["is_highlight"].data:
            ignore(field)


class PublishingFields(TimeRules):
    """Ask whether an event is a highlight, for its address, and when it becomes public (P05).

    It is part of a form that also has `audience`.
    """

    audience: RadioField

    is_highlight = BooleanField(
        lazy_gettext("Highlight: show it on the public page"),
        description=lazy_gettext("Only an event that everybody may see can be one."),
    )
    slug = line(
        lazy_gettext("Address of its page"),
        description=lazy_gettext(
            "The last part of the address. Leave it empty: it is made from the German title."
        ),
    )
    public_date = DayField(lazy_gettext("Not public before"), [OnlyForHighlights(), Optional()])
    public_time = TimeField(
        lazy_gettext("At"),
        [OnlyForHighlights(), Optional()],
        description=lazy_gettext("Without an hour: from the beginning of that day."),
    )

    taken: Collection[str] = ()  # addresses that other events have or had
    office_zone = "UTC"  # on whose clock it becomes public

    def public_from(self) -> dt.datetime | None:
        """Return the moment (UTC) from which on everybody sees the highlight; None if at once.

        Where the clock shows the hour twice it is the second: nothing is public too early.
        """
        if not self.is_highlight.data or not self.public_date.data:
            return None
        clock = dt.datetime.combine(self.public_date.data, self.public_time.data or MIDNIGHT)
        return instant(clock, self.office_zone, fold=1)

    def validate_is_highlight(self, field: BooleanField) -> None:
        """Refuse a highlight that not everybody may see."""
        self._check(check_highlight, field.data, self.audience.data)

    def validate_slug(self, field: StringField) -> None:
        """Refuse an address that is none, or that another event has or had."""
        if field.data:
            self._check(check_slug, field.data, self.taken)

    def validate_public_date(self, field: DayField) -> None:
        """Refuse a moment that the office's clock never shows."""
        if field.data:
            clock = dt.datetime.combine(field.data, self.public_time.data or MIDNIGHT)
            self._check(check_start, (clock, self.office_zone, 1))

    def validate_public_time(self, _field: TimeField) -> None:
        """Refuse an hour without a day."""
        if not is_typed(self.public_date):
            raise ValidationError(MISSING)


def embargo_fields(event: Event, zone: str) -> dict[str, dt.date | dt.time]:
    """Return by field what a form shows of when a highlight becomes public, on a zone's clock."""
    if event.public_from is None:
        return {}
    local = event.public_from.astimezone(ZoneInfo(zone))
    return {"public_date": local.date(), "public_time": local.time()}
