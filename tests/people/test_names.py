"""Titles typed into a name are refused at their field, and told where they belong (e-13)."""

import pytest
from sqlalchemy import select

from planner.models import Person
from planner.rules import RuleBroken
from planner.rules.people.names import check_family_name, check_given_name
from tests.factories import make_delegation, make_visit
from tests.people.test_people import entry


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Prof. Dr. Anna", "Prof. Dr."),
        ("Dr.", "Dr."),
        ("dr Łucja", "dr"),
        ("Dr.-Ing. Eva", "Dr.-Ing."),
        ("Professorin Eva", "Professorin"),
        ("Frau", "Frau"),
        ("Ms. Ann", "Ms."),
        ("The Honorable David", "The Honorable"),
        ("Hon. David", "Hon."),
        ("Seine Exzellenz Jean", "Seine Exzellenz"),
        ("Senator", "Senator"),
        ("Lieutenant Governor Carl", "Lieutenant Governor"),
        ("Mayor James", "Mayor"),
        ("Bürgermeisterin Katrin", "Bürgermeisterin"),
    ],
)
def test_title_before_a_given_name_is_refused(name, title):
    with pytest.raises(RuleBroken) as broken:
        check_given_name(name)

    assert broken.value.message.values["title"] == title


@pytest.mark.parametrize(
    "name",
    [
        *("Dean", "Major", "Earl", "Honor", "Judge", "Pastor", "Prince", "Mag", "Ing Yoe", "Hon"),
        *("Drew", "Frauke", "Herrmann", "Sirin", "H. E.", "", "Anna Dr."),
    ],
)
def test_given_name_that_only_looks_like_a_title_is_a_name(name):
    check_given_name(name)


@pytest.mark.parametrize("name", ["Dr. Lind", "Dr.", "Frau Lind", "Senator Senjem", "Hon. Field"])
def test_title_before_a_family_name_is_refused(name):
    with pytest.raises(RuleBroken):
        check_family_name(name)


@pytest.mark.parametrize(
    "name", ["Herr", "Senator", "Minister", "Major", "Mayor Zaragoza", "Konsul", "Dean", "Drews"]
)
def test_family_name_that_is_a_title_too_is_a_name(name):
    check_family_name(name)


@pytest.mark.parametrize(
    ("typed", "language", "sentence"),
    [
        ({"given_name": "Prof. Dr. Anna"}, "en", "please write it under “Academic title”."),
        ({"given_name": "Prof. Dr. Anna"}, "de", "Bitte schreiben Sie es unter „Akademischer"),
        ({"given_name": "Frau"}, "en", "please choose it under “Salutation”."),
        ({"given_name": "The Honorable David"}, "en", "It follows from the office"),
        ({"given_name": "Senator David"}, "de", "„Senator“ ist ein Amt"),
        ({"family_name": "Dr. Lind"}, "en", "“Dr.” is no part of the name"),
    ],
)
def test_form_of_a_person_says_at_the_field_where_a_title_belongs(
    organiser, load, typed, language, sentence
):
    typed = entry(**{"given_name": "Anna", "family_name": "Lind"} | typed)

    answer = organiser.post("/people/add", data=typed, headers={"Accept-Language": language})

    [field] = [
        name for name, text in typed.items() if text.startswith(("Prof", "Frau", "The", "S", "Dr"))
    ]
    assert answer.status_code == 422
    assert sentence in answer.text.partition(f'id="{field}-error"')[2][:600]
    assert typed[field] in answer.text
    assert load(select(Person)) == []


def test_new_delegate_has_no_title_in_the_name_either(organiser, save, load):
    delegation = save(make_delegation(make_visit(slug="lyon")))
    typed = {"given_name": "Dr. Zoé", "family_name": "Martin", "organisation_id": ""}

    answer = organiser.post(f"/visits/lyon/delegations/{delegation.id}/delegates/add", data=typed)

    assert answer.status_code == 422
    assert "“Dr.” is no part of the name" in answer.text
    assert load(select(Person)) == []
