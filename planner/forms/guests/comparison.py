"""Form of the differences between a delegation and its guests."""

from collections.abc import Sequence

from flask_babel import lazy_gettext

from planner.forms import LINE, Form, one_line
from planner.forms.bounds import ChecksField
from planner.forms.choices import SelectChoice
from planner.forms.guests.guests import at_least_one
from planner.languages import translate
from planner.rules import RuleBroken
from planner.rules.guests.comparison import Difference
from planner.rules.people.people import full_name

SOME_DIFFERENCE = at_least_one(lazy_gettext("Please choose at least one difference."))


def key_of(text: str) -> str:
    """Return the key of a difference; what is longer than a line is none."""
    return one_line(text)[: LINE.max]


class ComparisonForm(Form):
    """Choose which differences are taken over."""

    differences = ChecksField(
        lazy_gettext("Differences"), [SOME_DIFFERENCE], coerce=key_of, validate_choice=False
    )
    offered: Sequence[Difference] = ()

    def set_choices(self, differences: Sequence[Difference]) -> None:
        """Let the user choose among the differences of now."""
        self.offered = differences
        self.differences.choices = [
            SelectChoice(one.key, full_name(one.person)) for one in differences
        ]

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the choice why nothing is taken over."""
        self.differences.errors = [*self.differences.errors, translate(broken.message)]
