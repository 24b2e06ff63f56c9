"""Forms of address of a person, by the rules of the person's own country (P-18 to P-27).

What somebody wants otherwise is kept as an override of the person, and wins.
"""

import datetime as dt
from typing import NamedTuple

from planner.models import AddressForm, Term
from planner.rules.people.addressing.addressee import Addressee
from planner.rules.people.addressing.countries import forms_for
from planner.rules.people.addressing.forms_of_address import FormsOfAddress
from planner.rules.people.people import highest_term, terms_on
from planner.rules.people.person_types import HeldTerm, PersonInOffice, PersonToAddress


class Form(NamedTuple):
    """A form of address, and the numbers of the rules that made it; an override has none."""

    text: str
    is_override: bool
    rule: str


def forms_of_address(
    person: PersonToAddress[HeldTerm], day: dt.date, language: str
) -> dict[AddressForm, Form]:
    """Return how a person is addressed and named on a day in a language, by AddressForm."""
    forms, to = forms_of(person, day), addressee(person, day, language)
    to = to._replace(organisation=person.organisation)
    wanted = {one.form: one.text for one in person.address_overrides if one.language == language}
    return {
        form: Form(wanted[form], True, "")
        if form in wanted
        else Form(forms.text(to, form), False, ", ".join(in_order(forms.rules(to, form))))
        for form in AddressForm
    }


def programme_entry_by_rule(person: PersonInOffice[HeldTerm], day: dt.date, language: str) -> str:
    """Return how somebody stands in a programme, whatever the person wants: name and office."""
    return forms_of(person, day).programme(addressee(person, day, language))


def forms_of(person: PersonInOffice[HeldTerm], day: dt.date) -> FormsOfAddress:
    """Return the forms of address of the person's country (P-22)."""
    return forms_for(person.country, highest_term(person, day))


def addressee(person: PersonInOffice[HeldTerm], day: dt.date, language: str) -> Addressee:
    """Return what the rules look at: the highest office of the day, or a former one that counts."""
    former = forms_of(person, day).former_term(person, day)
    term, has_several = highest_term(person, day), len(terms_on(person, day)) > 1
    return Addressee(person, language, term or former, former, has_several)


def in_order(numbers: set[str]) -> list[str]:
    """Return the numbers of rules as the handbook has them: protocol before documents (D-10)."""
    return sorted(numbers, key=lambda number: (not number.startswith("P"), number))


def is_to_confirm(person: PersonInOffice[Term], day: dt.date) -> bool:
    """Tell whether nobody has asked the office of a person for its forms yet (P-23)."""
    term = term_that_counts(person, day)
    if term is None or term.form_confirmed_on:
        return False
    return forms_of(person, day).needs_confirmation(term.office)


def confirmed_term(person: PersonInOffice[Term], day: dt.date) -> Term | None:
    """Return the term whose forms its office has confirmed, or None (T-09)."""
    term = term_that_counts(person, day)
    return term if term and term.form_confirmed_on else None


def term_that_counts(person: PersonInOffice[Term], day: dt.date) -> Term | None:
    """Return the term that the forms rest on: of the day, or a former one that counts."""
    return highest_term(person, day) or forms_of(person, day).former_term(person, day)
