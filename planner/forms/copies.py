"""The form of a copy: to whom a list is given, when and as what."""

from flask_babel import lazy_gettext
from wtforms import RadioField

from planner.forms import NOT_BLANK, Form, line
from planner.forms.bounds import DayField
from planner.forms.choices import SelectChoice
from planner.models import Medium

MEDIA = [
    SelectChoice(Medium.PAGE, lazy_gettext("On paper")),
    SelectChoice(Medium.PDF, lazy_gettext("PDF")),
    SelectChoice(Medium.XLSX, lazy_gettext("Excel")),
    SelectChoice(Medium.CSV, lazy_gettext("CSV")),
]


class CopyForm(Form):
    """Say to whom a list is given."""

    recipient = line(
        lazy_gettext("To whom"),
        NOT_BLANK,
        description=lazy_gettext("A name by which your colleagues know them: the caterer."),
    )
    handed_on = DayField(lazy_gettext("Given on"), [NOT_BLANK])
    medium = RadioField(lazy_gettext("How"), choices=MEDIA, coerce=Medium)
