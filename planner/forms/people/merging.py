"""The form that merges two entries of the address book: whose value is kept, field by field."""

from typing import NamedTuple

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from planner.forms import Form, LazyText
from planner.forms.bounds import VersionField
from planner.forms.choices import SelectChoice
from planner.forms.people.addressing import LABELS as ADDRESS_LABELS
from planner.forms.people.addressing import OVERRIDES
from planner.forms.people.people import GENDERS, PREFIX_SORT_CHOICES
from planner.languages import Message, reader_language, translate
from planner.models import Person
from planner.rules.people.merging import (
    JOINABLE_COLUMNS,
    PERSON_COLUMNS,
    FieldValue,
    MergeChoice,
    conflicting_fields,
    entry_values,
)
from planner.rules.people.spoken_languages import language_names
from planner.rules.places.countries import country_name

LABELS: dict[str, LazyText] = {
    "gender": lazy_gettext("Salutation"),
    "academic_title": lazy_gettext("Academic title"),
    "given_name": lazy_gettext("Given name"),
    "name_prefix": lazy_gettext("Name prefix"),
    "family_name": lazy_gettext("Family name"),
    "sorts_with_prefix": lazy_gettext("Place in lists"),
    "post_nominals": lazy_gettext("After the name"),
    "pronunciation": lazy_gettext("Pronunciation"),
    "languages": lazy_gettext("Languages"),
    "organisation_id": lazy_gettext("Organization"),
    "country": lazy_gettext("Country"),
    "function_de": lazy_gettext("Function (German)"),
    "function_en": lazy_gettext("Function (English)"),
    "email": lazy_gettext("E-mail address"),
    "phone": lazy_gettext("Phone"),
    "postal_address": lazy_gettext("Postal address"),
    "biography_de": lazy_gettext("Biography (German)"),
    "biography_en": lazy_gettext("Biography (English)"),
    "notes": lazy_gettext("Notes for the office"),
}
FORM_IN_LANGUAGE = {
    "de": lazy_gettext("%(form)s (German)"),
    "en": lazy_gettext("%(form)s (English)"),
}
YES_OR_NO: dict[FieldValue, str] = {True: "yes", False: "no"}
KEEP = "keep_"  # begins the names of the fields that choose
NOT_IN_NOTES = {
    "notes",
    *JOINABLE_COLUMNS,
    *OVERRIDES,
}  # what the notes do not repeat: long, or of no use there


def version_field() -> VersionField:
    """Return a hidden field for the version of an entry that the user has seen."""
    return VersionField(validators=[InputRequired()], widget=HiddenInput())


class UndisputedField(NamedTuple):
    """A field about which there is nothing to choose, and what the merged entry says there."""

    label: str
    words: str
    is_new: bool  # only the entry that goes has said it


class MergeForm(Form):
    """Choose whose value is kept where both entries say something; made by merge_form."""

    lock_version = version_field()
    other_version = version_field()
    notes_rest = BooleanField(
        lazy_gettext("Write what is not kept into the notes for the office"), default=True
    )
    choosing: tuple[str, ...] = ()  # the fields about which there is something to choose

    def choices(self) -> dict[str, MergeChoice]:
        """Return whose value is kept, by the name of the field."""
        return {name: self[KEEP + name].data for name in self.choosing}

    def show_versions(self, kept: Person, other: Person) -> None:
        """Let the form be sent once more, now about later versions of both entries."""
        for field, person in ((self.lock_version, kept), (self.other_version, other)):
            field.data, field.raw_data = person.lock_version, None

    def rest(self, kept: Person, other: Person) -> str:
        """Return what is not kept, in words for the notes."""
        dropped: list[str] = []
        for name, choice in self.choices().items():
            if name not in NOT_IN_NOTES:
                loser = other if choice is MergeChoice.OURS else kept
                dropped.append(f"{label_of(name)}: {field_text(loser, name)}")
        if not self.notes_rest.data or not dropped:
            return ""
        return "\n".join([translate(NOT_KEPT), *dropped])


NOT_KEPT = Message("Not kept when two entries were merged:")


def label_of(name: str) -> str:
    """Return what a field is called."""
    if name in LABELS:
        return str(LABELS[name])
    form, language = OVERRIDES[name]
    return str(FORM_IN_LANGUAGE[language]) % {"form": ADDRESS_LABELS[form]}


def field_text(person: Person, name: str) -> str:
    """Return what an entry says in a field, as its reader understands it."""
    value = entry_values(person).get(name)
    if name == "organisation_id":
        return person.organisation.name.in_language().text if person.organisation else ""
    if name == "country":
        return country_name(person.country, reader_language())
    if name == "languages":
        return language_names(person.languages, reader_language())
    for choice in {"gender": GENDERS, "sorts_with_prefix": PREFIX_SORT_CHOICES[1:]}.get(name, ()):
        if choice.value in (value, YES_OR_NO.get(value)):
            return str(choice.label)
    return str(value) if value else ""


def merge_form(kept: Person, other: Person) -> MergeForm:
    """Return the form for two entries, with a choice for each field in which they differ."""
    names = conflicting_fields(kept, other)
    fields = {KEEP + name: choice_field(kept, other, name) for name in names}
    form_of_two = type("MergeFormOfTwo", (MergeForm,), {**fields, "choosing": tuple(names)})
    form: MergeForm = form_of_two(lock_version=kept.lock_version, other_version=other.lock_version)
    return form


def choice_field(kept: Person, other: Person, name: str) -> RadioField:
    """Return the field that asks whose value is kept, or whether both are."""
    choices = [
        SelectChoice(MergeChoice.OURS, field_text(kept, name)),
        SelectChoice(MergeChoice.THEIRS, field_text(other, name)),
    ]
    if name in JOINABLE_COLUMNS:
        choices.append(SelectChoice(MergeChoice.BOTH, lazy_gettext("Both, one below the other")))
    default = MergeChoice.BOTH if name in JOINABLE_COLUMNS else MergeChoice.OURS
    return RadioField(label_of(name), choices=choices, coerce=MergeChoice, default=default)


def undisputed(kept: Person, other: Person) -> list[UndisputedField]:
    """Return the fields about which there is nothing to choose, as the merged entry says them."""
    asked = conflicting_fields(kept, other)
    return [
        UndisputedField(
            label_of(name),
            field_text(kept, name) or field_text(other, name),
            not field_text(kept, name),
        )
        for name in (*PERSON_COLUMNS, *OVERRIDES)
        if name not in asked and (field_text(kept, name) or field_text(other, name))
    ]
