"""Forms of delegations and of who belongs to them."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, SelectField, ValidationError

from planner.forms import NOT_BLANK, Form, VersionedForm, line, paragraphs
from planner.forms.choices import BilingualRow, NamedRow, SelectChoice, id_or_none, optional_choices
from planner.forms.people.names import FAMILY_WITHOUT_TITLE, WITHOUT_TITLE
from planner.languages import Message, translate
from planner.models import Delegate, DelegationOrder, Person
from planner.rules import RuleBroken
from planner.rules.guests.delegations import check_companion, check_not_in_delegation
from planner.rules.people.people import full_name

ORDER_CHOICES = [
    SelectChoice(DelegationOrder.AS_SENT, lazy_gettext("As the sender has ordered it")),
    SelectChoice(DelegationOrder.LEADER_THEN_ALPHABET, lazy_gettext("Leader, then alphabet")),
    SelectChoice(DelegationOrder.BY_SCHEME, lazy_gettext("By precedence")),
]

ORDER_DESCRIPTIONS = {
    DelegationOrder.AS_SENT: lazy_gettext("Names stay where they are; you move them one by one."),
    DelegationOrder.LEADER_THEN_ALPHABET: lazy_gettext(
        "The leader first, all others by family name."
    ),
    DelegationOrder.BY_SCHEME: lazy_gettext(
        "As the order of precedence puts the offices held that day."
    ),
}


def organisation_choices(organisations: Iterable[BilingualRow]) -> list[SelectChoice]:
    """Return organisations to choose from, and the choice of none of them."""
    named = (SelectChoice(one.id, one.name.in_language().text) for one in organisations)
    return [SelectChoice("", "–"), *named]


class DelegationForm(VersionedForm):
    """Add or change a delegation."""

    name_de = line(lazy_gettext("Name (German)"), NOT_BLANK)
    name_en = line(lazy_gettext("Name (English)"))
    municipality_id = SelectField(lazy_gettext("Sent by the municipality"), coerce=id_or_none)
    organisation_id = SelectField(lazy_gettext("Sent by the organization"), coerce=id_or_none)
    ordering = RadioField(
        lazy_gettext("Order of the list"), choices=ORDER_CHOICES, coerce=DelegationOrder
    )
    told = ORDER_DESCRIPTIONS

    def set_choices(
        self, municipalities: Iterable[NamedRow], organisations: Iterable[BilingualRow]
    ) -> None:
        """Let the user choose who sends the delegation."""
        self.municipality_id.choices = optional_choices(municipalities)
        self.organisation_id.choices = organisation_choices(organisations)


class AddDelegateForm(Form):
    """Add somebody of the address book."""

    person_id = SelectField(lazy_gettext("Person"), [NOT_BLANK], coerce=int)
    people: dict[int, Person]  # those to choose from, by id
    delegates: Sequence[Delegate] = ()

    def set_choices(self, people: Iterable[Person], delegates: Sequence[Delegate]) -> None:
        """Let the user choose among people; `delegates` are in the delegation already."""
        self.people = {person.id: person for person in people}
        self.delegates = delegates
        self.person_id.choices = [(person.id, full_name(person)) for person in people]

    def validate_person_id(self, field: SelectField) -> None:
        """Refuse a person who is in the delegation already."""
        if person := self.people.get(field.data):
            try:
                check_not_in_delegation(person, self.delegates)
            except RuleBroken as broken:
                raise ValidationError(translate(broken.message)) from broken

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the choice of a person which rule is broken."""
        self.person_id.errors = [*self.person_id.errors, translate(broken.message)]


class NewDelegateForm(Form):
    """Add somebody whom the address book does not know yet."""

    given_name = line(lazy_gettext("Given name"), WITHOUT_TITLE)
    family_name = line(lazy_gettext("Family name"), NOT_BLANK, FAMILY_WITHOUT_TITLE)
    function_de = line(lazy_gettext("Function (German)"))
    function_en = line(lazy_gettext("Function (English)"))
    organisation_id = SelectField(lazy_gettext("Organization"), coerce=id_or_none)
    is_another = BooleanField(lazy_gettext("This is somebody else with the same name"))

    def set_choices(self, organisations: Iterable[BilingualRow]) -> None:
        """Let the user choose whom the person works for."""
        self.organisation_id.choices = organisation_choices(organisations)

    def person_values(self) -> dict[str, object]:
        """Return what was typed about the person, by the names of columns."""
        return {name: text for name, text in self.values().items() if name != "is_another"}

    def ask_who_is_meant(self) -> None:
        """Show at the name that the address book has somebody who may be meant."""
        message = Message("Somebody of this name is in the address book: see above.")
        self.family_name.errors = [translate(message)]


class OrderForm(VersionedForm):
    """Choose the order of a delegation's list (P-17)."""

    ordering = RadioField(
        lazy_gettext("Order of the list"),
        [NOT_BLANK],
        choices=ORDER_CHOICES,
        coerce=DelegationOrder,
    )
    told = ORDER_DESCRIPTIONS


class DelegateForm(VersionedForm):
    """Change what somebody is in a delegation."""

    is_leader = BooleanField(
        lazy_gettext("Leads the delegation"),
        description=lazy_gettext("Only one can: whoever led it before is a member then."),
    )
    function_de = line(
        lazy_gettext("Function as printed (German)"),
        description=lazy_gettext("Empty: the office of that day, or the function of the person."),
    )
    function_en = line(lazy_gettext("Function as printed (English)"))
    companion_of_id = SelectField(lazy_gettext("Travels as companion of"), coerce=id_or_none)
    notes = paragraphs(
        lazy_gettext("Notes of the office"),
        description=lazy_gettext("Internal: in no calendar, on no paper, on no public page."),
    )
    delegate: Delegate
    delegates: Sequence[Delegate] = ()

    def set_choices(self, delegate: Delegate, delegates: Sequence[Delegate]) -> None:
        """Let the user choose with whom the delegate travels."""
        self.delegate, self.delegates = delegate, delegates
        others = [(one.id, full_name(one.person)) for one in delegates if one is not delegate]
        self.companion_of_id.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(*one) for one in others),
        ]

    def validate_companion_of_id(self, field: SelectField) -> None:
        """Refuse a partner with whom the delegate cannot travel."""
        partner = next((one for one in self.delegates if one.id == field.data), None)
        if partner:
            try:
                check_companion(self.delegate, partner, self.delegates)
            except RuleBroken as broken:
                raise ValidationError(translate(broken.message)) from broken

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the choice of the partner which rule is broken."""
        self.companion_of_id.errors = [*self.companion_of_id.errors, translate(broken.message)]
