"""American forms of address: "The Honorable", and Mr. or Ms. for who is appointed (P-22 to P-26).

The envelope is American in a German letter too; what else is German there is so by its language.
"""

import datetime as dt

from planner.models import AddressForm, Branch, Level, Office, Style
from planner.rules.people.addressing.addressee import Addressee
from planner.rules.people.addressing.forms_of_address import CARDS, SPOKEN_FORMS, FormsOfAddress
from planner.rules.people.addressing.office_titles import title_line
from planner.rules.people.addressing.person_names import after_name, bare_name, joined, surname
from planner.rules.people.people import rank_of_office
from planner.rules.people.person_types import AnyTerm, OfficeHolder

HONORED = {Style.THE_HONORABLE, Style.EXZELLENZ}
SPOKEN_ALONE = {"Senator", "Governor", "Mayor"}  # but "Council Member Osman"
APPOINTED_LEVELS = {Level.STATE, Level.DISTRICT, Level.MUNICIPAL}  # P-26 speaks of these
HONORED_FORMS = {AddressForm.ENVELOPE, AddressForm.SALUTATION, AddressForm.PROGRAMME}


def is_honorable(to: Addressee) -> bool:
    """Tell whether "The Honorable" stands before a name: once, always (P-23, P-25, P-27)."""
    if to.term is None:
        return False
    has_style = to.term.office.style in HONORED and not to.is_acting
    return has_style or to.former is not None


def honored_name(to: Addressee) -> str:
    """Return "The Honorable Joan Field": without degrees, Mr. and Ms. (P-24)."""
    return f"The Honorable {bare_name(to.person)}"


class AmericanForms(FormsOfAddress):
    """The forms of people from the United States."""

    def former_term(self, person: OfficeHolder[AnyTerm], day: dt.date) -> AnyTerm | None:
        """Return the highest office with "The Honorable" that a person has held before (P-25)."""
        over = (term for term in person.terms if term.until and term.until < day)
        held = (term for term in over if term.office.style in HONORED and not term.is_acting)
        return min(held, key=lambda term: rank_of_office(term.office), default=None)

    def needs_confirmation(self, office: Office) -> bool:
        """Tell whether one asks: of whoever is elected, always (P-23)."""
        return bool(office.is_elected) or super().needs_confirmation(office)

    def envelope(self, to: Addressee) -> str:
        """Return the lines of an envelope, with "The Honorable" in either language (P-22)."""
        if not is_honorable(to):
            return super().envelope(to)
        return joined(honored_name(to), title_line(to), by="\n")

    def salutation(self, to: Addressee) -> str:
        """Return the first line of a letter; appointed officials are Mr. and Ms. (P-24, P-26)."""
        if to.language == "de":
            return super().salutation(to)
        word = self.office_word(to) if is_honorable(to) else ""
        return f"Dear {word} {surname(to.person)}:" if word else f"Dear {self.spoken_name(to)}:"

    def oral(self, to: Addressee) -> str:
        """Return how one speaks to somebody: "Senator", "Commissioner Arnold" (P-26)."""
        word = self.office_word(to)
        is_alone = is_honorable(to) and not to.is_former and word in SPOKEN_ALONE
        return word if is_alone and to.language == "en" else super().oral(to)

    def place_card(self, to: Addressee) -> str:
        """Return what stands at a seat: as one speaks (D-10)."""
        if word := self.office_word(to):
            return f"{word} {surname(to.person)}"
        return self.spoken_name(to) if to.language == "en" else super().place_card(to)

    def programme(self, to: Addressee) -> str:
        """Return somebody's entry in a programme: in English with "The Honorable"."""
        if to.language == "de" or not is_honorable(to):
            return super().programme(to)
        return joined(honored_name(to), title_line(to), by=", ")

    def name_on_envelope(self, to: Addressee) -> str:
        """Return the name on an envelope: "Hannah Olson, Ph.D." has no Ms. (P-24)."""
        after = after_name(to)
        if to.language == "de" or not after:
            return super().name_on_envelope(to)
        return f"{bare_name(to.person)}, {after}"

    def office_word(self, to: Addressee) -> str:
        """Return the word for an office; of former ones, a legislator's lasts (P-25)."""
        if to.is_former and to.former and to.former.office.branch is not Branch.LEGISLATIVE:
            return ""
        return super().office_word(to)

    def rules(self, to: Addressee, form: AddressForm) -> set[str]:
        """Return the numbers of the rules that had a say in a form."""
        honorable, honored_form = is_honorable(to), form in HONORED_FORMS
        said = {
            "P-23": honorable and honored_form,
            "P-24": honored_form,
            "P-25": to.is_former
            or (to.former is not None and honored_form)
            or (honorable and form in SPOKEN_FORMS),
            "P-26": self.is_appointed(to) and form not in CARDS,
        }
        german_rules = {"P-18", "P-21"} if honorable else set()
        numbers = {number for number, has_a_say in said.items() if has_a_say}
        return super().rules(to, form) - german_rules | numbers

    def is_appointed(self, to: Addressee) -> bool:
        """Tell whether somebody is addressed by the office, but not honored in writing (P-26)."""
        if to.term is None or is_honorable(to) or not self.office_word(to):
            return False
        return to.term.office.level in APPOINTED_LEVELS
