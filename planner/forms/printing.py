"""Forms of paper: what shall be printed, in which order and language."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, SelectChoice

from planner.forms import Form
from planner.languages import NAMES
from planner.rules.printing import GuestListChoice, Order

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
    reasons = BooleanField(
        lazy_gettext("Say why"),
        description=lazy_gettext("By precedence only: below each name what decided, and its rule."),
    )
    language = RadioField(
        lazy_gettext("Language of the paper"),
        choices=[SelectChoice(code, name) for code, name in NAMES.items()],
    )

    def choice(self):
        """Return how the guest list gets printed."""
        order = self.order.data
        return GuestListChoice(order, bool(self.reasons.data) and order is Order.PRECEDENCE)
