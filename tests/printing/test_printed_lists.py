"""Guest lists on paper: every order and choice, and the same rows as spreadsheets."""

import csv
import io

import pytest

from planner.models import Kind, Reply, Transfer
from planner.rules.printing.printed_lists import natural_sort_key, table_of
from tests.factories import make_event, make_guest, make_organisation, make_person, make_visit
from tests.reception import make_reception


@pytest.fixture
def visit(save):
    """A visit with guests of every kind."""
    return save(*make_reception())


def evening(visit):
    return min(visit.events, key=lambda event: event.starts_at)


def rows(client, address, **choice):
    """Return the rows of a list, each by the heads of its columns."""
    text = client.get(f"{address}/print/guests.csv", query_string=choice).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names(client, address, **choice):
    return [row["Name"] for row in rows(client, address, language="en", **choice)]


def headed(client, address, **choice):
    return [(row["Group"], row["Name"]) for row in rows(client, address, language="en", **choice)]


def test_list_by_table_has_everybody_at_the_own_seat(organiser, save):
    event = save(make_event())
    partner = save(make_guest(make_person("Bo", "Berg"), event, seat="A 10"))
    save(make_guest(make_person("Cy", "Carr"), event, seat="B 1", companion_of=partner))
    save(make_guest(make_person("Di", "Dahl"), event, seat="A 2"))
    save(make_guest(make_person("Ed", "East"), event))

    found = headed(organiser, f"/events/{event.id}", order="table")

    assert found == [
        ("A", "Di Dahl"),
        ("A", "Bo Berg"),
        ("B", "Cy Carr"),
        ("No seat yet", "Ed East"),
    ]


@pytest.mark.parametrize(
    ("seat", "table"),
    [("A 1", "A"), ("A3", "A"), ("Tisch 3, Platz 5", "Tisch 3"), ("3/12", "3"), ("7", "7")],
)
def test_seat_names_its_table(seat, table):
    assert table_of(seat) == table


def test_tables_are_counted_not_spelled():
    assert sorted(["Tisch 10", "Tisch 9", "Bühne"], key=natural_sort_key) == [
        "Bühne",
        "Tisch 9",
        "Tisch 10",
    ]


def test_list_by_institution_keeps_companions_with_their_partners(organiser, save):
    event, mill = save(make_event()), make_organisation("Ölmühle", name_en="Oil mill")
    partner = save(make_guest(make_person("Bo", "Berg", organisation=mill), event))
    save(make_guest(make_person("Cy", "Carr"), event, companion_of=partner))
    save(make_guest(make_person("Di", "Dahl"), event))

    found = headed(organiser, f"/events/{event.id}", order="institution")

    assert found == [
        ("Oil mill", "Bo Berg"),
        ("Oil mill", "Cy Carr"),
        ("Without institution", "Di Dahl"),
    ]


def test_list_by_arrival_stands_under_the_first_transfer_that_somebody_takes(organiser, save):
    visit = save(make_visit(slug="lyon"))
    train, bus = [
        make_event(f"2026-05-04 {hour}:00", visit=visit, kind=Kind.TRANSFER, title_en=title)
        for hour, title in (("09", "Bahn"), ("11", "Bus"))
    ]
    train.transfer = Transfer(number="ICE 593")
    early, late = make_person("Bo", "Berg"), make_person("Cy", "Carr")
    save(make_guest(late, bus), make_guest(early, bus), make_guest(early, train))
    save(make_guest(late, train, reply=Reply.DECLINED))

    found = headed(organiser, "/visits/lyon", order="arrival")

    assert [(name, heading.partition(" · ")[2]) for heading, name in found] == [
        ("Bo Berg", "Bahn · ICE 593"),
        ("Cy Carr", "Bus"),
    ]


def test_orders_that_a_list_cannot_have_are_refused(organiser, visit):
    address = f"/visits/lyon/events/{evening(visit).id}"

    assert organiser.get("/visits/lyon/print/guests?order=table").status_code == 422
    assert organiser.get(f"{address}/print/guests?order=arrival").status_code == 422
    assert organiser.get(f"{address}/print/guests?order=table").status_code == 200


def test_only_who_has_accepted_is_numbered_without_gaps(organiser, visit):
    found = rows(organiser, "/visits/lyon", accepted="y", language="en")

    assert [row["No."] for row in found] == ["1", "2", "3"]
    assert {row["Reply"].partition(" ·")[0] for row in found} == {"Accepted"}
    page = organiser.get("/visits/lyon/print/guests?accepted=y&language=en").text
    assert "<dt>Selection</dt><dd>Only who has accepted</dd>" in page


def test_companions_can_be_left_out_while_the_tally_still_counts_them(organiser, visit):
    everybody, alone = (names(organiser, "/visits/lyon", **one) for one in ({}, {"alone": "y"}))
    page = organiser.get("/visits/lyon/print/guests?alone=y&language=en").text

    assert set(everybody) - set(alone) == {"Kim Łódź"}
    assert f'<td role="cell">{len(everybody)}</td>' in page


def test_both_languages_stand_side_by_side(organiser, visit):
    page = organiser.get("/visits/lyon/print/guests?language=both&order=delegation").text

    assert "Antwort / Reply" in page
    assert "Zugesagt / Accepted" in page
    assert '<bdi>Delegation Lyon</bdi> / <bdi lang="en">Lyon delegation</bdi>' in page
    assert '<bdi>Stadt Iserlohn</bdi><br><bdi lang="en">City of Iserlohn</bdi>' in page


def test_paper_has_the_size_and_the_letters_that_somebody_chose(organiser, visit):
    page = organiser.get("/visits/lyon/print/guests?size=us-letter&large=y").text

    assert "size: letter;" in page
    assert '<div class="sheet internal us-letter large">' in page


def test_margins_of_the_page_say_its_class(organiser, visit):
    page = organiser.get("/visits/lyon/print/guests?language=de").text

    assert '@bottom-left { content: "Intern – enthält personenbezogene Daten"; }' in page
    assert '"Seite " counter(page) " von " counter(pages) ""' in page
