"""Forms of feeds."""

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectChoice, StringField

from planner.forms import GIVEN, LINE, Form, one_line
from planner.languages import NAMES


class FeedForm(Form):
    """Make a secret address for somebody's calendar program."""

    label = StringField(
        lazy_gettext("For whom or which device"),
        [GIVEN, LINE],
        filters=[one_line],
        description=lazy_gettext("For example: phone of Ms Brandt, driver, interpreter."),
    )
    language = RadioField(
        lazy_gettext("Language"),
        choices=[SelectChoice(code, name) for code, name in NAMES.items()],
    )
