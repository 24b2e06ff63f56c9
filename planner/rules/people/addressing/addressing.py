"""Forms of address of a person, by the rules of the person's own country (P-18 to P-27).

What somebody wants otherwise is kept as an override of the person, and wins.
"""

from typing import NamedTuple

from planner.languages import text_of
from planner.models import AddressForm, Gender, Level
from planner.rules.people.addressing.addressees import (
    SPOKEN_TO,
    Custom,
    addressee,
    after_name,
    bare_name,
    card_name,
    degree,
    joined,
    office_word,
    spoken_name,
    surname,
    title_line,
    written_name,
)

LETTER_TO = {Gender.FRAU: "Frau", Gender.HERR: "Herrn"}
GREETINGS = {Gender.FRAU: "Sehr geehrte", Gender.HERR: "Sehr geehrter"}
EXCELLENCIES = {  # on an envelope, in a program
    "de": {Gender.FRAU: ("Ihrer Exzellenz", "Ihre Exzellenz"),
           Gender.HERR: ("Seiner Exzellenz", "Seine Exzellenz")},
    "en": {Gender.FRAU: ("Her Excellency",) * 2, Gender.HERR: ("His Excellency",) * 2},
}  # fmt: skip
EXCELLENCY = {"de": "Exzellenz", "en": "H.E."}
ADDRESSED_AS_EXCELLENCY = {"de": "Exzellenz", "en": "Your Excellency"}
SPOKEN_ALONE = {"Senator", "Governor", "Mayor"}  # but "Council Member Osman"
DATIVE_ARTICLES = {Gender.FRAU: "der", Gender.HERR: "dem"}


class Form(NamedTuple):
    """A form of address, and the numbers of the rules that made it; an override has none."""

    text: str
    is_override: bool
    rule: str


def letter_name(to):
    """Return the name on an envelope: "Frau Dr. Anna Lind", "Hannah Olson, Ph.D." (P-24)."""
    person, after = to.person, after_name(to)
    if to.language == "de":
        return joined(LETTER_TO.get(to.gender), written_name(to))
    if to.custom is Custom.AMERICAN and after:
        return f"{bare_name(person)}, {after}"
    title = degree(to) or SPOKEN_TO["en"].get(to.gender)
    return joined(joined(title, bare_name(person)), after, by=", ")


def envelope(to):
    """Return the lines of an envelope above the street, none of them with "An" (P-18)."""
    if to.is_honorable:  # in either language: the recipient's rules (P-22)
        return joined(f"The Honorable {bare_name(to.person)}", title_line(to), by="\n")
    line = title_line(to, in_letter=True)
    if to.custom is Custom.EXCELLENCY:
        return excellent_envelope(to, line)
    if to.term is None:
        organisation = to.person.organisation
        body = text_of(organisation, "name", to.language).text if organisation else ""
        return joined(letter_name(to), line, body, by="\n")
    first_office = to.custom is Custom.GERMAN and to.language == "de"  # P-18, variant A
    lines = (line, letter_name(to)) if first_office else (letter_name(to), line)
    return joined(*lines, by="\n")


def excellent_envelope(to, line):
    """Return an envelope on which "Exzellenz" stands before everything else (P-18, P-22)."""
    style = EXCELLENCIES[to.language].get(to.gender, (EXCELLENCY[to.language],))[0]
    if to.language == "en":
        return joined(f"{style} {bare_name(to.person)}", line, by="\n")
    line = joined(DATIVE_ARTICLES.get(to.gender), line)
    return joined(style, line, letter_name(to), by="\n")


def salutation(to):
    """Return the first line of a letter (P-20, P-24, P-25)."""
    if to.custom is Custom.EXCELLENCY:
        return f"{ADDRESSED_AS_EXCELLENCY[to.language]},"
    word = office_word(to)
    if to.language == "de":
        return german_salutation(to, word)
    american = to.custom is Custom.AMERICAN
    if american and not to.is_honorable:  # appointed officials are Mr. and Ms. (P-24, P-26)
        word = ""
    name = f"{word} {surname(to.person)}" if word else spoken_name(to)
    return f"Dear {name}:" if american else f"Dear {name},"


def german_salutation(to, word):
    """Return "Sehr geehrte Frau Bürgermeisterin," or, for neither, "Guten Tag Kim Berger,"."""
    if to.gender not in GREETINGS:
        return f"{joined('Guten Tag', word, spoken_name(to))},"
    name = f"{SPOKEN_TO['de'][to.gender]} {word}" if word else spoken_name(to)
    return f"{GREETINGS[to.gender]} {name},"


def oral(to):
    """Return how one speaks to somebody: "Frau Bürgermeisterin", "Senator" (P-20, P-26)."""
    word, title = office_word(to), SPOKEN_TO["de"].get(to.gender)
    if to.custom is Custom.EXCELLENCY:
        return ADDRESSED_AS_EXCELLENCY[to.language]
    if not word:
        return spoken_name(to)
    if to.language == "de":
        return f"{title} {word}" if title else joined(word, spoken_name(to))
    is_alone = to.is_honorable and not to.is_former and word in SPOKEN_ALONE
    return word if is_alone else f"{word} {surname(to.person)}"


def place_card(to):
    """Return what stands at a seat: in the US as one speaks, in Germany the name (D-10)."""
    if to.custom is Custom.EXCELLENCY:
        return title_line(to)
    if to.custom is Custom.AMERICAN:
        if word := office_word(to):
            return f"{word} {surname(to.person)}"
        if to.language == "en":
            return spoken_name(to)
    return card_name(to.person)  # neither Frau nor Herr stands on a German card


def tent_card(to):
    """Return either side of a tent card: name and office (D-10), no honorific (P-24)."""
    return joined(card_name(to.person), title_line(to, with_body=False), by="\n")


def programme(to):
    """Return somebody's entry in a programme: name and office in one line (D-10)."""
    name = written_name(to)
    if to.custom is Custom.EXCELLENCY:
        style = EXCELLENCIES[to.language].get(to.gender, (EXCELLENCY[to.language],))[-1]
        name = f"{style} {bare_name(to.person)}"
    elif to.is_honorable and to.language == "en":
        name = f"The Honorable {bare_name(to.person)}"
    return joined(name, title_line(to), by=", ")


MAKERS = {
    AddressForm.ENVELOPE: envelope,
    AddressForm.SALUTATION: salutation,
    AddressForm.ORAL: oral,
    AddressForm.PLACE_CARD: place_card,
    AddressForm.TENT_CARD: tent_card,
    AddressForm.PROGRAMME: programme,
}
CARDS = {AddressForm.PLACE_CARD, AddressForm.TENT_CARD, AddressForm.PROGRAMME}
APPOINTED_LEVELS = {Level.STATE, Level.DISTRICT, Level.MUNICIPAL}  # P-26 speaks of these
SPOKEN_FORMS = {AddressForm.SALUTATION, AddressForm.ORAL}
HONORED_FORMS = {AddressForm.ENVELOPE, AddressForm.SALUTATION, AddressForm.PROGRAMME}
RULES = (  # (number, whether it had a say)
    ("P-18", lambda to, form: form is AddressForm.ENVELOPE and is_german(to)),
    ("P-19", lambda to, form: to.has_several),
    ("P-20", lambda to, form: to.language == "de" and form in SPOKEN_FORMS),
    ("P-21", lambda to, form: is_german(to) and to.term and to.gender is Gender.FRAU),
    ("P-22", lambda to, form: to.custom is not Custom.GERMAN),
    ("P-23", lambda to, form: to.is_honorable and form in HONORED_FORMS),
    ("P-24", lambda to, form: to.custom is Custom.AMERICAN and form in HONORED_FORMS),
    ("P-25", lambda to, form: is_by_former(to, form) or (to.is_honorable and form in SPOKEN_FORMS)),
    ("P-26", lambda to, form: is_appointed(to) and form not in CARDS),
    ("P-27", lambda to, form: to.is_acting),
    ("D-10", lambda to, form: form in CARDS),
)


def is_german(to):
    """Tell whether a form is made by German rules: not where only the office is in German."""
    return to.language == "de" and not to.is_honorable


def is_by_former(to, form):
    """Tell whether a form rests on an office that is over (P-25)."""
    return to.is_former or (to.former is not None and form in HONORED_FORMS)


def is_appointed(to):
    """Tell whether an official is addressed by the office, but not honored in writing (P-26)."""
    american = to.custom is Custom.AMERICAN and not to.is_honorable
    return american and office_word(to) != "" and to.term.office.level in APPOINTED_LEVELS


def rules_of(to, form):
    """Return the numbers of the rules that had a say in a form."""
    return [number for number, had_a_say in RULES if had_a_say(to, form)]


def forms_of_address(person, day, language):
    """Return how a person is addressed and named on a day in a language, by AddressForm."""
    to = addressee(person, day, language)
    wanted = {one.form: one.text for one in person.address_overrides if one.language == language}
    return {
        form: Form(wanted[form], True, "")
        if form in wanted
        else Form(MAKERS[form](to), False, ", ".join(rules_of(to, form)))
        for form in AddressForm
    }
