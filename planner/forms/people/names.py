"""Names in forms: a title typed into a name is refused at its field (e-13)."""

from wtforms import ValidationError

from planner.languages import translate
from planner.rules import RuleBroken
from planner.rules.people.names import check_family_name, check_given_name


def rule_validator(check):
    """Return what refuses an entry that a rule forbids, in the words of the rule."""

    def refuse(_form, field):
        try:
            check(field.data or "")
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken

    return refuse


WITHOUT_TITLE = rule_validator(check_given_name)
FAMILY_WITHOUT_TITLE = rule_validator(check_family_name)
