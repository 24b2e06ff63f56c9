"""Forms of paper: what shall be printed, in which order and language."""

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectChoice

from planner.forms import Form
from planner.languages import NAMES
from planner.rules.printing import Order

ORDER_CHOICES = [
    SelectChoice(Order.PRECEDENCE, lazy_gettext("By precedence")),
    SelectChoice(Order.ALPHABET, lazy_gettext("By alphabet")),
    SelectChoice(Order.DELEGATION, lazy_gettext("By delegation")),
]


class PrintForm(Form):
    """Choose a guest list; the choice stands in the address, so nothing is sent or changed."""

    class Meta(Form.Meta):
        csrf = False

    order = RadioField(lazy_gettext("Order"), choices=ORDER_CHOICES, coerce=Order)
    language = RadioField(
        lazy_gettext("Language of the paper"),
        choices=[SelectChoice(code, name) for code, name in NAMES.items()],
    )
