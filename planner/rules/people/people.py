"""Rules of people: how names are written, and which office somebody holds on a day."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from planner.models import Branch, Delegate, Gender, Guest, Level, Office, Visit
from planner.rules.people.person_types import (
    AnyTerm,
    HeldTerm,
    NameInLists,
    OfficeHolder,
    PersonInOffice,
    PersonName,
    SortedName,
    TermFacts,
)
from planner.spelling import sort_form

LEVEL_ORDER, BRANCH_ORDER = list(Level), list(Branch)
ACTING = {"de": "{} (kommissarisch)", "en": "Acting {}"}  # P-27: acting officials are marked


def full_name(person: PersonName) -> str:
    """Return the name as it is spoken and printed: "Prof. Dr. Anna von der Heide, Ph.D."."""
    parts = person.academic_title, person.given_name, person.name_prefix, person.family_name
    name = " ".join(part for part in parts if part)
    return f"{name}, {person.post_nominals}" if person.post_nominals else name


def list_name(person: SortedName) -> str:
    """Return the name as alphabetical lists print it: "Heide, Prof. Dr. Anna von der" (P-28)."""
    return name_in_list(person, is_sorted_with_prefix(person))


def is_sorted_with_prefix(person: SortedName) -> bool:
    """Tell whether lists sort a person by the prefix of the name, as the stored name says."""
    given, prefix, family = person.given_name, person.name_prefix, person.family_name
    return bool(prefix) and person.sort_name == sort_form(given, prefix, family, with_prefix=True)


def name_in_list(person: NameInLists, with_prefix: bool) -> str:
    """Return "von der Heide, Prof. Dr. Anna" with the prefix first, else with the prefix last."""
    prefix, title, given = person.name_prefix, person.academic_title, person.given_name
    parts: list[tuple[str, ...]] = [(person.family_name,), (title, given, prefix)]
    if with_prefix:
        parts = [(prefix, person.family_name), (title, given)]
    return ", ".join(filter(None, (" ".join(filter(None, names)) for names in parts)))


def office_title(office: Office, gender: Gender | None, language: str) -> str:
    """Return the title of an office in the form for its holder (P-21)."""
    if language == "en":
        return office.title_en
    titles: dict[Gender | None, str] = {
        Gender.FRAU: office.title_de_feminine,
        Gender.HERR: office.title_de_masculine,
    }
    return titles.get(gender, office.title_de_neutral)


def is_held(term: TermFacts, day: dt.date) -> bool:
    """Tell whether a term runs on a day; an unknown first or last day does not limit it (T-01)."""
    return (term.since is None or term.since <= day) and (term.until is None or day <= term.until)


def terms_on(person: OfficeHolder[AnyTerm], day: dt.date) -> list[AnyTerm]:
    """Return the terms that a person holds on a day, the latest first (T-01)."""
    held = [term for term in person.terms if is_held(term, day)]
    return sorted(held, key=lambda term: -term.since.toordinal() if term.since else 0)


def rank_of_office(office: Office) -> tuple[int, int, bool]:
    """Return what offices are sorted by: level, then branch (P-04, P-07), then elected (P-06)."""
    return LEVEL_ORDER.index(office.level), BRANCH_ORDER.index(office.branch), not office.is_elected


def highest_term(person: OfficeHolder[AnyTerm], day: dt.date) -> AnyTerm | None:
    """Return the highest term that a person holds on a day, or None (P-19, T-01)."""
    return min(terms_on(person, day), key=lambda term: rank_of_office(term.office), default=None)


def attached(title: str, body: str) -> str:
    """Return a title with its body as lists have it: "Mayor, City of Elk River"."""
    if not title or not body:
        return title or body
    return f"{title} {body}" if goes_on(body) else f"{title}, {body}"


def goes_on(body: str) -> bool:
    """Tell whether a body follows its title without a comma: "of Minnesota", "für Umwelt"."""
    return body.split(" ")[0].islower()


def term_line(term: HeldTerm, gender: Gender, language: str) -> str:
    """Return the title and the body of an office: "Bürgermeisterin, Stadt Iserlohn"."""
    title = office_title(term.office, gender, language)
    if term.is_acting:
        title = ACTING[language].format(title)
    body = term.body.in_language(language).text
    if not body and term.municipality:
        body = term.municipality.name
    return attached(title, body)


def office_line(person: PersonInOffice[HeldTerm], day: dt.date, language: str) -> str:
    """Return the office that a person holds on a day; without one, what the person does."""
    if term := highest_term(person, day):
        return term_line(term, person.gender, language)
    return person.function.in_language(language).text


def terms_in_order(person: OfficeHolder[AnyTerm], today: dt.date) -> list[AnyTerm]:
    """Return the terms of a person: those held today, the highest first, then the latest."""

    def place(term: AnyTerm) -> tuple[int, ...]:
        if is_held(term, today):
            return 0, *rank_of_office(term.office)
        return 1, -(term.until or term.since or today).toordinal()

    return sorted(person.terms, key=place)


class Appearance(NamedTuple):
    """A visit that a person takes part in, as delegate, as guest of its events, or both."""

    visit: Visit | None  # None: events that stand free
    delegates: list[Delegate]
    guests: list[Guest]


def appearances(delegates: Iterable[Delegate], guests: Iterable[Guest]) -> list[Appearance]:
    """Return the visits of a person, the latest first; events without a visit come last."""
    found: dict[Visit | None, Appearance] = {}
    for row in delegates:
        found.setdefault(row.delegation.visit, Appearance(row.delegation.visit, [], []))
        found[row.delegation.visit].delegates.append(row)
    for guest in guests:
        found.setdefault(guest.event.visit, Appearance(guest.event.visit, [], []))
        found[guest.event.visit].guests.append(guest)
    free = found.pop(None, None)
    visits = sorted(filter(None, found), key=lambda visit: visit.last_day, reverse=True)
    return [*(found[visit] for visit in visits), *([free] if free else [])]
