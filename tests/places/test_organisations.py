"""Organisations: whom people speak for."""

import pytest
from sqlalchemy import select

from planner.models import Organisation, RoleName, Sector
from tests.factories import (
    make_delegation,
    make_municipality,
    make_organisation,
    make_person,
)

ENTRY = {
    "name_de": "Stadtwerke",
    "name_en": "Public utilities",
    "sector": "business",
    "municipality_id": "",
    "state": "Minnesota",
    "lock_version": "0",
}


def test_organiser_adds_an_organisation(organiser, load):
    answer = organiser.post("/settings/organisations/add", data=ENTRY)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/organisations")
    [row] = load(select(Organisation))
    assert (row.name_en, row.sector, row.municipality_id, row.state) == (
        *("Public utilities", Sector.BUSINESS, None, "Minnesota"),
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name_de": ""}, "Please fill this in."),
        ({"name_en": "x" * 10_000}, "at most 200 characters"),
        ({"sector": "magic"}, "Invalid Choice"),
        ({"municipality_id": "7"}, "Not a valid choice"),
    ],
)
def test_wrong_entry_is_refused_and_kept(organiser, load, change, sentence):
    entry = ENTRY | {"state": "MARKER"} | change

    answer = organiser.post("/settings/organisations/add", data=entry)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "MARKER" in answer.text
    assert load(select(Organisation)) == []


def test_organiser_changes_an_organisation_but_not_over_another_change(organiser, save, load):
    row = save(make_organisation(sector=Sector.SCIENCE))
    address = f"/settings/organisations/{row.id}/edit"

    assert organiser.post(address, data=ENTRY | {"lock_version": "1"}).status_code == 303
    conflict = organiser.post(address, data=ENTRY | {"lock_version": "1", "sector": "press"})

    assert conflict.status_code == 409
    assert load(select(Organisation.sector)) == [Sector.BUSINESS]


def test_list_is_searched_and_filtered_by_sector(reader, save):
    save(make_organisation("Grüne Energie", name_en="", sector=Sector.CIVIL_SOCIETY))
    save(make_organisation("Tageblatt", name_en="", sector=Sector.PRESS))

    def shown(address):
        page = reader.get(address).text
        return ["Grüne Energie" in page, "Tageblatt" in page]

    assert shown("/settings/organisations") == [True, True]
    assert shown("/settings/organisations?q=gruene") == [True, False]
    assert shown("/settings/organisations?sector=press") == [False, True]
    assert shown("/settings/organisations?sector=press&q=energie") == [False, False]
    assert shown("/settings/organisations?sector=nonsense") == [True, True]


def test_organisation_that_nobody_belongs_to_is_deleted_for_good(organiser, save, load):
    row = save(make_organisation())

    assert organiser.post(f"/settings/organisations/{row.id}/delete").status_code == 303

    assert load(select(Organisation)) == []


def test_organisation_of_people_stays(organiser, save, load):
    row = make_organisation()
    save(make_person(organisation=row), make_delegation(organisation=row))

    page = organiser.get(f"/settings/organisations/{row.id}/delete").text
    answer = organiser.post(f"/settings/organisations/{row.id}/delete")

    assert "1 person, 1 delegation." in page
    assert answer.status_code == 409
    assert len(load(select(Organisation))) == 1


@pytest.mark.parametrize("role", [RoleName.READER, RoleName.ASSISTANT])
def test_others_look_organisations_up_but_change_none(sign_in, save, role):
    row, browser = save(make_organisation()), sign_in(role)

    page = browser.get("/settings/organisations").text
    assert "Public utilities" in page
    assert "/edit" not in page
    for address in ("add", f"{row.id}/edit", f"{row.id}/delete"):
        assert browser.post(f"/settings/organisations/{address}", data=ENTRY).status_code == 403


@pytest.mark.parametrize("number", [1, 5])
def test_list_needs_the_same_queries_however_long_it_is(reader, save, count_queries, number):
    for one in range(number):
        save(make_organisation(f"Club {one}", municipality=make_municipality(f"Town {one}")))

    with count_queries() as queries:
        reader.get("/settings/organisations")

    assert len(queries) == 3
