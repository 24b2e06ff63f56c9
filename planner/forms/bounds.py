"""What every field may hold at most, by kind, so that each database can store it.

Texts have their lengths here, numbers and days their ranges; a form adds what its own subject
asks for. What is beyond is refused at its field, and stays there as it was typed.
"""

import datetime as dt
import re

from flask_babel import lazy_gettext
from wtforms import DateField, Field, IntegerField, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

LARGEST_NUMBER = 2**31 - 1  # an Integer of PostgreSQL
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)  # sheets know none before
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,20}")
NO_NUMBER = lazy_gettext("Please write a whole number, in digits.")
TOO_LARGE = lazy_gettext("This number is too large.")
NO_DAY = lazy_gettext("There is no such day. Please write it like 2027-05-13.")
NO_DAY_OF_OURS = lazy_gettext("Please enter a day from 1900 to 2199.")
MOST_CHOSEN = 2_000
TOO_MANY = lazy_gettext("Please choose fewer at once.")
NEVER_SAVED = -1  # no row has been saved so often


class AtMost(Length):
    """Refuse a text that is too long.

    The page has no `maxlength`: a browser would cut what is pasted, and say nothing.
    """

    def __init__(self, most: int, message: str) -> None:
        super().__init__(max=most, message=message)
        self.field_flags = {}

    def __call__(self, form: BaseForm, field: StringField) -> None:
        """Raise StopValidation for a text that is too long: nobody looks at the rest of it."""
        try:
            super().__call__(form, field)
        except ValidationError as too_long:
            raise StopValidation(*too_long.args) from too_long


LINE = AtMost(200, lazy_gettext("Please use at most 200 characters."))
CAPTION = AtMost(300, lazy_gettext("Please use at most 300 characters."))
PARAGRAPHS = AtMost(10_000, lazy_gettext("Please use at most 10,000 characters."))


def ignore(field: Field) -> None:
    """Stop the checks of a field that does not matter here, and of which nothing is saved.

    Raises StopValidation, without an error.
    """
    if field.errors:
        field.data = None
    field.errors = []
    raise StopValidation


def read_number(text: str) -> int:
    """Return the whole number of a text. Raises ValueError, with a sentence, if it is none."""
    if not WHOLE_NUMBER.fullmatch(text.strip()):
        digits = text.strip().lstrip("+-")
        raise ValueError(TOO_LARGE if digits.isascii() and digits.isdecimal() else NO_NUMBER)
    number = int(text)
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(TOO_LARGE)
    return number


class NumberField(IntegerField):
    """A whole number that a column can hold; its range is up to the form."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number. Raises ValueError if it is none, or too large."""
        if valuelist:
            self.data = None
            self.data = read_number(str(valuelist[0]))


class VersionField(IntegerField):
    """The version of a row that somebody has read; what is no number was never saved."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the version: one that cannot be conflicts with any row, and both are shown."""
        if valuelist:
            try:
                self.data = read_number(str(valuelist[0]))
            except ValueError:
                self.data = NEVER_SAVED


class DayField(DateField):
    """A day that databases, calendars and sheets can all hold."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ValueError if there is none such, or it is far away."""
        if not valuelist:
            return
        self.data = None
        try:
            day = dt.datetime.strptime(valuelist[0].strip(), "%Y-%m-%d").date()
        except ValueError as no_day:
            raise ValueError(NO_DAY) from no_day
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(NO_DAY_OF_OURS)
        self.data = day


class ChecksField(SelectMultipleField):
    """Several of a list, each with a box to tick; each once, however often it was sent."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was ticked. Raises ValueError for a value that is none, or too many."""
        chosen = list(dict.fromkeys(valuelist))
        if len(chosen) > MOST_CHOSEN:
            self.data = []
            raise ValueError(TOO_MANY)
        super().process_formdata(chosen)
