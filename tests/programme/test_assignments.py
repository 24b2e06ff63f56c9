"""Assignments: who works at an event, and as what."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.models import Assignment, Duty, FeedKind, Interpretation, Kind
from planner.rules import RuleBroken
from planner.rules.programme.assignments import add_assignment, remove_assignment
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_event,
    make_feed,
    make_guest,
    make_person,
    make_visit,
)


@pytest.fixture
def event(save):
    """An event of a visit that is interpreted."""
    visit = make_visit()
    return save(make_event(visit=visit, interpretation=Interpretation.CONSECUTIVE))


def page_of(browser, address):
    return " ".join(browser.get(address).text.split())


def place(event):
    return f"/visits/{event.visit.slug}/events/{event.id}"


def test_a_person_has_a_duty_once_and_may_have_another():
    event, ada = make_event(), make_person(id=7)
    add_assignment(event, ada, Duty.DRIVER, "")
    event.assignments[0].person_id = 7

    add_assignment(event, ada, Duty.CONTACT, "de")
    with pytest.raises(RuleBroken):
        add_assignment(event, ada, Duty.DRIVER, "")

    assert [one.duty for one in event.assignments] == [Duty.DRIVER, Duty.CONTACT]


def test_no_calendar_prints_who_works_at_an_event():
    event = make_event()

    add_assignment(event, make_person(id=7), Duty.DRIVER, "")
    remove_assignment(event, event.assignments[0])

    assert (event.sequence, event.revised_at, event.assignments) == (0, LONG_AGO, [])


def test_r09_feed_of_a_driver_follows_the_assignments(app, save, organiser, client, event):
    app.config["TODAY"] = dt.date(2026, 5, 1)
    event.kind = Kind.TRANSFER
    one = make_assignment(event, make_person("Ada", "Lovelace"), duty=Duty.DRIVER)
    save(event, one)
    save(make_feed(visit=event.visit, person=one.person, kind=FeedKind.TRANSFERS))
    assert str(event.uid) in client.get("/feeds/secret.ics").text

    organiser.post(f"{place(event)}/assignments/{one.id}/remove")

    assert "SUMMARY:CANCELLED: Event" in client.get("/feeds/secret.ics").text


def test_organiser_finds_a_person_and_assigns_them(save, load, organiser, event):
    ada = save(make_person("Ada", "Lovelace", languages="fr en"))
    save(make_person("Grace", "Hopper"))

    found = organiser.get(f"{place(event)}/assignments/add?q=lovelace").text
    form = organiser.get(f"{place(event)}/assignments/add?person={ada.id}&duty=speaker").text
    answer = organiser.post(
        f"{place(event)}/assignments/add?person={ada.id}",
        data={"duty": "interpreter", "languages": ["de", "fr"]},
    )

    assert f"/assignments/add?person={ada.id}" in found
    assert "Hopper" not in found
    assert '<option selected value="speaker">Speaker' in form
    assert form.count('checked id="languages') == 2
    assert (answer.status_code, answer.headers["Location"]) == (303, place(event))
    [saved] = load(select(Assignment))
    assert (saved.event_id, saved.person_id) == (event.id, ada.id)
    assert (saved.duty, saved.languages) == (Duty.INTERPRETER, "de fr")


def test_page_of_an_event_tells_who_works_there(save, organiser, reader, event):
    save(make_assignment(event, make_person("Ada", "Lovelace"), languages="de fr"))

    page, read = page_of(organiser, place(event)), page_of(reader, place(event))

    for told in ("Ada Lovelace", "Interpreter", "German, French"):
        assert told in page
        assert told in read
    assert "/remove" in page
    assert "/remove" not in read
    assert "/assignments/add" not in read
    german = reader.get(place(event), headers={"Accept-Language": "de"}).text
    assert "Dolmetschen" in german


def test_person_in_the_bin_keeps_the_name_but_leads_nowhere(save, reader, event):
    gone = make_person("Ada", "Lovelace", deleted_at=LONG_AGO)
    save(make_assignment(event, gone))

    page = reader.get(place(event)).text

    assert "Ada Lovelace" in page
    assert f"/people/{gone.id}" not in page


def test_the_same_duty_twice_is_refused_in_a_sentence_and_nothing_is_saved(
    save, load, organiser, event
):
    ada = make_person("Ada", "Lovelace")
    save(make_assignment(event, ada, duty=Duty.SPEAKER))

    page = organiser.post(
        f"{place(event)}/assignments/add?person={ada.id}",
        data={"duty": "speaker", "languages": ["de"]},
    )

    assert page.status_code == 422
    sentence = "Ada Lovelace has this duty here already: Speaker."
    assert sentence in page.text.partition('id="duty-error"')[2].partition("</p>")[0]
    assert 'checked id="languages-0"' in page.text
    assert len(load(select(Assignment))) == 1


@pytest.mark.parametrize("given", [{}, {"duty": "king"}, {"duty": "speaker", "languages": "xx"}])
def test_what_is_no_duty_and_no_language_is_refused(save, load, organiser, event, given):
    ada = save(make_person())

    page = organiser.post(f"{place(event)}/assignments/add?person={ada.id}", data=given)

    assert page.status_code == 422
    assert load(select(Assignment)) == []


def test_organiser_takes_a_duty_away(save, load, organiser, event):
    one = make_assignment(event, make_person("Ada", "Lovelace"))
    other = make_assignment(event, one.person, duty=Duty.SPEAKER)
    save(one, other)

    address = f"{place(event)}/assignments/{one.id}/remove"
    page = organiser.post(address, follow_redirects=True)

    assert "Not assigned any more: Ada Lovelace (Interpreter)" in page.text
    assert [row.duty for row in load(select(Assignment))] == [Duty.SPEAKER]


def test_assignment_of_another_event_is_not_at_the_address_of_this_one(
    save, load, organiser, event
):
    other = make_event(visit=event.visit)
    free = make_event()
    save(make_assignment(other), make_assignment(free))
    first, second = load(select(Assignment.id).order_by(Assignment.id))

    for address in (
        f"{place(event)}/assignments/{first}/remove",
        f"{place(event)}/assignments/{second}/remove",
        f"/events/{event.id}/assignments/{first}/remove",
        f"{place(event)}/assignments/add?person=4711",
    ):
        assert organiser.post(address, data={"duty": "driver"}).status_code == 404, address
    assert len(load(select(Assignment))) == 2


def test_a_reader_assigns_nobody(save, load, reader, event):
    ada = save(make_person())
    save(make_assignment(event, ada))
    [known] = load(select(Assignment.id))

    address = f"{place(event)}/assignments"

    assert reader.get(f"{address}/add").status_code == 403
    added = reader.post(f"{address}/add?person={ada.id}", data={"duty": "driver"})
    assert added.status_code == 403
    assert reader.post(f"{address}/{known}/remove").status_code == 403
    assert len(load(select(Assignment))) == 1


def test_an_event_without_its_interpreter_says_so_until_there_is_one(save, organiser, event):
    programme = f"/visits/{event.visit.slug}"
    save(make_assignment(event, duty=Duty.SPEAKER))
    missing = [page_of(organiser, address) for address in (programme, place(event))]

    save(make_assignment(event))
    found = [page_of(organiser, address) for address in (programme, place(event))]

    for page in missing:
        assert "No interpreter yet." in page
        assert f"{place(event)}/assignments/add?duty=interpreter" in page
    assert "No interpreter yet</b>" in missing[0]  # among the open points
    for page in found:
        assert "No interpreter yet" not in page


def test_german_page_says_that_nobody_interprets(event, reader):
    german = reader.get(place(event), headers={"Accept-Language": "de"}).text

    assert "Dolmetschen fehlt." in german


def test_free_standing_event_has_assignments_too(save, load, organiser):
    event, ada = save(make_event()), save(make_person("Ada", "Lovelace"))

    assert organiser.get(f"/events/{event.id}/assignments/add").status_code == 200
    address = f"/events/{event.id}/assignments/add?person={ada.id}"
    answer = organiser.post(address, data={"duty": "driver"})

    assert answer.headers["Location"] == f"/events/{event.id}"
    assert "Ada Lovelace" in organiser.get(f"/events/{event.id}").text


@pytest.mark.parametrize("count", [1, 5])
def test_page_of_an_event_needs_eleven_queries(save, reader, count_queries, event, count):
    for number in range(count):
        save(make_assignment(event, make_person("Ada", f"Lovelace {number}")))
        save(make_guest(make_person(), event))

    with count_queries() as queries:
        page = reader.get(place(event)).text

    assert page.count("Ada Lovelace") == count
    # user, visit, event, replies, rivals, people at both, assignments, points; head: delegations,
    # people, home
    assert len(queries) == 11


@pytest.mark.parametrize("count", [1, 5])
def test_choosing_a_person_needs_ten_queries(save, organiser, count_queries, event, count):
    for _ in range(count):
        save(make_assignment(event, make_person("Ada", "Lovelace")))

    with count_queries() as queries:
        page = organiser.get(f"{place(event)}/assignments/add").text

    assert page.count("Lovelace, Ada") == count
    # user, visit, event, assignments, number of people, they, their offices; head:
    # delegations, people, home
    assert len(queries) == 10
