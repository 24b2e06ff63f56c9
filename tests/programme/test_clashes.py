"""Clashes: the same person, vehicle or venue in two events at one time."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.models import Event, Reply, Status
from planner.rules.programme.clashes import (
    Resource,
    ResourceKind,
    clashes,
    resources_of,
    takes_place,
)
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_event,
    make_guest,
    make_person,
    make_transfer,
    make_user,
    make_venue,
    make_visit,
)

MIDNIGHT = dt.datetime(2026, 5, 4)
ADA = Resource(ResourceKind.PERSON, 7)


def at(start, end, number, **values):
    return make_event(f"2026-05-04 {start}", f"2026-05-04 {end}", id=number, **values)


def pairs(found):
    return [(clash.first.id, clash.second.id) for clash in found]


@pytest.mark.parametrize(("start", "clash"), [("10:59", True), ("11:00", False)])
def test_events_in_one_venue_clash_when_the_second_starts_before_the_first_ends(start, clash):
    one, two = at("10:00", "11:00", 1, venue_id=3), at(start, "12:00", 2, venue_id=3)

    found = clashes([two, one], {})

    assert found == ([(one, two, (Resource(ResourceKind.VENUE, 3),))] if clash else [])


def test_long_event_clashes_with_each_short_one_inside():
    events = [at("12:00", "12:30", 3), at("09:00", "17:00", 1), at("10:00", "10:30", 2)]

    assert pairs(clashes(events, {1: [7], 2: [7], 3: [7]})) == [(1, 2), (1, 3)]


def test_parallel_events_of_different_people_and_those_that_are_off_do_not_clash():
    off = at("10:00", "11:00", 3, status=Status.CANCELLED)
    gone = at("10:00", "11:00", 4, deleted_at=LONG_AGO)
    events = [at("10:00", "11:00", 1), at("10:00", "11:00", 2), off, gone]

    assert clashes(events, {1: [7], 2: [8], 3: [7, 8], 4: [7, 8]}) == []


def test_events_in_different_zones_clash_by_their_moments():
    call = at("04:30", "05:30", 1, start_zone="America/Chicago")

    assert pairs(clashes([call, at("12:00", "13:00", 2)], {1: [7], 2: [7]})) == [(1, 2)]
    assert clashes([call, at("04:30", "05:30", 2)], {1: [7], 2: [7]}) == []


def test_a_whole_day_keeps_its_people_busy_until_midnight():
    fair = make_event("2026-05-03 00:00", "2026-05-04 00:00", id=1, is_whole_day=True)

    assert pairs(clashes([fair, at("23:00", "23:30", 2)], {1: [7], 2: [7]})) == [(1, 2)]


def test_who_is_responsible_is_busy_as_the_person_of_the_address_book():
    user, stranger = make_user(id=5, person_id=7), make_user(id=6)
    one, two = at("10:00", "11:00", 1, responsible=user), at("10:00", "11:00", 2)

    [clash] = clashes([one, two], {2: [7]})

    assert clash.shared == (ADA,)
    assert resources_of(at("10:00", "11:00", 3, responsible=stranger), []) == {
        Resource(ResourceKind.USER, 6)
    }


def test_a_clash_names_all_that_is_shared_people_first():
    one, two = (at("10:00", "11:00", number, venue_id=3) for number in (1, 2))

    [clash] = clashes([one, two], {1: [9, 7], 2: [7, 9]})

    assert clash.shared == (ADA, Resource(ResourceKind.PERSON, 9), Resource(ResourceKind.VENUE, 3))
    assert clash.other(one) is two
    assert clash.other(two) is one


def test_one_vehicle_in_two_transfers_clashes_however_it_is_written():
    names = "Bus Österreich", "  bus  öSTERREICH ", "Bus 2", "", ""
    rides = [at("10:00", "11:00", number) for number in range(1, 6)]
    for ride, name in zip(rides, names, strict=True):
        make_transfer(ride, vehicle=name)

    [clash] = clashes(rides, {})

    assert clash[:2] == (rides[0], rides[1])
    assert clash.shared == (Resource(ResourceKind.VEHICLE, "bus österreich"),)


planned = st.tuples(
    st.integers(0, 600),
    st.integers(1, 200),
    st.sets(st.integers(1, 4), max_size=2),
    st.sampled_from([None, None, 1, 2]),
    st.sampled_from([*Status]),
)


@given(st.lists(planned, max_size=12))
def test_clashes_are_those_of_comparing_all_pairs(plans):
    people, events = {}, []
    for number, (start, minutes, guests, venue_id, status) in enumerate(plans):
        begin = MIDNIGHT + dt.timedelta(minutes=start)
        end = begin + dt.timedelta(minutes=minutes)
        event = make_event(
            begin.isoformat(), end.isoformat(), id=number, venue_id=venue_id, status=status
        )
        events.append(event)
        people[number] = sorted(guests)

    def needed(event):
        return resources_of(event, people[event.id]) if takes_place(event) else set()

    expected = {
        frozenset((one.id, two.id)): needed(one) & needed(two)
        for one, two in itertools.combinations(events, 2)
        if one.starts < two.ends and two.starts < one.ends and needed(one) & needed(two)
    }

    found = clashes(events, people)
    assert {frozenset((one.id, two.id)): set(shared) for one, two, shared in found} == expected
    assert len(found) == len(expected)


def page_of(browser, visit):
    return " ".join(browser.get(f"/visits/{visit.slug}").text.split())


def test_programme_shows_a_clash_at_both_events_and_names_whom_both_need(save, reader):
    ada, hall, visit = make_person("Ada", "Lovelace"), make_venue(room="3"), make_visit()
    for title in ("Tea", "Talk"):
        event = make_event(title_en=title, visit=visit, venue=hall)
        make_guest(ada, event, reply=Reply.ACCEPTED)
    save(visit)

    page = page_of(reader, visit)

    assert page.count("At the same time as") == 2
    assert "Tea</a> (10:00 AM–11:00 AM): Ada Lovelace, Town hall, 3." in page
    assert "Talk</a> (10:00 AM–11:00 AM): Ada Lovelace, Town hall, 3." in page


@pytest.mark.parametrize("reply", [Reply.DECLINED, Reply.REPRESENTED])
def test_guests_who_do_not_come_themselves_clash_with_nothing(save, reader, reply):
    ada, visit = make_person(), make_visit()
    make_guest(ada, make_event(visit=visit), reply=reply)
    make_guest(ada, make_event(visit=visit))
    make_guest(ada, make_event(visit=visit), deleted_at=LONG_AGO)
    save(visit)

    assert "At the same time as" not in page_of(reader, visit)


def test_programme_shows_clashes_with_other_visits_and_free_standing_events(save, reader):
    ada, visit = make_person("Ada", "Lovelace"), make_visit()
    other = make_visit(title_en="Delegation from Porto")
    make_guest(ada, make_event(visit=visit))
    make_guest(ada, make_event(title_en="Fair", visit=other))
    council = make_event(title_en="Council")
    make_guest(ada, council)
    make_guest(ada, make_event(visit=make_visit(deleted_at=LONG_AGO)))
    save(visit, other, council)

    page = page_of(reader, visit)

    assert page.count("At the same time as") == 2
    assert "This belongs to the visit Delegation from Porto." in page
    assert "This is a free-standing event." in page
    assert f"/visits/{other.slug}/events/" in page


def test_a_user_in_charge_of_one_event_who_is_a_guest_of_another_is_told(save, reader):
    ada, visit = make_person("Ada", "Lovelace"), make_visit()
    make_event(visit=visit, responsible=make_user("Ada at the office", person=ada))
    council = make_event(title_en="Council")
    make_guest(ada, council)
    save(visit, council)

    assert "Council</a> (10:00 AM–11:00 AM): Ada Lovelace." in page_of(reader, visit)
    assert "(10:00 AM–11:00 AM): Ada Lovelace." in reader.get(f"/events/{council.id}").text


def test_two_events_of_one_user_clash(save, reader):
    user, visit = make_user("Svenja Brandt"), make_visit()
    make_event(visit=visit, responsible=user)
    make_event(visit=visit, responsible=user)
    save(visit)

    assert page_of(reader, visit).count(": Svenja Brandt.") == 2


@pytest.mark.parametrize("work", ["interpreter", "driver"])
def test_who_works_at_two_events_at_one_time_is_told(save, reader, work):
    ada, visit = make_person("Ada", "Lovelace"), make_visit()
    council = make_event(title_en="Council")
    save(make_assignment(make_event(visit=visit), ada, duty=work))
    save(make_assignment(council, ada, duty="speaker"))

    assert "Council</a> (10:00 AM–11:00 AM): Ada Lovelace." in page_of(reader, visit)
    assert "(10:00 AM–11:00 AM): Ada Lovelace." in reader.get(f"/events/{council.id}").text


@pytest.mark.parametrize("guest_is_elsewhere", [True, False])
def test_who_works_at_one_event_and_is_a_guest_of_another_is_told(save, reader, guest_is_elsewhere):
    ada, visit = make_person("Ada", "Lovelace"), make_visit()
    ours, council = make_event(visit=visit), make_event(title_en="Council")
    works, comes = (ours, council) if guest_is_elsewhere else (council, ours)
    save(make_assignment(works, ada))
    save(make_guest(ada, comes))

    assert "Council</a> (10:00 AM–11:00 AM): Ada Lovelace." in page_of(reader, visit)


def test_who_works_where_they_are_a_guest_does_not_clash_and_counts_once(save, reader):
    ada, visit = make_person("Ada", "Lovelace"), make_visit()
    event = make_event(visit=visit)
    save(make_assignment(event, ada))
    save(make_guest(ada, event))

    page = page_of(reader, visit)

    assert "At the same time as" not in page
    assert "1 guest<" in page


def test_one_vehicle_in_two_visits_is_told_by_its_name(save, reader):
    visit, other = make_visit(), make_visit()
    one, two = make_event(visit=visit, kind="transfer"), make_event(visit=other, kind="transfer")
    later = make_event("2026-05-04 11:00", "2026-05-04 12:00", visit=other, kind="transfer")
    transfers = make_transfer(one, vehicle="Bus Ö 1"), make_transfer(two, vehicle="bus ö 1")
    save(*transfers, make_transfer(later, vehicle="Bus Ö 1"))

    page = page_of(reader, visit)

    assert page.count("(10:00 AM–11:00 AM): Bus Ö 1.") == 1
    assert page.count("At the same time as") == 1


def test_the_page_of_an_event_shows_its_clashes(save, reader):
    hall, visit = make_venue(), make_visit()
    one = make_event(title_en="Tea", venue=hall, visit=visit)
    two = make_event(title_en="Talk", venue=hall)
    save(visit, two)

    assert "Talk</a> (10:00" in reader.get(f"/visits/{visit.slug}/events/{one.id}").text
    assert "Tea</a> (10:00" in reader.get(f"/events/{two.id}").text


def test_a_clash_does_not_stop_saving_and_is_told_at_once(save, load, organiser):
    hall, visit = make_venue(), make_visit()
    make_event(venue=hall, visit=visit)
    save(visit)
    data = {
        "title_de": "Essen",
        "kind": "meal",
        "status": "confirmed",
        "audience": "guests",
        "interpretation": "none",
        "start_date": "2026-05-04",
        "start_time": "10:30",
        "start_zone": "Europe/Berlin",
        "end_date": "2026-05-04",
        "end_time": "12:00",
        "venue_id": hall.id,
        "lock_version": "0",
    }

    page = organiser.post(f"/visits/{visit.slug}/events/add", data=data, follow_redirects=True)

    assert page.status_code == 200
    assert "It clashes with another event." in page.text
    assert page.text.count("At the same time as") == 2
    assert len(load(Event.__table__.select())) == 2
