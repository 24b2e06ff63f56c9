"""Names in forms: a title typed into a name is refused at its field (e-13)."""

from collections.abc import Callable

from wtforms import StringField, ValidationError

from planner.forms import Form, Validator
from planner.languages import translate
from planner.rules import RuleBroken
from planner.rules.people.names import check_family_name, check_given_name


def rule_validator(check: Callable[[str], None]) -> Validator:
    """Return a validator that refuses what a rule forbids, in the words of the rule."""

    def refuse(_form: Form, field: StringField) -> None:
        try:
            check(field.data or "")
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken

    return refuse


WITHOUT_TITLE = rule_validator(check_given_name)
FAMILY_WITHOUT_TITLE = rule_validator(check_family_name)
