"""Whom one addresses: the office and the names that forms of address are made of (P-19 to P-27)."""

import enum
import re
from typing import Any, NamedTuple

from planner.languages import LANGUAGES, text_of
from planner.models import Branch, Gender, Style
from planner.rules.people.addressing.declension import declined
from planner.rules.people.belonging import belonging
from planner.rules.people.people import ACTING, office_of, office_title, rank_of_office, terms_on


class Custom(enum.StrEnum):
    """Whose rules address somebody (P-22)."""

    GERMAN = "german"
    AMERICAN = "american"
    EXCELLENCY = "excellency"
    NEUTRAL = "neutral"  # of a country whose rules nobody has told us


CUSTOMS = {"": Custom.GERMAN, "DE": Custom.GERMAN, "AT": Custom.GERMAN, "CH": Custom.GERMAN,
           "US": Custom.AMERICAN}  # fmt: skip
HOME = {"", "DE"}  # nobody at home is an Excellency (P-22)
SPOKEN_TO = {
    "de": {Gender.FRAU: "Frau", Gender.HERR: "Herr"},
    "en": {Gender.FRAU: "Ms.", Gender.HERR: "Mr."},
}
PROFESSORS = {Gender.FRAU: "Professorin", Gender.HERR: "Professor"}
PROFESSOR, DOCTOR = re.compile(r"\bprof", re.IGNORECASE), re.compile(r"\bdr\b", re.IGNORECASE)
DOCTORATES = re.compile(r"\b(Ph\.? ?D|M\.? ?D|Ed\.? ?D|Sc\.? ?D|D\.? ?Sc|Dr)\b")
HONORED = {Style.THE_HONORABLE, Style.EXZELLENZ}
MANDATES = {"MdB", "MdL", "MdEP", "MEP", "MdA", "MdHB", "MdBB"}  # they say what the office says
PLACE = {"de": "von {}", "en": "of {}"}  # the place that a mayor or a governor leads


class Addressee(NamedTuple):
    """Somebody on a day, as far as the rules look."""

    person: Any  # Person
    language: str
    custom: Custom
    term: Any  # the office of that day (P-19), or else a former one that still counts (P-25)
    former: Any  # the highest office with "The Honorable" that is over
    has_several: bool

    @property
    def gender(self):
        """How the person is addressed: Frau, Herr or neither."""
        return self.person.gender

    @property
    def is_acting(self):
        """Whether the person only acts in the office (P-27)."""
        return bool(self.term and self.term.is_acting)

    @property
    def is_former(self):
        """Whether no office is held any more, but a former one still counts (P-25)."""
        return self.former is not None and self.term is self.former

    @property
    def is_honorable(self):
        """Whether "The Honorable" stands before the name: once, always (P-23, P-25, P-27)."""
        if self.custom is not Custom.AMERICAN or self.term is None:
            return False
        style = None if self.is_acting else self.term.office.style
        return style in HONORED or self.former is not None


def addressee(person, day, language):
    """Return what the rules look at: the highest office of the day, or a former one in the US."""
    term, several = office_of(person, day), len(terms_on(person, day)) > 1
    former = former_term(person, day) if person.country == "US" else None
    return Addressee(person, language, custom_of(person, term), term or former, former, several)


def custom_of(person, term):
    """Return whose rules address a person (P-22)."""
    foreign = person.country not in HOME and person.country != "US"
    if foreign and term and term.office.style is Style.EXZELLENZ and not term.is_acting:
        return Custom.EXCELLENCY
    return CUSTOMS.get(person.country or "", Custom.NEUTRAL)


def former_term(person, day):
    """Return the highest office with "The Honorable" that a person has held before (P-25)."""
    over = [
        term
        for term in person.terms
        if term.until and term.until < day and term.office.style in HONORED
    ]
    held = (term for term in over if not term.is_acting)
    return min(held, key=lambda term: rank_of_office(term.office), default=None)


def is_to_confirm(person, day):
    """Tell whether nobody has asked the office of a person for its forms yet (P-23)."""
    to = addressee(person, day, LANGUAGES[0])
    if to.term is None or to.term.form_confirmed_on:
        return False
    elected_abroad = to.custom is Custom.AMERICAN and to.term.office.is_elected
    return bool(to.term.office.to_confirm or elected_abroad)


def confirmed_term(person, day):
    """Return the term whose forms its office has confirmed, or None (T-09)."""
    term = addressee(person, day, LANGUAGES[0]).term
    return term if term and term.form_confirmed_on else None


def joined(*parts, by=" "):
    """Return the parts that are not empty, as one text."""
    return by.join(part for part in parts if part)


def bare_name(person):
    """Return the name without titles: "Anna von der Heide"."""
    return joined(person.given_name, person.name_prefix, person.family_name)


def surname(person):
    """Return the family name as it follows "Frau": "von der Heide"."""
    return joined(person.name_prefix, person.family_name)


def card_name(person):
    """Return the name with its academic title: "Dr. Anna Lind" (D-10)."""
    return joined(person.academic_title, bare_name(person))


def after_name(to):
    """Return what stands after the name, without the mandate that the office tells already."""
    after = to.person.post_nominals or ""
    if to.term is None or to.is_former or to.term.office.branch is not Branch.LEGISLATIVE:
        return after
    return ", ".join(one for one in after.split(", ") if one not in MANDATES)


def written_name(to):
    """Return the full name, but no degree twice: not "Dr. Joan Field, Ph.D."."""
    person, after = to.person, after_name(to)
    is_twice = DOCTORATES.search(after) and (person.academic_title or "").casefold() == "dr."
    return joined(bare_name(person) if is_twice else card_name(person), after, by=", ")


def degree(to):
    """Return the one academic title that is spoken: the highest."""
    title = to.person.academic_title or ""
    if PROFESSOR.search(title):
        return PROFESSORS.get(to.gender, "Prof.") if to.language == "de" else "Professor"
    is_doctor = DOCTOR.search(title) or DOCTORATES.search(to.person.post_nominals or "")
    return "Dr." if is_doctor else ""


def spoken_name(to):
    """Return a name as one speaks to its bearer: "Herr Dr. Kaya", "Ms. Arnold", "Kim Berger"."""
    title, name = SPOKEN_TO[to.language].get(to.gender), surname(to.person)
    if to.language == "de":
        return (
            joined(title, degree(to), name) if title else joined(degree(to), bare_name(to.person))
        )
    title = degree(to) or title
    return f"{title} {name}" if title else bare_name(to.person)


def office_word(to):
    """Return the word for an office before a name, or "" where the name alone is right.

    Who only acts has none (P-27); of former offices a legislator's lasts (P-25).
    """
    if to.term is None or to.is_acting:
        return ""
    office = to.term.office
    if to.is_former and office.branch is not Branch.LEGISLATIVE:
        return ""
    if to.language == "en":
        return office.spoken_en or ""
    words = {Gender.FRAU: office.spoken_de_feminine, Gender.HERR: office.spoken_de_masculine}
    return words.get(to.gender, office.spoken_de_neutral) or ""  # P-21


def title_line(to, with_body=True, in_letter=False):
    """Return the office of the day and of what it is, or else what the person does."""
    if to.term is None or to.is_former:
        title, body = text_of(to.person, "function", to.language).text or "", ""
    else:
        title, body = title_of(to), body_of(to.term, to.language) if with_body else ""
    if in_letter and to.language == "de" and to.gender is Gender.HERR:
        title = declined(title)
    if title and to.is_acting:
        title = ACTING[to.language].format(title)
    return belonging(title, body, to.language)


def title_of(to):
    """Return the title of the office; where the language has none, that of the other (rule 3)."""
    others = [language for language in LANGUAGES if language != to.language]
    titles = (office_title(to.term.office, to.gender, one) for one in (to.language, *others))
    return next(filter(None, titles), "")


def body_of(term, language):
    """Return of what somebody holds an office; who leads a place is "of" it."""
    if body := text_of(term, "body", language).text:
        return body
    if not term.municipality:
        return ""
    leads = term.office.is_elected and term.office.branch is Branch.EXECUTIVE
    return PLACE[language].format(term.municipality.name) if leads else term.municipality.name
