"""The table of countries whose forms of address are known: a country is one line (P-22)."""

from typing import NamedTuple

from planner.models import Style
from planner.rules.people.addressing.american import AmericanForms
from planner.rules.people.addressing.excellency import ExcellencyForms
from planner.rules.people.addressing.forms_of_address import FormsOfAddress
from planner.rules.people.addressing.german import GermanForms
from planner.rules.people.person_types import HeldTerm


class Country(NamedTuple):
    """How the people of a country are addressed."""

    forms: FormsOfAddress
    has_excellencies: bool = True  # whether its ambassadors and ministers are addressed so


COUNTRIES = {  # by their codes in ISO 3166-1; "": nobody has told it
    "": Country(GermanForms(), has_excellencies=False),
    "DE": Country(GermanForms(), has_excellencies=False),  # nobody at home is an Excellency
    "AT": Country(GermanForms()),
    "CH": Country(GermanForms()),
    "US": Country(AmericanForms(), has_excellencies=False),  # they are "The Honorable"
}
ANY_OTHER = Country(FormsOfAddress())
EXCELLENCY = ExcellencyForms()


def forms_for(country: str, term: HeldTerm | None) -> FormsOfAddress:
    """Return the forms of address for somebody of a country who has a term on that day."""
    found = COUNTRIES.get(country or "", ANY_OTHER)
    return EXCELLENCY if found.has_excellencies and is_excellency(term) else found.forms


def is_excellency(term: HeldTerm | None) -> bool:
    """Tell whether a term makes its holder an Excellency; who only acts is none (P-27)."""
    return term is not None and term.office.style is Style.EXZELLENZ and not term.is_acting
