"""Offices: what one can be, kept in the settings."""

import pytest
from sqlalchemy import select

from planner.models import Branch, Level, Office, RoleName, Style
from tests.factories import make_office, make_person, make_term


def entry(**values):
    """Return what the form of an office sends."""
    titles = {
        "title_de_feminine": "Landrätin",
        "title_de_masculine": "Landrat",
        "title_de_neutral": "Landratsamt",
        "title_en": "District administrator",
    }
    rank = {"level": "district", "branch": "executive", "style": "none", "lock_version": "0"}
    return titles | rank | values


def test_office_is_added_with_every_field(administrator, load):
    answer = administrator.post(
        "/settings/offices/add",
        data=entry(style="the_honorable", is_elected="y", translation_approved="y"),
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/offices")
    [office] = load(select(Office))
    titles = office.title_de_feminine, office.title_de_masculine, office.title_de_neutral
    assert (*titles, office.title_en) == (
        *("Landrätin", "Landrat", "Landratsamt", "District administrator"),
    )
    assert (office.level, office.branch) == (Level.DISTRICT, Branch.EXECUTIVE)
    assert (office.style, office.is_elected, office.translation_approved) == (
        *(Style.THE_HONORABLE, True, True),
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title_en": " "}, "Please fill this in."),
        ({"title_de_neutral": "T" * 10_000}, "at most 200 characters"),
        ({"level": "galactic"}, "Invalid Choice: could not coerce"),
        ({"branch": ""}, "Invalid Choice: could not coerce"),
    ],
)
def test_wrong_office_is_told_and_not_saved(administrator, load, wrong, sentence):
    answer = administrator.post("/settings/offices/add", data=entry(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert load(select(Office)) == []


def test_list_names_offices_in_the_readers_language_with_the_number_of_holders(administrator, save):
    mayor, senator = make_office("Mayor"), make_office("Senator", title_de_neutral="Senatsmitglied")
    save(make_person(terms=[make_term(mayor), make_term(mayor)]))
    save(make_person("Ben", terms=[make_term(mayor)]), senator)

    page = administrator.get("/settings/offices").text
    german = administrator.get("/settings/offices", headers={"Accept-Language": "de"}).text

    assert page.index(">Mayor<") < page.index(">Senator<")
    assert '<td role="cell" data-label="Holders" class="c-num">2</td>' in page
    assert '<td role="cell" data-label="Holders" class="c-num">0</td>' in page
    assert ">Senatsmitglied<" in german
    assert "Kommunale Ebene" in german


@pytest.mark.parametrize("number", [1, 5])
def test_list_asks_the_database_as_often_for_many_as_for_one(
    administrator, save, count_queries, number
):
    save(*(make_person(terms=[make_term(make_office(f"Office {n}"))]) for n in range(number)))

    with count_queries() as queries:
        administrator.get("/settings/offices")

    assert len(queries) == 4  # user, count, offices, holders


def test_second_editor_sees_both_versions(administrator, save, load):
    office = save(make_office())
    address, version = f"/settings/offices/{office.id}/edit", str(office.lock_version)
    administrator.post(address, data=entry(title_en="First", lock_version=version))

    answer = administrator.post(address, data=entry(title_en="Second", lock_version=version))

    assert answer.status_code == 409
    assert "First" in answer.text
    assert "Second" in answer.text
    assert [office.title_en for office in load(select(Office))] == ["First"]


def test_office_that_nobody_has_held_is_deleted_after_a_question(administrator, save, load):
    address = f"/settings/offices/{save(make_office()).id}/delete"

    assert "for good" in administrator.get(address).text
    assert len(load(select(Office))) == 1
    assert administrator.post(address).status_code == 303
    assert load(select(Office)) == []


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "lists of that time need it"), ("de", "1 Amtszeit gehört")]
)
def test_office_that_somebody_has_held_stays(administrator, save, load, language, sentence):
    office = make_office()
    save(make_person(terms=[make_term(office)]))

    answer = administrator.post(
        f"/settings/offices/{office.id}/delete", headers={"Accept-Language": language}
    )

    assert answer.status_code == 409
    assert sentence in answer.text
    assert len(load(select(Office))) == 1


@pytest.mark.parametrize("address", ["", "/add", "/1/edit", "/1/delete"])
def test_only_administrators_open_offices(sign_in, save, address):
    save(make_office())

    assert sign_in(RoleName.ORGANISER).get(f"/settings/offices{address}").status_code == 403


@pytest.mark.parametrize("address", ["9/edit", "9/delete", "99999999999999999999/edit"])
def test_unknown_office_is_not_found(administrator, address):
    assert administrator.get(f"/settings/offices/{address}").status_code == 404


def test_empty_list_says_what_belongs_there(administrator):
    assert "mayor, senator, consul general" in administrator.get("/settings/offices").text
