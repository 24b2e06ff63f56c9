"""Forms of address of foreign dignitaries: "Exzellenz" stands before everything else (P-22)."""

from typing import Final

from planner.models import Gender
from planner.rules.people.addressing.addressee import Addressee
from planner.rules.people.addressing.forms_of_address import FormsOfAddress
from planner.rules.people.addressing.office_titles import title_line
from planner.rules.people.addressing.person_names import bare_name, joined

STYLES: Final = {
    "de": {Gender.FRAU: "Ihre Exzellenz", Gender.HERR: "Seine Exzellenz"},
    "en": {Gender.FRAU: "Her Excellency", Gender.HERR: "His Excellency"},
}
DATIVES: Final = {  # the first two lines of a German envelope: whom it goes to
    Gender.FRAU: ("Ihrer Exzellenz", "der"),
    Gender.HERR: ("Seiner Exzellenz", "dem"),
}
STYLE_OF_NEITHER: Final = {"de": "Exzellenz", "en": "H.E."}
SPOKEN: Final = {"de": "Exzellenz", "en": "Your Excellency"}


def styled_name(to: Addressee) -> str:
    """Return "His Excellency Jean Dupont", or for neither "H.E. Ren Sato"."""
    style = STYLES[to.language].get(to.gender, STYLE_OF_NEITHER[to.language])
    return f"{style} {bare_name(to.person)}"


class ExcellencyForms(FormsOfAddress):
    """The forms of ambassadors, ministers and heads of foreign states."""

    def envelope(self, to: Addressee) -> str:
        """Return the lines of an envelope: "Seiner Exzellenz / dem Botschafter" (P-18)."""
        line = title_line(to, in_letter=True)
        if to.language == "en":
            return joined(styled_name(to), line, by="\n")
        style, article = DATIVES.get(to.gender, (STYLE_OF_NEITHER["de"], ""))
        return joined(style, joined(article, line), self.name_on_envelope(to), by="\n")

    def salutation(self, to: Addressee) -> str:
        """Return the first line of a letter: "Exzellenz,"."""
        return f"{self.oral(to)},"

    def oral(self, to: Addressee) -> str:
        """Return how one speaks to somebody: "Your Excellency"."""
        return SPOKEN[to.language]

    def place_card(self, to: Addressee) -> str:
        """Return what stands at a seat: the office (D-10)."""
        return title_line(to)

    def programme(self, to: Addressee) -> str:
        """Return somebody's entry in a programme: style, name and office in one line (D-10)."""
        return joined(styled_name(to), title_line(to), by=", ")
