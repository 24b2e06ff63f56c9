"""Form of offices."""

import enum
from collections.abc import Mapping
from typing import TypeVar

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from planner.forms import LINE, NOT_BLANK, LazyText, VersionedForm, line, one_line
from planner.forms.bounds import NumberField
from planner.forms.choices import SelectChoice
from planner.languages import translate
from planner.models import Branch, Level, Style
from planner.rules import RuleBroken
from planner.rules.precedence.offices import check_deputy

Member = TypeVar("Member", bound=enum.StrEnum)

LEVELS = {
    Level.INTERNATIONAL: lazy_gettext("International level"),
    Level.FEDERAL: lazy_gettext("Federal level"),
    Level.STATE: lazy_gettext("State level"),
    Level.DISTRICT: lazy_gettext("District level"),
    Level.MUNICIPAL: lazy_gettext("Municipal level"),
    Level.OTHER: lazy_gettext("Another level"),
}
BRANCHES = {
    Branch.LEGISLATIVE: lazy_gettext("Legislature"),
    Branch.EXECUTIVE: lazy_gettext("Executive"),
    Branch.JUDICIAL: lazy_gettext("Judiciary"),
    Branch.DIPLOMATIC: lazy_gettext("Diplomacy"),
    Branch.ADMINISTRATION: lazy_gettext("Administration"),
    Branch.OTHER: lazy_gettext("Another branch"),
}
STYLES = {
    Style.NONE: lazy_gettext("none"),
    Style.THE_HONORABLE: "The Honorable",
    Style.EXZELLENZ: lazy_gettext("Excellency (Exzellenz)"),
}


def enum_choices(words: Mapping[Member, LazyText]) -> list[SelectChoice]:
    """Return the members of an enum to choose from, in words."""
    return [SelectChoice(member, word) for member, word in words.items()]


def title(label: LazyText) -> StringField:
    """Return a field for the title of an office."""
    return StringField(label, [NOT_BLANK, LINE], filters=[one_line])


class OfficeForm(VersionedForm):
    """Add or change an office that people can hold."""

    title_de_feminine = title(lazy_gettext("Title in German, of a woman"))
    title_de_masculine = title(lazy_gettext("Title in German, of a man"))
    title_de_neutral = title(lazy_gettext("Title in German, neutral"))
    title_en = title(lazy_gettext("Title in English"))
    translation_approved = BooleanField(lazy_gettext("The translation is approved"))
    level = SelectField(lazy_gettext("Level"), choices=enum_choices(LEVELS), coerce=Level)
    branch = SelectField(lazy_gettext("Branch"), choices=enum_choices(BRANCHES), coerce=Branch)
    is_elected = BooleanField(lazy_gettext("Elected, not appointed"))
    is_singular = BooleanField(
        lazy_gettext("One holder at a time"),
        description=lazy_gettext(
            "In each place or body, such as a mayor: a second one is refused while the first holds"
            " the office."
        ),
    )
    deputy_number = NumberField(
        lazy_gettext("Represents the mayor as deputy number"),
        [Optional(), NumberRange(1, 99, lazy_gettext("Please enter a number from 1."))],
        description=lazy_gettext(
            "1 is proposed first when the mayor declines. Not for heads of departments: they "
            "represent in administration only."
        ),
    )
    spoken_de_feminine = line(
        lazy_gettext("Spoken in German, to a woman"),
        description=lazy_gettext("The word after “Frau”: Bürgermeisterin. Empty: the name."),
    )
    spoken_de_masculine = line(
        lazy_gettext("Spoken in German, to a man"),
        description=lazy_gettext("The word after “Herr”: Bürgermeister. Empty: the name."),
    )
    spoken_de_neutral = line(lazy_gettext("Spoken in German, neutral"))
    spoken_en = line(
        lazy_gettext("Spoken in English"),
        description=lazy_gettext("The word before the name: Mayor, Senator. Empty: Mr. or Ms."),
    )
    to_confirm = BooleanField(
        lazy_gettext("Please confirm: the form of address rests on no reliable source"),
        description=lazy_gettext("Shown wherever somebody holds the office, until it is settled."),
    )
    style = RadioField(
        lazy_gettext("Before the name on an envelope"),
        choices=enum_choices(STYLES),
        coerce=Style,
        default=Style.NONE,
    )

    def validate_deputy_number(self, field: NumberField) -> None:
        """Refuse an office that does not represent the mayor (P-12)."""
        try:
            check_deputy(field.data, self.level.data, self.branch.data, self.is_elected.data)
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken
