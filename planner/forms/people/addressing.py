"""The forms of address in the form of a person: what the person wants otherwise than by rule."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask_babel import lazy_gettext
from wtforms import StringField, TextAreaField

from planner.forms import LINE, FormData, clean_text, line, typed_text
from planner.forms.people.people import LANGUAGE_FIELDS, PersonForm
from planner.languages import LANGUAGES, Bilingual
from planner.models import AddressForm, Gender, Organisation, Person, Term

LABELS = {
    AddressForm.ENVELOPE: lazy_gettext("Envelope"),
    AddressForm.SALUTATION: lazy_gettext("Salutation of a letter"),
    AddressForm.ORAL: lazy_gettext("Spoken to as"),
    AddressForm.PLACE_CARD: lazy_gettext("Place card"),
    AddressForm.TENT_CARD: lazy_gettext("Tent card"),
    AddressForm.PROGRAMME: lazy_gettext("Entry in a program"),
}
OF_SEVERAL_LINES = {AddressForm.ENVELOPE, AddressForm.TENT_CARD}
OVERRIDES = {f"{form}_{code}": (form, code) for code in LANGUAGES for form in AddressForm}
NAMES = (
    *("academic_title", "given_name", "name_prefix", "family_name", "post_nominals"),
    "country",
)


class TypedOverride(NamedTuple):
    """A form of address that a form asks for; forms_of_address takes it as an AddressOverride."""

    form: AddressForm
    language: str
    text: str


class PersonDraft(NamedTuple):
    """A person as typed so far; forms_of_address takes it as a Person, and nobody can save it."""

    academic_title: str
    given_name: str
    name_prefix: str
    family_name: str
    post_nominals: str
    country: str
    function: Bilingual
    gender: Gender
    organisation: Organisation | None
    terms: Sequence[Term]
    address_overrides: list[TypedOverride]


class AddressedPersonForm(PersonForm):
    """The form of a person with the forms of address that the person wants; empty is by rule."""

    separate_fields = (*PersonForm.separate_fields, *OVERRIDES)
    organisations: dict[int, Organisation]  # those to choose from, by id

    def offer_organisations(self, organisations: Iterable[Organisation]) -> None:
        """Let the user choose among the organisations."""
        self.organisations = {one.id: one for one in organisations}
        super().offer_organisations(self.organisations.values())

    def wanted(self) -> list[TypedOverride]:
        """Return the forms of address that are not left to the rules."""
        typed = ((*key, self[name].data) for name, key in OVERRIDES.items())
        return [TypedOverride(form, code, text) for form, code, text in typed if text]

    def draft(self, person: Person | None = None) -> PersonDraft:
        """Return the person as typed so far, right or wrong, with the offices that are saved."""
        return PersonDraft(
            **{name: self[name].data or "" for name in NAMES},
            function=typed_text(self, "function"),
            gender=self.gender.data or Gender.NEITHER,
            organisation=self.organisations.get(self.organisation_id.data),
            terms=person.terms if person else [],
            address_overrides=self.wanted(),
        )

    def forms_of_address(self) -> dict[tuple[AddressForm, str], str]:
        """Return the forms of address that are not left to the rules, by form and language."""
        return {(one.form, one.language): one.text for one in self.wanted()}


def override_field(form: AddressForm, language: str) -> StringField:
    """Return the field of a form of address in a language."""
    label = {
        "de": lazy_gettext("%(form)s (German)", form=LABELS[form]),
        "en": lazy_gettext("%(form)s (English)", form=LABELS[form]),
    }[language]
    if form in OF_SEVERAL_LINES:
        return TextAreaField(label, [LINE], filters=[clean_text])
    return line(label)


for name, key in OVERRIDES.items():
    setattr(AddressedPersonForm, name, override_field(*key))


def addressed_person_form(person: Person, **options: FormData | None) -> AddressedPersonForm:
    """Return the form of a person who is known already."""
    languages = dict(zip(LANGUAGE_FIELDS, person.languages.split(), strict=False))
    saved = {f"{one.form}_{one.language}": one.text for one in person.address_overrides}
    return AddressedPersonForm(obj=person, **languages, **saved, **options)
