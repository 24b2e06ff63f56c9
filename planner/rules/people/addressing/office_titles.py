"""Titles of offices as forms of address have them, with that of what they are (P-18, P-21)."""

from functools import partial

from planner.languages import Bilingual
from planner.models import Branch, Gender, Office
from planner.rules.people.addressing.addressee import Addressee
from planner.rules.people.addressing.german_grammar import GENITIVE_ENDINGS, declined, in_genitive
from planner.rules.people.people import ACTING, attached, goes_on, office_title
from planner.rules.people.person_types import HeldTerm

PLACE = {"de": "von {}", "en": "of {}"}  # the place that a mayor or a governor leads
ALREADY = (" der ", " des ", " für ")  # a second genitive would be read as part of the first


def spoken_title(office: Office, gender: Gender, language: str) -> str:
    """Return the word for an office before a name: "Bürgermeisterin", "Senator"; "" if none."""
    if language == "en":
        return office.spoken_en or ""
    words = {Gender.FRAU: office.spoken_de_feminine, Gender.HERR: office.spoken_de_masculine}
    return words.get(gender, office.spoken_de_neutral) or ""  # P-21


def title_line(to: Addressee, *, with_body: bool = True, in_letter: bool = False) -> str:
    """Return the office of the day and of what it is, or else what the person does."""
    if to.held_term is None:
        title, body = to.person.function.in_language(to.language).text, ""
    else:
        title = title_of(to.held_term.office, to.gender, to.language)
        body = body_of(to.held_term, to.language) if with_body else ""
    if in_letter and to.language == "de" and to.gender is Gender.HERR:
        title = declined(title)
    if title and to.is_acting:
        title = ACTING[to.language].format(title)
    return title_with_body(title, body, to.language)


def title_of(office: Office, gender: Gender, language: str) -> str:
    """Return the title of an office; where the language has none, that of another (rule 3)."""
    titles = Bilingual.made(partial(office_title, office, gender))
    return titles.in_language(language).text


def body_of(term: HeldTerm, language: str) -> str:
    """Return of what somebody holds an office; who leads a place is "of" it."""
    if body := term.body.in_language(language).text:
        return body
    if not term.municipality:
        return ""
    leads = term.office.is_elected and term.office.branch is Branch.EXECUTIVE
    return PLACE[language].format(term.municipality.name) if leads else term.municipality.name


def title_with_body(title: str, body: str, language: str) -> str:
    """Return a title with its body: "Mayor, City of Elk River", "Landrat des Märkischen Kreises".

    What the title has said already is not said twice: "Präsident des Landtags Nordrhein-Westfalen".
    """
    if not title or not body or goes_on(body):
        return attached(title, body)
    if rest := not_said_yet(title.split(" "), body.split(" ")):
        return f"{title} {rest}"
    genitive = in_genitive(body) if language == "de" else ""
    if not genitive or title.endswith(")") or any(word in title for word in ALREADY):
        return attached(title, body)
    return f"{title} {genitive}"


def not_said_yet(title: list[str], body: list[str]) -> str:
    """Return the rest of a body whose first words are the last ones of the title, else ""."""
    for length in range(1, min(len(title), len(body))):
        *before, last = body[:length]
        said = ([*before, last + ending] for ending in GENITIVE_ENDINGS)
        if title[-length:] in said:
            return " ".join(body[length:])
    return ""
