"""Form of the differences between a delegation and its guests."""

from flask_babel import lazy_gettext
from wtforms import SelectChoice, ValidationError

from planner.forms import Form
from planner.forms.guests import CheckListField, some
from planner.rules.people import full_name

SOMETHING = some(lazy_gettext("Please choose at least one difference."))


class ComparisonForm(Form):
    """Choose which differences are taken over."""

    differences = CheckListField(
        lazy_gettext("Differences"), [SOMETHING], coerce=str, validate_choice=False
    )
    offered = ()

    def offer(self, differences):
        """Let the user choose among the differences of now."""
        self.offered = differences
        self.differences.choices = [
            SelectChoice(one.key, full_name(one.person)) for one in differences
        ]

    def validate_differences(self, field):
        """Refuse what is no difference any more: somebody else has changed one of the two."""
        if set(field.data) - {one.key for one in self.offered}:
            raise ValidationError(
                lazy_gettext(
                    "Someone else has changed the delegation or the list in the meantime. "
                    "Nothing is saved: please look again."
                )
            )

    def chosen(self):
        """Return the differences that were chosen."""
        return [one for one in self.offered if one.key in self.differences.data]
