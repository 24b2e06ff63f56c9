"""Duplicates: who may be in the address book already, and the hints while one types."""

import re

import pytest
from sqlalchemy import func, select

from planner.models import Gender, Person
from planner.rules.people.duplicates import StoredPerson, TypedPerson, possible_duplicates
from planner.spelling import sort_form
from tests.factories import (
    LONG_AGO,
    make_delegation,
    make_event,
    make_organisation,
    make_person,
    make_visit,
)

FRAU, HERR, NEITHER = Gender.FRAU, Gender.HERR, Gender.NEITHER


def typed(given, family, prefix="", gender=NEITHER, email="", organisation_id=None):
    return TypedPerson(given, prefix, family, gender, email, organisation_id)


def stored(given, family, prefix="", gender=NEITHER, email="", organisation_id=None, number=1):
    name = sort_form(given, prefix, family)
    return StoredPerson(number, name, gender, email, organisation_id)


def reasons(one, *others):
    """Return for each who may be meant the words of the reasons."""
    return [[reason.msgid for reason in hint.reasons] for hint in possible_duplicates(one, others)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Anna", "Müller"), ("Anna", "Mueller")),
        (("Anna", "Müller"), ("Anna", "Muller")),
        (("Ayşe", "Öztürk"), ("AYSE", "Oeztuerk")),
        (("Jan", "Maier"), ("Jan", "Meyer")),
        (("Karl", "Schmidt"), ("Carl", "Schmitt")),
        (("Anna", "Meyer"), ("Meyer", "Anna")),  # the parts in the wrong fields
        (("Anna-Lena", "Meyer"), ("Anna Lena", "Meyer")),
        (("Anna", "Heide", "von der"), ("Anna", "von der Heide")),
        (("", "Meyer"), ("", "Meier")),
        (("Minh", "Le"), ("Minh", "Lê")),
        (("Günther", "Groß"), ("Günter", "Gross")),
    ],
)
def test_same_name_is_found_however_it_is_spelled(one, other):
    assert reasons(typed(*one), stored(*other)) == [["same name"]]
    assert reasons(typed(*other), stored(*one)) == [["same name"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Anna", "Meyer"), ("Anne", "Meier")),
        (("A.", "Meyer"), ("Anna", "Meyer")),
        (("David H.", "Senjem"), ("David", "Senjem")),
        (("Hans-Peter", "Kern"), ("Peter", "Kern")),
        (("Anna", "Lindqvist"), ("Anna", "Lindqist")),  # a letter left out
        (("Anna", "Lindqvist"), ("Anna", "Lindvqist")),  # two that changed places
        (("Anna", "Lindqvist"), ("Anna", "Lindqwist")),  # another one
        (("Lindqvist", "Anna"), ("Anne", "Lindqvist")),
        (("Christina", "Bauer"), ("Christine", "Bauer")),
    ],
)
def test_similar_name_is_found(one, other):
    assert reasons(typed(*one), stored(*other)) == [["similar name"]]
    assert reasons(typed(*other), stored(*one)) == [["similar name"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Anna", "Meyer"), ("Otto", "Meyer")),
        (("Mia", "Kurz"), ("Lea", "Kurz")),  # twins
        (("Tim", "Kern"), ("Tom", "Kern")),
        (("Anna", "Bauer"), ("Anna", "Mauer")),
        (("Anna", "Kellner"), ("Anna", "Zellner")),
        (("Anna", "Berg"), ("Anna", "Burg")),
        (("Anna", "Bergmann"), ("Anna", "Bergfeld")),
        (("Anna", "Lindner"), ("Anne", "Linder")),  # a slip in both: others
        (("Anna", "Meyer"), ("Anna", "Meyer-Landrut")),  # married, perhaps; perhaps not
        (("", "Meyer"), ("Anna", "Meyer")),
        (("Anna", ""), ("Anna", "Meyer")),
        (("von", "der"), ("Anna", "Heide", "von der")),
    ],
)
def test_another_name_is_not_found(one, other):
    assert reasons(typed(*one), stored(*other)) == []
    assert reasons(typed(*other), stored(*one)) == []


@pytest.mark.parametrize("one", [("Anna", "Meyer-Landrut"), ("", "Meyer"), ("Anne", "Mayr")])
def test_same_organisation_makes_a_weak_likeness_count_but_nothing_of_itself(one):
    meyer = stored("Anna", "Meyer", organisation_id=7)
    colleague = stored("Otto", "Kern", organisation_id=7, number=2)

    found = reasons(typed(*one, organisation_id=7), colleague, meyer)

    assert found == [["similar name", "same organization"]]


@pytest.mark.parametrize("with_prefix", [True, False])
def test_name_is_found_wherever_lists_put_its_prefix(with_prefix):
    heide = stored("Anna", "Heide")._replace(
        sort_name=sort_form("Anna", "von der", "Heide", with_prefix)
    )
    other = stored("Anna", "Lüneburger-Heide", number=2)

    assert reasons(typed("anna", "HEIDE"), heide, other) == [["same name"]]


def test_twins_with_one_email_are_found_by_it_alone():
    mia = typed("Mia", "Kurz", email="Familie.Kurz@planner.example")

    found = reasons(mia, stored("Lea", "Kurz", email="familie.kurz@planner.example"))

    assert found == [["same e-mail address"]]


def test_people_without_email_have_no_email_in_common():
    assert reasons(typed("Mia", "Kurz"), stored("Otto", "Berg")) == []


def test_father_and_son_of_the_same_name_are_asked_about_and_nobody_is_refused():
    father = stored("Otto", "Berg", gender=HERR, email="senior@planner.example")

    found = reasons(typed("Otto", "Berg", gender=HERR, email="junior@planner.example"), father)

    assert found == [["same name"]]


def test_similar_given_names_of_a_woman_and_a_man_are_two_people():
    andreas = stored("Andreas", "Rossi", gender=HERR)

    assert reasons(typed("Andrea", "Rossi", gender=FRAU), andreas) == []
    assert reasons(typed("Andrea", "Rossi"), andreas) == [["similar name"]]
    assert reasons(typed("Andreas", "Rossi", gender=FRAU), andreas) == [["same name"]]


def test_most_likely_comes_first_and_there_are_five_at_most():
    same = [stored("Anna", "Meyer", number=number) for number in range(1, 8)]
    sure = stored("Anna", "Meyer", email="a@planner.example", number=9)

    found = possible_duplicates(typed("Anna", "Meyer", email="a@planner.example"), [*same, sure])

    assert [hint.id for hint in found] == [9, 1, 2, 3, 4]


def found_in(answer):
    """Return (name, reasons) of those whom a page hints at."""
    return re.findall(r'<li><a href="[^"]+">([^<]+)</a>.*?\(([^)]+)\)</span>', answer.text)


def test_hint_says_who_may_be_meant_and_why_and_saves_nothing(organiser, save, load):
    works = make_organisation()
    said = {"function_en": "Head of Energy", "email": "a@planner.example"}
    anna = make_person("Anna", "Müller", organisation=works, **said)
    save(anna, make_person("Otto", "Müller"), make_person("Anna", "Muller", deleted_at=LONG_AGO))
    entry = {"given_name": "Anna", "family_name": "Mueller", "email": "A@planner.example"}

    answer = organiser.post("/people/duplicates", data={**entry, "organisation_id": works.id})

    assert found_in(answer) == [
        ("Anna Müller", "same name, same e-mail address, same organization")
    ]
    assert f'href="/people/{anna.id}"' in answer.text
    assert "Head of Energy, Public utilities" in answer.text
    assert "<html" not in answer.text
    assert load(select(func.count(Person.id))) == [3]


def test_hint_leaves_out_the_person_who_is_edited(organiser, save):
    anna = save(make_person("Anna", "Müller"))
    double = save(make_person("Anna", "Muller"))

    typed_in = organiser.post(f"/people/{anna.id}/duplicates", data={"family_name": "Müller"})
    page = organiser.get(f"/people/{anna.id}/edit")

    assert found_in(typed_in) == []
    assert found_in(page) == [("Anna Muller", "same name")]
    assert f'href="/people/{double.id}"' in page.text


@pytest.mark.parametrize(
    "typed_in",
    [
        {},
        {"family_name": "", "gender": "nonsense", "organisation_id": "x"},
        {"family_name": "x" * 5000, "organisation_id": "9" * 4000, "email": "@"},
        {"family_name": "\0\ud7ff\u202e", "given_name": "-,", "organisation_id": "-1"},
    ],
)
def test_hint_takes_whatever_is_typed(organiser, save, typed_in):
    save(make_person())

    answer = organiser.post("/people/duplicates", data=typed_in)

    assert answer.status_code == 200
    assert found_in(answer) == []


def test_whoever_is_meant_by_what_is_saved_is_asked_about_once(organiser, save, load):
    save(make_person("Anna", "Meyer", email="a@planner.example"))
    entry = {"given_name": "Anne", "family_name": "Meier", "gender": "neither"}
    entry |= dict.fromkeys((f"language_{number}" for number in range(1, 5)), "")
    entry |= {"lock_version": 0, "country": "", "organisation_id": ""}

    first = organiser.post("/people/add", data=entry)
    seen = re.search(r'name="another_than"[^>]*value="([\d ]+)"', first.text)[1]
    second = organiser.post("/people/add", data={**entry, "another_than": seen})

    assert first.status_code == 422
    assert found_in(first) == [("Anna Meyer", "similar name")]
    assert "Nothing is saved yet." in first.text
    assert second.status_code == 303
    assert load(select(func.count(Person.id))) == [2]


def test_new_guest_who_may_be_meant_can_be_invited_instead(organiser, save):
    visit, anna = make_visit(), make_person("Anna", "Meyer")
    save(anna, make_event(visit=visit))
    address = f"/visits/{visit.slug}/guests/add"

    hint = organiser.post(
        f"{address}/duplicates?next=/", data={"given_name": "Anne", "family_name": "Meyer"}
    )

    assert found_in(hint) == [("Anna Meyer", "similar name")]
    assert f'href="{address}?person={anna.id}&amp;next=/"' in hint.text
    assert f'data-hints="{address}/duplicates"' in organiser.get(f"{address}/new").text


def test_new_delegate_who_may_be_meant_can_be_added_instead(organiser, save):
    delegation, anna = make_delegation(), make_person("Anna", "Meyer")
    save(anna, delegation)
    address = f"/visits/{delegation.visit.slug}/delegations/{delegation.id}/delegates/add"
    entry = {"given_name": "Anne", "family_name": "Meier"}

    hint = organiser.post(f"{address}/duplicates", data=entry)
    refused = organiser.post(address, data={**entry, "organisation_id": ""})

    assert f'href="{address}?q=Anna+Meyer"' in hint.text
    assert f'data-hints="{address}/duplicates"' in refused.text
    assert refused.status_code == 422
    assert "similar name" in refused.text
    assert f'name="person_id" value="{anna.id}"' in refused.text


@pytest.mark.parametrize("number", [1, 5])
def test_hints_ask_the_database_as_often_for_many_as_for_one(
    organiser, save, count_queries, number
):
    save(*(make_person(organisation=make_organisation()) for _ in range(number)))

    entry = {"family_name": "Lindqvist", "given_name": "Ada"}

    with count_queries() as queries:
        found = organiser.post("/people/duplicates", data=entry)

    assert len(found_in(found)) == number
    assert len(queries) == 4  # user, names, people, terms
