"""Transfers: from where to where, in what, and when people are picked up."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.models import Event, Interpretation, Kind, Reply, Status, Transfer, Venue
from planner.rules import RuleBroken
from planner.rules.programme.events import check_event
from planner.rules.programme.programme import Shortage, shortages
from planner.rules.programme.transfers import check_pick_up, set_transfer
from tests.factories import (
    LONG_AGO,
    make_event,
    make_guest,
    make_person,
    make_transfer,
    make_venue,
    make_visit,
)
from tests.programme.test_events import DINNER

RIDE = DINNER | {
    "title_de": "Fahrt",
    "title_en": "Ride",
    "kind": "transfer",
    "start_time": "10:00",
    "end_time": "12:00",
    "from_venue_id": "",
    "to_venue_id": "",
    "pick_up_date": "",
    "pick_up_time": "",
    "vehicle": "",
    "seats": "",
    "number": "",
}
SPAN = (
    (dt.datetime(2026, 5, 4, 10), "Europe/Berlin", 0),
    (dt.datetime(2026, 5, 4, 4), "America/Chicago", 0),  # eleven o'clock in Berlin
)


def at(clock, zone="Europe/Berlin"):
    return dt.datetime.fromisoformat(clock), zone, 0


@pytest.mark.parametrize("clock", ["2026-05-03 10:00", "2026-05-04 09:00", "2026-05-04 11:00"])
def test_pick_up_lies_within_a_day_before_the_start_or_before_the_end(clock):
    check_pick_up(at(clock), *SPAN)


@pytest.mark.parametrize("clock", ["2026-05-03 09:59", "2026-05-04 11:01"])
def test_pick_up_long_before_the_start_or_after_the_end_is_refused(clock):
    with pytest.raises(RuleBroken):
        check_pick_up(at(clock), *SPAN)


def at_night(start_fold, **values):
    """Return a ride within the hour that the clock shows twice; people are picked up on the way."""
    event = make_event(
        "2026-10-25 02:30", "2026-10-25 02:50", start_fold=start_fold, end_fold=1, **values
    )
    make_transfer(event, pick_up_at=dt.datetime(2026, 10, 25, 2, 45))
    return event


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_pick_up_is_in_the_same_of_two_equal_hours_as_the_start(fold, hour):
    picks_up = at_night(fold).transfer.picks_up

    assert picks_up == dt.datetime(2026, 10, 25, hour, 45, tzinfo=dt.UTC)


def test_pick_up_in_the_second_of_two_equal_hours_is_after_an_end_in_the_same():
    event = at_night(1)
    check_event(event)

    event.transfer.pick_up_at = dt.datetime(2026, 10, 25, 2, 55)
    with pytest.raises(RuleBroken, match="must not be after the end"):
        check_event(event)
    event.start_fold = 0
    check_event(event)  # in the first of them it is before


def test_only_a_changed_transfer_counts_as_changed():
    event, values = make_event(), {"vehicle": "Bus 1", "seats": 3}
    told = values, values, {"vehicle": "Bus 2"}, {"to_venue_id": 7}, None, None

    assert [set_transfer(event, one) for one in told] == [True, False, True, True, True, False]
    assert event.transfer is None


def test_a_transfer_lacks_seats_when_more_come_than_can_sit_unless_it_is_off():
    event = make_event(interpretation=Interpretation.NONE)
    make_transfer(event, seats=2)

    assert shortages(event, 2, set()) == []
    assert shortages(event, 3, set()) == [Shortage.SEATS]
    event.transfer.seats = None
    assert shortages(event, 3, set()) == []
    event.transfer.seats, event.status = 2, Status.CANCELLED
    assert shortages(event, 3, set()) == []


def add(browser, visit, **given):
    return browser.post(f"/visits/{visit.slug}/events/add", data=RIDE | given)


def test_organiser_plans_a_transfer(save, load, organiser):
    visit, airport, hotel = save(make_visit()), save(make_venue()), save(make_venue())
    given = {
        "from_venue_id": airport.id,
        "to_venue_id": hotel.id,
        "pick_up_time": "09:45",
        "vehicle": " Bus\u0007 1 ",
        "seats": "20",
        "number": "ZZ 704",
    }

    assert add(organiser, visit, **given).status_code == 303

    [saved] = load(select(Transfer))
    assert (saved.from_venue_id, saved.to_venue_id) == (airport.id, hotel.id)
    assert (saved.vehicle, saved.seats, saved.number) == ("Bus 1", 20, "ZZ 704")
    assert saved.pick_up_at == dt.datetime(2026, 5, 4, 9, 45)


def test_pick_up_may_be_on_the_evening_before(save, load, organiser):
    given = {"pick_up_date": "2026-05-03", "pick_up_time": "23:30"}

    add(organiser, save(make_visit()), **given)

    assert load(select(Transfer.pick_up_at)) == [dt.datetime(2026, 5, 3, 23, 30)]


def test_pick_up_on_a_whole_day_is_possible_until_midnight(save, load, organiser):
    whole = {"is_whole_day": "y", "start_time": "", "end_time": "", "pick_up_time": "23:00"}

    add(organiser, save(make_visit()), **whole)

    assert load(select(Transfer.pick_up_at)) == [dt.datetime(2026, 5, 4, 23)]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"pick_up_time": "12:01"}, "pick_up_time", "must not be after the end."),
        (
            {"pick_up_date": "2025-05-04", "pick_up_time": "09:00"},
            "pick_up_time",
            "more than a day before the start.",
        ),
        ({"pick_up_date": "2026-05-04"}, "pick_up_date", "Enter a date and time."),
        ({"pick_up_time": "soon"}, "pick_up_time", "Not a valid time value."),
        (
            {"start_date": "2026-03-29", "end_date": "2026-03-29", "pick_up_time": "02:30"},
            "pick_up_time",
            "there is no such time that day.",
        ),
        (
            {"pick_up_date": "1960-01-01", "pick_up_time": "02:30"},
            "pick_up_time",
            "An event must lie between 1971 and 2099.",
        ),
        ({"seats": "0"}, "seats", "Please enter a number from 1."),
        ({"seats": "many"}, "seats", "Please write a whole number"),
        ({"from_venue_id": "4711"}, "from_venue_id", "Not a valid choice."),
        ({"vehicle": "x" * 201}, "vehicle", "Please use at most 200 characters."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(
    save, load, organiser, given, field, sentence
):
    page = add(organiser, save(make_visit()), number="KEPT <i>", **given)

    assert page.status_code == 422
    assert sentence in page.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert 'value="KEPT &lt;i&gt;"' in page.text
    assert load(select(Event)) == []


def test_what_is_wrong_with_a_transfer_does_not_matter_to_another_kind(save, load, organiser):
    wrong = {"seats": "many", "vehicle": "x" * 201, "to_venue_id": "4711", "pick_up_time": "soon"}

    answer = add(organiser, save(make_visit()), kind="meal", **wrong)

    assert answer.status_code == 303
    assert (load(select(Transfer)), len(load(select(Event)))) == ([], 1)


@pytest.fixture
def ride(save):
    """A transfer that is planned in full."""
    event = make_event(
        "2026-05-04 10:00",
        "2026-05-04 12:00",
        title_de="Fahrt",
        title_en="Ride",
        kind=Kind.TRANSFER,
        visit=make_visit(),
    )
    make_transfer(
        event,
        pick_up_at=dt.datetime(2026, 5, 3, 23, 30),
        number="ZZ 704",
        from_venue=make_venue("Flughafen", name_en="Airport"),
        to_venue=make_venue("Hotel", name_en="Hotel"),
    )
    return save(event)


def edit(browser, event, **changes):
    address = f"/visits/{event.visit.slug}/events/{event.id}/edit"
    return browser.post(address, data=RIDE | {"lock_version": "1"} | changes)


def kept(event, **changes):
    transfer = event.transfer
    return {
        "from_venue_id": transfer.from_venue_id,
        "to_venue_id": transfer.to_venue_id,
        "pick_up_date": "2026-05-03",
        "pick_up_time": "23:30",
        "vehicle": "Bus 1",
        "seats": "20",
        "number": "ZZ 704",
    } | changes


def test_form_shows_what_is_planned(organiser, ride):
    page = organiser.get(f"/visits/{ride.visit.slug}/events/{ride.id}/edit").text

    for value in ("2026-05-03", "23:30", "Bus 1", "20", "ZZ 704"):
        assert f'value="{value}"' in page
    assert f'<option selected value="{ride.transfer.from_venue_id}">Airport' in page


@pytest.mark.parametrize(
    ("changes", "sequence", "revised"),
    [
        ({}, 0, False),
        ({"vehicle": "Bus 2"}, 0, False),
        ({"from_venue_id": ""}, 0, True),
        ({"pick_up_time": "23:00"}, 1, True),  # for drivers it starts then
    ],
)
def test_a_changed_transfer_is_a_new_revision_and_another_pick_up_a_move(
    load, organiser, ride, changes, sequence, revised
):
    assert edit(organiser, ride, **kept(ride, **changes)).status_code == 303

    [saved] = load(select(Event))
    assert (saved.sequence, saved.revised_at > LONG_AGO) == (sequence, revised)


def test_an_event_of_another_kind_keeps_no_transfer(load, organiser, ride):
    assert edit(organiser, ride, **kept(ride, kind="meal")).status_code == 303

    assert load(select(Transfer)) == []
    assert load(select(Event))[0].revised_at > LONG_AGO


def test_second_of_two_editors_sees_both_vehicles(load, organiser, ride):
    edit(organiser, ride, **kept(ride, vehicle="Bus 2"))

    late = edit(organiser, ride, **kept(ride, vehicle="Bus 3"))

    assert late.status_code == 409
    assert "Bus 2" in late.text
    assert "Bus 3" in late.text
    assert load(select(Transfer.vehicle)) == ["Bus 2"]


def words_of(browser, address):
    return " ".join(browser.get(address).text.split())


def test_programme_tells_vehicle_way_and_free_seats_in_a_thin_row(save, reader, ride):
    for reply in (Reply.ACCEPTED, Reply.OPEN, Reply.DECLINED):
        save(make_guest(make_person(), ride, reply=reply))

    page = words_of(reader, f"/visits/{ride.visit.slug}")

    row = page.partition('class="slot move')[2].partition("</li>")[0]
    for told in ("2 h", "Bus 1", "ZZ 704", "Airport", "Hotel", "2 passengers, 18 seats free"):
        assert told in row, told
    assert "only 20 seats" not in page


def test_programme_warns_of_more_passengers_than_seats(save, organiser):
    ride = make_event(kind=Kind.TRANSFER, visit=make_visit())
    make_transfer(ride, seats=1)
    for _ in range(2):
        make_guest(make_person(), ride)
    save(ride)

    programme = words_of(organiser, f"/visits/{ride.visit.slug}")
    page = words_of(organiser, f"/visits/{ride.visit.slug}/events/{ride.id}")

    for told in (programme, page):
        assert "2 passengers, only 1 seat." in told
        assert f"/events/{ride.id}/edit" in told
    assert "Too few seats" in programme
    assert "seats free" not in programme


def test_page_of_a_transfer_tells_all_that_is_planned(reader, ride):
    page = words_of(reader, f"/visits/{ride.visit.slug}/events/{ride.id}")

    for told in ("Airport", "Hotel", "Sun, May 3, 2026, 11:30 PM CEST", "Bus 1", "ZZ 704"):
        assert told in page, told


def test_a_venue_on_the_way_is_in_use(load, organiser, ride):
    address = f"/settings/venues/{ride.transfer.to_venue_id}/delete"

    assert "1 event" in organiser.get(address).text
    assert organiser.post(address).status_code == 409
    assert len(load(select(Venue))) == 2


@pytest.mark.parametrize("count", [1, 5])
def test_programme_with_transfers_needs_eight_queries(save, reader, count_queries, count):
    visit = make_visit()
    for number in range(count):
        event = make_event(visit=visit, kind=Kind.TRANSFER)
        make_transfer(
            event, vehicle=f"Bus {number}", from_venue=make_venue(), to_venue=make_venue()
        )
    save(visit)

    with count_queries() as queries:
        page = reader.get(f"/visits/{visit.slug}").text

    assert page.count("slot move") == count
    # user, visit, events, rivals, people at both; head: delegations, people, home
    assert len(queries) == 8
