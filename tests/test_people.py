"""People: names, offices, the address book."""

import datetime as dt

import pytest

from planner.models import Branch, Level
from planner.rules.people import full_name, list_name, office_line, office_of
from planner.spelling import plain, search_form, spellings
from tests.factories import make_municipality, make_office, make_person, make_term

DAY = dt.date(2026, 5, 4)


def test_name_is_printed_with_title_prefix_and_post_nominals():
    person = make_person(
        "Anna", "Heide", name_prefix="von der", academic_title="Prof. Dr.", post_nominals="Ph.D."
    )

    assert full_name(person) == "Prof. Dr. Anna von der Heide, Ph.D."
    assert list_name(person) == "Heide, Prof. Dr. Anna von der"


@pytest.mark.parametrize(
    ("written", "sorted_by"),
    [("Öztürk", "ozturk"), ("Łódź", "lodz"), ("Đorđević", "dordevic"), ("Groß", "gross")],
)
def test_plain_text_has_no_accents(written, sorted_by):
    assert plain(written) == sorted_by


@pytest.mark.parametrize("stored", ["Öztürk", "Oeztuerk", "O\u0308ztu\u0308rk", "ÖZTÜRK"])
@pytest.mark.parametrize("typed", ["öztürk", "Ozturk", "Oeztuerk", "oztü", "ZTUE"])
def test_every_spelling_finds_every_other(stored, typed):
    assert any(form in search_form(stored) for form in spellings(typed))


@pytest.mark.parametrize(("stored", "typed"), [("John", "Joe"), ("Zora", "Zoë"), ("Bär", "Bur")])
def test_another_name_is_not_found(stored, typed):
    assert not any(form in search_form(stored) for form in spellings(typed))


def test_list_of_2019_keeps_the_office_of_2019():
    former = make_term(make_office("Council Member"), until=dt.date(2022, 12, 31))
    current = make_term(make_office("Mayor"), since=dt.date(2023, 1, 1))
    former.since = dt.date(2018, 1, 1)
    person = make_person(terms=[current, former])

    assert office_line(person, dt.date(2019, 6, 3), "en") == "Council Member"
    assert office_line(person, dt.date(2026, 6, 3), "en") == "Mayor"


def test_term_holds_on_its_first_and_last_day():
    term = make_term(since=dt.date(2026, 5, 4), until=dt.date(2026, 5, 5))
    person = make_person(terms=[term])

    held = [office_of(person, dt.date(2026, 5, day)) for day in (3, 4, 5, 6)]

    assert held == [None, term, term, None]


def test_highest_office_goes_first_by_level_then_branch_then_election():
    federal = make_term(make_office("Secretary", level=Level.FEDERAL))
    senator = make_term(
        make_office("Senator", level=Level.STATE, branch=Branch.LEGISLATIVE), since=None
    )
    commissioner = make_term(
        make_office("Commissioner", level=Level.STATE, branch=Branch.EXECUTIVE, is_elected=False)
    )
    governor = make_term(make_office("Governor", level=Level.STATE, branch=Branch.EXECUTIVE))
    terms = [commissioner, governor, senator, federal]

    found = []
    while terms:
        found.append(office_of(make_person(terms=list(terms)), DAY))
        terms.remove(found[-1])

    assert found == [federal, senator, governor, commissioner]


@pytest.mark.parametrize(
    ("gender", "language", "line"),
    [
        ("frau", "de", "Bürgermeisterin, Stadt Lyon"),
        ("herr", "de", "Bürgermeister, Stadt Lyon"),
        ("neither", "de", "Bürgermeisteramt, Stadt Lyon"),
        ("frau", "en", "Mayor, City of Lyon"),
    ],
)
def test_office_is_written_as_its_holder_bears_it(gender, language, line):
    term = make_term(body_de="Stadt Lyon", body_en="City of Lyon")

    assert office_line(make_person(gender=gender, terms=[term]), DAY, language) == line


def test_office_without_body_names_the_municipality():
    person = make_person(terms=[make_term(municipality=make_municipality("Lyon"))])

    assert office_line(person, DAY, "en") == "Mayor, Lyon"


def test_acting_official_is_marked():
    person = make_person(gender="frau", terms=[make_term(is_acting=True)])

    assert office_line(person, DAY, "en") == "Acting Mayor"
    assert office_line(person, DAY, "de") == "Bürgermeisterin (kommissarisch)"


def test_person_without_office_is_written_with_the_function():
    person = make_person(function_de="Leitung Klimaschutz")

    assert office_line(person, DAY, "de") == "Leitung Klimaschutz"
    assert office_line(person, DAY, "en") == "Leitung Klimaschutz"
    assert office_line(make_person(), DAY, "en") == ""
