"""Offices: what one can be, kept in the settings."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.models import Branch, Level, Office, RoleName, SchemeEntry, Style, Term
from tests.factories import (
    LONG_AGO,
    make_municipality,
    make_office,
    make_person,
    make_scheme,
    make_term,
)


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
    address, headers = f"/settings/offices/{office.id}/delete", {"Accept-Language": language}

    asked = administrator.get(address, headers=headers)
    answer = administrator.post(address, headers=headers)

    assert (asked.status_code, answer.status_code) == (200, 409)
    assert sentence in asked.text
    assert sentence in answer.text
    assert '<form method="post"' not in asked.text.partition("<main")[2]
    assert len(load(select(Office))) == 1


def test_office_that_people_have_held_lists_them_with_links(administrator, save):
    office = make_office("Mayor")
    now = make_person("Ada", "Abel", terms=[make_term(office, body_en="Town of Hemer")])
    over = make_term(office, until=dt.date(2025, 12, 31))
    then = make_person("Ben", "Berg", terms=[over])
    gone = make_person("Cleo", "Cole", terms=[make_term(office)], deleted_at=LONG_AGO)
    save(now, then, gone)

    page = administrator.get(f"/settings/offices/{office.id}/delete").text.replace("\xa0", " ")

    assert page.index("Ada Abel") < page.index("Ben Berg")
    assert f'<a href="/people/{now.id}">Ada Abel</a>' in page
    assert "Mayor, Town of Hemer, since Jan 1, 2020" in page
    assert f'<a href="/people/{then.id}">Ben Berg</a>' in page
    assert "Jan 1, 2020 – Dec 31, 2025" in page
    assert f"/people/{gone.id}" not in page
    assert "in the bin" in page.partition("Cleo Cole")[2]


@pytest.mark.parametrize("number", [1, 5])
def test_list_of_holders_asks_the_database_as_often_for_many_as_for_one(
    administrator, save, count_queries, number
):
    office = make_office()
    places = [make_municipality(f"Town {n}") for n in range(number)]
    save(*(make_person(terms=[make_term(office, municipality=place)]) for place in places))

    with count_queries() as queries:
        administrator.get(f"/settings/offices/{office.id}/delete")

    assert len(queries) == 4  # user, office, terms, schemes


def test_form_keeps_whether_there_is_one_holder_at_a_time(administrator, load):
    administrator.post("/settings/offices/add", data=entry(is_singular="y"))

    [office] = load(select(Office))
    assert office.is_singular
    page = administrator.get(f"/settings/offices/{office.id}/edit").text
    assert (
        "checked"
        in page.partition('id="is_singular"')[0][-60:] + page.partition('id="is_singular"')[2][:60]
    )


def test_offices_are_listed_by_plain_letters(administrator, save):
    titles = ["Ökonom", "Oberst", "Zeuge", "Älteste", "Ökologin"]
    save(*(make_office(title, title_de_neutral=title) for title in titles))

    page = administrator.get("/settings/offices").text

    found = sorted(titles, key=lambda title: page.index(f">{title}<"))
    assert found == ["Älteste", "Oberst", "Ökologin", "Ökonom", "Zeuge"]


@pytest.mark.parametrize("address", ["", "/add", "/1/edit", "/1/delete"])
def test_only_administrators_open_offices(sign_in, save, address):
    save(make_office())

    assert sign_in(RoleName.ORGANISER).get(f"/settings/offices{address}").status_code == 403


@pytest.mark.parametrize("address", ["9/edit", "9/delete", "99999999999999999999/edit"])
def test_unknown_office_is_not_found(administrator, address):
    assert administrator.get(f"/settings/offices/{address}").status_code == 404


def test_empty_list_says_what_belongs_there(administrator):
    assert "mayor, senator, consul general" in administrator.get("/settings/offices").text


def test_form_keeps_the_spoken_words_and_what_is_to_be_confirmed(administrator, load):
    words = {
        "spoken_de_feminine": "Landrätin",
        "spoken_de_masculine": "Landrat",
        "spoken_de_neutral": "Landratsamt",
        "spoken_en": "District Administrator",
    }
    administrator.post("/settings/offices/add", data=entry(**words, to_confirm="y"))

    [office] = load(select(Office))
    assert {name: getattr(office, name) for name in words} == words
    assert office.to_confirm
    address = f"/settings/offices/{office.id}/edit"
    page = administrator.get(address).text
    assert [word for word in words.values() if f'value="{word}"' not in page] == []
    settled = entry(lock_version=str(office.lock_version), **dict.fromkeys(words, ""))
    administrator.post(address, data=settled)
    [office] = load(select(Office))
    assert (office.to_confirm, office.spoken_en) == (False, "")


@pytest.mark.parametrize(("language", "words"), [("en", "please confirm"), ("de", "bitte bestä")])
@pytest.mark.parametrize("to_confirm", [True, False])
def test_office_to_confirm_is_marked_in_the_list_on_its_page_and_beside_its_terms(
    administrator, save, language, words, to_confirm
):
    office = make_office(to_confirm=to_confirm)
    person = save(make_person(terms=[make_term(office)]))
    addresses = (
        *("/settings/offices", f"/settings/offices/{office.id}/edit"),
        *(f"/people/{person.id}", f"/people/{person.id}/terms/{person.terms[0].id}"),
    )

    pages = [administrator.get(one, headers={"Accept-Language": language}) for one in addresses]

    assert [f"</svg>{words}" in page.text for page in pages] == [to_confirm] * 4


def test_term_whose_form_the_office_has_confirmed_is_not_marked(reader, save):
    confirmed = make_term(make_office(to_confirm=True), form_confirmed_on=dt.date(2026, 2, 1))
    confirmed.form_confirmed_by = "Vorzimmer"
    person = save(make_person(terms=[confirmed]))

    page = reader.get(f"/people/{person.id}").text

    assert "Form of address confirmed on Feb 1, 2026 by Vorzimmer" in page
    assert "</svg>please confirm" not in page


def test_choice_of_an_office_tells_mayors_here_and_abroad_apart(organiser, save):
    save(make_office("Mayor"), make_office("Mayor", style=Style.THE_HONORABLE))
    person = save(make_person())

    page = organiser.get(f"/people/{person.id}/terms/add").text

    assert ">Mayor</option>" in page
    assert ">Mayor (The Honorable)</option>" in page


def test_office_with_a_place_in_a_scheme_stays_and_names_the_scheme(administrator, save, load):
    office = save(make_office("Senator"))
    scheme = make_scheme("Empfang", name_en="Reception")
    scheme.versions[0].entries.append(SchemeEntry(position=1, office_id=office.id))
    save(scheme)

    answer = administrator.post(f"/settings/offices/{office.id}/delete")

    assert answer.status_code == 409
    assert "Precedence schemes have a place for this office, so it stays." in answer.text
    assert "Reception, version 1</a>" in answer.text
    assert load(select(Office.id)) == [office.id]


def test_an_office_that_several_hold_does_not_become_one_persons(administrator, save, load):
    mayor = make_office()
    save(make_person("Ada", terms=[make_term(mayor)]), make_person("Ben", terms=[make_term(mayor)]))
    address = f"/settings/offices/{mayor.id}/edit"
    typed = entry(is_singular="y", title_en="Lord Mayor", lock_version="1")

    refused = administrator.post(address, data=typed)

    assert refused.status_code == 422
    assert "Ada Lindqvist and Ben Lindqvist hold this office at the same time." in refused.text
    assert 'value="Lord Mayor"' in refused.text
    assert load(select(Office.is_singular)) == [False]


def test_terms_learn_that_their_office_becomes_one_persons_and_no_longer_is(
    administrator, save, load
):
    mayor = make_office()
    save(make_person(terms=[make_term(mayor)]))
    gone = save(make_person("Eva", deleted_at=LONG_AGO, terms=[make_term(mayor)]))
    address = f"/settings/offices/{mayor.id}/edit"
    exclusive = select(Term.person_id).where(Term.is_exclusive)

    administrator.post(address, data=entry(is_singular="y", lock_version="1"))
    assert load(exclusive) == [1]
    assert gone.id == 2

    administrator.post(address, data=entry(lock_version="2"))
    assert load(exclusive) == []
