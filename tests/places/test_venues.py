"""Venues: where events take place."""

import pytest
from sqlalchemy import select

from planner.models import RoleName, StepFree, Venue
from tests.factories import make_event, make_municipality, make_venue

ENTRY = {
    "name_de": "Rathaus",
    "name_en": "Town hall",
    "room": "Ratssaal",
    "capacity": "120",
    "address": "Schillerplatz 7",
    "municipality_id": "",
    "step_free": "yes",
    "step_free_how_en": "Ramp at the side",
    "lock_version": "0",
}


def test_organiser_adds_a_venue(organiser, save, load):
    town = save(make_municipality("Lyon"))

    answer = organiser.post("/settings/venues/add", data=ENTRY | {"municipality_id": town.id})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/venues")
    [venue] = load(select(Venue))
    assert (venue.name_de, venue.room, venue.capacity, venue.municipality_id) == (
        *("Rathaus", "Ratssaal", 120, town.id),
    )
    assert venue.step_free is StepFree.YES


def test_new_venue_begins_at_home(organiser, save):
    home = save(make_municipality("Iserlohn", is_home=True), make_municipality("Lyon"))

    page = organiser.get("/settings/venues/add").text

    assert f'<option selected value="{home.id}">Iserlohn' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name_de": " \t"}, "Please fill this in."),
        ({"name_de": "x" * 10_000}, "at most 200 characters"),
        ({"capacity": "0"}, "1 or more"),
        ({"capacity": "9" * 30}, "1 or more"),
        ({"capacity": "many"}, "Please write a whole number"),
        ({"municipality_id": "77"}, "Not a valid choice"),
        ({"step_free": "maybe"}, "Invalid Choice"),
        ({"directions_en": "x" * 10_001}, "at most 10,000"),
    ],
)
def test_wrong_entry_is_refused_and_kept(organiser, load, change, sentence):
    answer = organiser.post("/settings/venues/add", data=ENTRY | {"room": "MARKER"} | change)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "MARKER" in answer.text
    assert load(select(Venue)) == []


def test_organiser_changes_a_venue_but_not_over_another_change(organiser, save, load):
    venue = save(make_venue("Halle"))
    address = f"/settings/venues/{venue.id}/edit"

    assert organiser.post(address, data=ENTRY | {"lock_version": "1"}).status_code == 303
    conflict = organiser.post(address, data=ENTRY | {"lock_version": "1", "room": "Foyer"})

    assert conflict.status_code == 409
    assert "Foyer" in conflict.text
    assert "Ratssaal" in conflict.text
    assert load(select(Venue.room)) == ["Ratssaal"]


def test_list_finds_by_name_room_and_address_in_any_spelling(reader, save):
    save(make_venue("Grüner Saal", name_en="", room="Öl-Keller", address="Łódź-Platz 1"))
    save(make_venue("Rathaus"))

    for sought in ("gruener", "GRUNER", "oel", "lodz", "saal platz"):
        page = reader.get("/settings/venues", query_string={"q": sought}).text
        assert "Grüner Saal" in page, sought
        assert "Town hall" not in page, sought
    assert "No venue matches this search." in reader.get("/settings/venues?q=nowhere").text


def test_name_in_one_language_is_marked_as_such(reader, save):
    save(make_venue("Grüner Saal", name_en=""))

    assert '<span lang="de">Grüner Saal</span>' in reader.get("/settings/venues").text


def test_text_is_shown_as_it_was_typed(organiser):
    organiser.post("/settings/venues/add", data=ENTRY | {"name_en": "<b>Hall</b> 🎉\x07"})

    page = organiser.get("/settings/venues").text

    assert "&lt;b&gt;Hall&lt;/b&gt; 🎉" in page
    assert "<b>Hall" not in page


def test_venue_without_events_is_deleted_for_good(organiser, save, load):
    venue = save(make_venue())

    assert "for good" in organiser.get(f"/settings/venues/{venue.id}/delete").text
    assert organiser.post(f"/settings/venues/{venue.id}/delete").status_code == 303

    assert load(select(Venue)) == []


def test_venue_of_an_event_stays_even_if_the_event_is_in_the_bin(organiser, save, load):
    venue = make_venue()
    save(make_event(venue=venue), make_event(venue=venue, deleted_at=make_event().created_at))

    page = organiser.get(f"/settings/venues/{venue.id}/delete").text
    answer = organiser.post(f"/settings/venues/{venue.id}/delete")

    assert "2 events." in page
    assert answer.status_code == 409
    assert "2 events" in answer.text
    assert len(load(select(Venue))) == 1


def test_reader_looks_venues_up_but_changes_none(reader, save):
    venue = save(make_venue())

    page = reader.get("/settings/venues").text
    assert "Town hall" in page
    assert "/edit" not in page
    for address in ("add", f"{venue.id}/edit", f"{venue.id}/delete"):
        assert reader.post(f"/settings/venues/{address}", data=ENTRY).status_code == 403


def test_door_sees_no_venues(sign_in):
    assert sign_in(RoleName.DOOR).get("/settings/venues").status_code == 403


@pytest.mark.parametrize("number", [1, 5])
def test_list_needs_the_same_queries_however_long_it_is(reader, save, count_queries, number):
    for one in range(number):
        save(make_venue(f"Hall {one}", municipality=make_municipality(f"Town {one}")))

    with count_queries() as queries:
        reader.get("/settings/venues")

    assert len(queries) == 3


def test_second_page_begins_with_the_fifty_first(reader, save):
    save(*(make_venue("Halle", name_en=f"Hall {number:02}") for number in range(51)))

    page = reader.get("/settings/venues?page=2").text

    assert "Hall 50" in page
    assert "Hall 49" not in page
