"""Forms of precedence schemes: names and options, and new entries."""

import enum
from collections.abc import Iterable, Mapping
from typing import TypeVar

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    ValidationError,
)

from planner.forms import NOT_BLANK, ExtraValidators, Form, VersionedForm, line
from planner.forms.bounds import DayField
from planner.forms.choices import SelectChoice, id_or_none
from planner.languages import Message, translate
from planner.models import Branch, FormerOffices, GuestRole, Level, SchemeEntry
from planner.rules import RuleBroken
from planner.rules.precedence.scheme_versions import check_default_stays
from planner.rules.precedence.schemes import BRANCHES, LEVELS, ROLES, LabelledScheme, version_label

Member = TypeVar("Member", bound=enum.StrEnum)

NOTHING = SelectChoice("", "–")


def version_choices(versions: Iterable[LabelledScheme]) -> list[SelectChoice]:
    """Return the versions of schemes to choose from, the name in the language of the reader."""
    return [SelectChoice(row.id, translate(version_label(row))) for row in versions]


def enum_choices(table: Mapping[Member, Message]) -> list[SelectChoice]:
    """Return the members of an enum to choose from, each with its message."""
    return [SelectChoice(member, translate(word)) for member, word in table.items()]


class SchemeForm(VersionedForm):
    """Add or change what a scheme is called and how it works."""

    name_de = line(lazy_gettext("Name (German)"), NOT_BLANK)
    name_en = line(lazy_gettext("Name (English)"))
    as_of = DayField(lazy_gettext("As of"), [NOT_BLANK])
    is_default = BooleanField(lazy_gettext("New visits and events take this scheme"))
    must_stay_default = False
    keeps_delegations_together = BooleanField(
        lazy_gettext("Delegations stay together"),
        description=lazy_gettext(
            "At the place of their leader, in the order of the delegation. Guests of honor and "
            "hosts stand where the scheme puts them."
        ),
    )
    former_offices = RadioField(
        lazy_gettext("An office that somebody has held, and none since"),
        choices=[
            SelectChoice(
                FormerOffices.AFTER_ALL, lazy_gettext("comes after all who are in office")
            ),
            SelectChoice(FormerOffices.WITH_OFFICE, lazy_gettext("has the place of that office")),
            SelectChoice(FormerOffices.NOT, lazy_gettext("does not count")),
        ],
        coerce=FormerOffices,
        default=FormerOffices.AFTER_ALL,
    )

    def validate_is_default(self, field: BooleanField) -> None:
        """Refuse to leave new visits without a scheme."""
        try:
            check_default_stays(self.must_stay_default, field.data)
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken


class NewSchemeForm(SchemeForm):
    """Add a scheme as a copy of another."""

    separate_fields = ("copy_of",)
    copy_of = SelectField(lazy_gettext("Begin with"), [NOT_BLANK], coerce=int)

    def set_choices(self, versions: Iterable[LabelledScheme]) -> None:
        """Let the user choose which version to copy."""
        self.copy_of.choices = version_choices(versions)


class EntryForm(Form):
    """Add a place to a scheme."""

    what = RadioField(
        lazy_gettext("The place of"),
        choices=[
            SelectChoice("office", lazy_gettext("an office")),
            SelectChoice("level", lazy_gettext("a level, or one of its branches")),
            SelectChoice("role", lazy_gettext("a role at the event, whatever the office")),
        ],
        default="office",
    )
    office_id = SelectField(lazy_gettext("Office"), coerce=id_or_none)
    level = SelectField(lazy_gettext("Level"))
    branch = SelectField(lazy_gettext("Branch"))
    role = SelectField(lazy_gettext("Role"))
    in_own_place = BooleanField(
        lazy_gettext("Only for the municipality that hosts"),
        description=lazy_gettext("Mayors in their own town may stand higher than elsewhere."),
    )

    def set_choices(self, offices: Iterable[tuple[int, str]]) -> None:
        """Let the user choose among offices, given as (id, name), levels, branches and roles."""
        self.office_id.choices = [NOTHING, *(SelectChoice(id, name) for id, name in offices)]
        self.level.choices = [NOTHING, *enum_choices(LEVELS)]
        self.branch.choices = [
            SelectChoice("", lazy_gettext("all branches")),
            *enum_choices(BRANCHES),
        ]
        self.role.choices = [NOTHING, *enum_choices(ROLES)]

    def validate(self, extra_validators: ExtraValidators | None = None) -> bool:
        """Tell whether every entry is right; say at its field if it is missing what is placed."""
        is_right = super().validate(extra_validators)
        asked = {"office": self.office_id, "level": self.level, "role": self.role}
        wanted = asked.get(self.what.data)
        if wanted is not None and not wanted.data:
            wanted.errors = [lazy_gettext("Choose an office, a level or a role.")]
            return False
        return is_right

    def entry(self) -> SchemeEntry:
        """Return the entry that was typed."""
        what = self.what.data
        here = bool(self.in_own_place.data) and what != "role"
        if what == "office":
            return SchemeEntry(office_id=self.office_id.data, in_own_place=here)
        if what == "role":
            return SchemeEntry(role=GuestRole(self.role.data), in_own_place=False)
        branch = Branch(self.branch.data) if self.branch.data else None
        return SchemeEntry(level=Level(self.level.data), branch=branch, in_own_place=here)

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the choice which rule is broken."""
        self.what.errors = [*self.what.errors, translate(broken.message)]
