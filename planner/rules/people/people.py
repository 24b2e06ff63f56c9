"""Rules of people: how names are written, and which office somebody holds on a day."""

from typing import NamedTuple

from planner.languages import text_of
from planner.models import Branch, Level
from planner.rules.people.belonging import attached
from planner.spelling import sort_form

LEVELS, BRANCHES = list(Level), list(Branch)
ACTING = {"de": "{} (kommissarisch)", "en": "Acting {}"}  # P-27: acting officials are marked


def full_name(person):
    """Return the name as it is spoken and printed: "Prof. Dr. Anna von der Heide, Ph.D."."""
    parts = person.academic_title, person.given_name, person.name_prefix, person.family_name
    name = " ".join(part for part in parts if part)
    return f"{name}, {person.post_nominals}" if person.post_nominals else name


def list_name(person):
    """Return the name as alphabetical lists print it: "Heide, Prof. Dr. Anna von der" (P-28)."""
    return name_in_list(person, is_sorted_with_prefix(person))


def is_sorted_with_prefix(person):
    """Tell whether a person is filed under the prefix of the name: the stored order decides."""
    given, prefix, family = person.given_name, person.name_prefix, person.family_name
    return bool(prefix) and person.sort_name == sort_form(given, prefix, family, with_prefix=True)


def name_in_list(person, with_prefix):
    """Return "von der Heide, Prof. Dr. Anna" with the prefix first, else with the prefix last."""
    prefix, title, given = person.name_prefix, person.academic_title, person.given_name
    if with_prefix:
        first, rest = (prefix, person.family_name), (title, given)
    else:
        first, rest = (person.family_name,), (title, given, prefix)
    return ", ".join(filter(None, (" ".join(filter(None, names)) for names in (first, rest))))


def office_title(office, gender, language):
    """Return the title of an office as its holder bears it (P-21)."""
    if language == "en":
        return office.title_en
    titles = {"frau": office.title_de_feminine, "herr": office.title_de_masculine}
    return titles.get(gender, office.title_de_neutral)


def is_held(term, day):
    """Tell whether a term runs on a day; an unknown first or last day does not limit it (T-01)."""
    return (term.since is None or term.since <= day) and (term.until is None or day <= term.until)


def terms_on(person, day):
    """Return the terms that a person holds on a day, the latest first (T-01)."""
    held = [term for term in person.terms if is_held(term, day)]
    return sorted(
        held, key=lambda term: (term.since is None, term.since and -term.since.toordinal())
    )


def rank_of_office(office):
    """Return what offices are sorted by: level, then branch (P-04, P-07), then elected (P-06)."""
    return LEVELS.index(office.level), BRANCHES.index(office.branch), not office.is_elected


def office_of(person, day):
    """Return the highest term that a person holds on a day, or None (P-19, T-01)."""
    return min(terms_on(person, day), key=lambda term: rank_of_office(term.office), default=None)


def term_line(term, gender, language):
    """Return an office and of what it is: "Bürgermeisterin, Stadt Iserlohn"."""
    title = office_title(term.office, gender, language)
    if term.is_acting:
        title = ACTING[language].format(title)
    body = text_of(term, "body", language).text
    if not body and term.municipality:
        body = term.municipality.name
    return attached(title, body)


def office_line(person, day, language):
    """Return the office that a person holds on a day; without one, what the person does."""
    if term := office_of(person, day):
        return term_line(term, person.gender, language)
    return text_of(person, "function", language).text


def terms_in_order(person, today):
    """Return the terms of a person: those held today, the highest first, then the latest."""

    def place(term):
        if is_held(term, today):
            return 0, *rank_of_office(term.office)
        return 1, -(term.until or term.since).toordinal()

    return sorted(person.terms, key=place)


class Appearance(NamedTuple):
    """A visit that a person takes part in, as delegate, as guest of its events, or both."""

    visit: object  # None: events that stand free
    delegates: list
    guests: list


def appearances(delegates, guests):
    """Return what a person takes part in, the latest visit first, free-standing events last."""
    found = {}
    for row in delegates:
        found.setdefault(row.delegation.visit, Appearance(row.delegation.visit, [], []))
        found[row.delegation.visit].delegates.append(row)
    for guest in guests:
        found.setdefault(guest.event.visit, Appearance(guest.event.visit, [], []))
        found[guest.event.visit].guests.append(guest)
    free = found.pop(None, None)
    visits = sorted(found.values(), key=lambda one: one.visit.last_day, reverse=True)
    return [*visits, free] if free else visits
