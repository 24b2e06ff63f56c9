"""Forms of address as usual in the language of a letter; a country overrides what it does else."""

import datetime as dt
from typing import ClassVar

from planner.models import AddressForm, Gender, Office
from planner.rules.people.addressing.addressee import Addressee
from planner.rules.people.addressing.office_titles import spoken_title, title_line
from planner.rules.people.addressing.person_names import (
    after_name,
    bare_name,
    card_name,
    degree,
    joined,
    surname,
    written_name,
)
from planner.rules.people.person_types import AnyTerm, OfficeHolder

SPOKEN_FORMS = {AddressForm.SALUTATION, AddressForm.ORAL}
CARDS = {AddressForm.PLACE_CARD, AddressForm.TENT_CARD, AddressForm.PROGRAMME}


class FormsOfAddress:
    """The forms of address of a country whose rules nobody has told (P-22); others override them.

    Each of the six forms is a method by the name of its AddressForm.
    """

    honorifics: ClassVar = {
        "de": {Gender.FRAU: "Frau", Gender.HERR: "Herr"},
        "en": {Gender.FRAU: "Ms.", Gender.HERR: "Mr."},
    }
    honorifics_on_envelopes: ClassVar = {Gender.FRAU: "Frau", Gender.HERR: "Herrn"}  # in German
    greetings: ClassVar = {Gender.FRAU: "Sehr geehrte", Gender.HERR: "Sehr geehrter"}

    def former_term(self, person: OfficeHolder[AnyTerm], day: dt.date) -> AnyTerm | None:
        """Return the office that counts in forms although it is over on a day, or None."""
        return None

    def needs_confirmation(self, office: Office) -> bool:
        """Tell whether one asks the holder of an office which forms are right (P-23)."""
        return bool(office.to_confirm)

    def text(self, to: Addressee, form: AddressForm) -> str:
        """Return one of the six forms."""
        makers = {
            AddressForm.ENVELOPE: self.envelope,
            AddressForm.SALUTATION: self.salutation,
            AddressForm.ORAL: self.oral,
            AddressForm.PLACE_CARD: self.place_card,
            AddressForm.TENT_CARD: self.tent_card,
            AddressForm.PROGRAMME: self.programme,
        }
        return makers[form](to)

    def envelope(self, to: Addressee) -> str:
        """Return the lines of an envelope above the street, none of them with "An" (P-18)."""
        line = title_line(to, in_letter=True)
        if to.term is not None:
            return joined(self.name_on_envelope(to), line, by="\n")
        organisation = to.organisation
        body = organisation.name.in_language(to.language).text if organisation else ""
        return joined(self.name_on_envelope(to), line, body, by="\n")

    def salutation(self, to: Addressee) -> str:
        """Return the first line of a letter (P-20)."""
        word = self.office_word(to)
        if to.language == "de":
            return self.german_salutation(to, word)
        return f"Dear {word} {surname(to.person)}," if word else f"Dear {self.spoken_name(to)},"

    def german_salutation(self, to: Addressee, word: str) -> str:
        """Return "Sehr geehrte Frau Bürgermeisterin," or, for neither, "Guten Tag Kim Berger,"."""
        if to.gender not in self.greetings:
            return f"{joined('Guten Tag', word, self.spoken_name(to))},"
        name = f"{self.honorifics['de'][to.gender]} {word}" if word else self.spoken_name(to)
        return f"{self.greetings[to.gender]} {name},"

    def oral(self, to: Addressee) -> str:
        """Return how one speaks to somebody: "Frau Bürgermeisterin", "Mayor Berger" (P-20)."""
        word = self.office_word(to)
        if not word:
            return self.spoken_name(to)
        if to.language == "en":
            return f"{word} {surname(to.person)}"
        honorific = self.honorifics["de"].get(to.gender)
        return f"{honorific} {word}" if honorific else joined(word, self.spoken_name(to))

    def place_card(self, to: Addressee) -> str:
        """Return what stands at a seat: the name, with neither Frau nor Herr (D-10)."""
        return card_name(to.person)

    def tent_card(self, to: Addressee) -> str:
        """Return either side of a tent card: name and office (D-10), no honorific (P-24)."""
        return joined(card_name(to.person), title_line(to, with_body=False), by="\n")

    def programme(self, to: Addressee) -> str:
        """Return somebody's entry in a programme: name and office in one line (D-10)."""
        return joined(written_name(to), title_line(to), by=", ")

    def name_on_envelope(self, to: Addressee) -> str:
        """Return the name on an envelope: "Frau Dr. Anna Lind", "Mr. Jan Mai" (P-18)."""
        if to.language == "de":
            return joined(self.honorifics_on_envelopes.get(to.gender), written_name(to))
        title = degree(to) or self.honorifics["en"].get(to.gender)
        return joined(joined(title, bare_name(to.person)), after_name(to), by=", ")

    def spoken_name(self, to: Addressee) -> str:
        """Return a name as one speaks to its bearer: "Herr Dr. Kaya", "Ms. Arnold"."""
        honorific, name = self.honorifics[to.language].get(to.gender), surname(to.person)
        if to.language == "en":
            title = degree(to) or honorific
            return f"{title} {name}" if title else bare_name(to.person)
        if honorific:
            return joined(honorific, degree(to), name)
        return joined(degree(to), bare_name(to.person))

    def office_word(self, to: Addressee) -> str:
        """Return the word for an office before a name, or "" where the name alone is right.

        Who only acts has none (P-27).
        """
        if to.term is None or to.is_acting:
            return ""
        return spoken_title(to.term.office, to.gender, to.language)

    def rules(self, to: Addressee, form: AddressForm) -> set[str]:
        """Return the numbers of the rules that had a say in a form."""
        is_german = to.language == "de"
        said = {
            "P-18": is_german and form is AddressForm.ENVELOPE,
            "P-19": to.has_several,
            "P-20": is_german and form in SPOKEN_FORMS,
            "P-21": is_german and to.term is not None and to.gender is Gender.FRAU,
            "P-22": True,
            "P-27": to.is_acting,
            "D-10": form in CARDS,
        }
        return {number for number, has_a_say in said.items() if has_a_say}
