"""The bin: delete, undo, restore."""

import datetime as dt
import json
import re

import pytest
from sqlalchemy import select

from planner import dates
from planner.clock import utc_now
from planner.models import Erasure, Event, Guest, Job, Person, RoleName
from planner.services.housekeeping import erase_row
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_person,
    make_visit,
)
from tests.job_runs import do_next


def test_deleting_asks_first_and_tells_how_to_undo(save, load, organiser):
    person = save(make_person())
    address = f"/bin/persons/{person.id}/delete?next=/account"

    assert "Ada Lindqvist" in organiser.get(address).text
    page = organiser.post(address, follow_redirects=True).text

    assert "Deleted: Ada Lindqvist" in page
    assert f"/bin/persons/{person.id}/restore" in page
    assert load(select(Person))[0].deleted_at


def test_undo_restores_what_was_deleted(save, load, organiser):
    person = save(make_person(deleted_at=utc_now()))

    page = organiser.post(f"/bin/persons/{person.id}/restore?next=/account", follow_redirects=True)

    assert "Restored: Ada Lindqvist" in page.text
    assert load(select(Person))[0].deleted_at is None


def test_deleted_and_restored_event_is_two_new_revisions(save, load, organiser):
    event = save(make_event(visit=make_visit(), sequence=3))

    organiser.post(f"/bin/events/{event.id}/delete")
    organiser.post(f"/bin/events/{event.id}/restore")

    [saved] = load(select(Event))
    assert (saved.sequence, saved.deleted_at, saved.revised_at > LONG_AGO) == (5, None, True)


def test_what_is_deleted_already_cannot_be_deleted_again(save, organiser):
    person = save(make_person(deleted_at=LONG_AGO))

    assert organiser.post(f"/bin/persons/{person.id}/delete").status_code == 404
    assert organiser.post("/bin/persons/999/delete").status_code == 404


@pytest.mark.parametrize("action", ["delete", "restore"])
def test_reader_may_neither_delete_nor_restore(save, reader, action):
    person = save(make_person())

    assert reader.post(f"/bin/persons/{person.id}/{action}").status_code == 403


def test_bin_lists_what_can_come_back(save, administrator):
    save(make_person("Bo", "Ek"))
    gone = save(make_person("Gro", "Dahl"))
    administrator.post(f"/bin/persons/{gone.id}/delete")
    administrator.get("/account")  # reads the message

    page = administrator.get("/settings/bin").text

    assert ("Gro Dahl" in page, "Bo Ek" in page) == (True, False)


OVER = dt.timedelta(days=30)
MINUTE = dt.timedelta(minutes=1)


def test_what_is_over_its_days_is_neither_shown_nor_restored_nor_erased_by_hand(
    save, load, administrator
):
    person = save(make_person(deleted_at=utc_now() - OVER))
    address = f"/bin/persons/{person.id}"

    assert names_in(administrator.get("/settings/bin").text) == []
    assert administrator.post(f"{address}/restore").status_code == 404
    assert administrator.get(f"{address}/erase").status_code == 404
    assert administrator.post(f"{address}/erase").status_code == 404
    assert load(select(Person))[0].deleted_at
    assert load(select(Job)) == []


def test_bin_says_until_when_a_row_waits(save, administrator):
    until = utc_now() + MINUTE
    save(make_person(deleted_at=until - OVER))

    page = administrator.get("/settings/bin").text

    assert dates.stamp(until, "Europe/Berlin", "en") in page
    assert names_in(page) == ["Ada Lindqvist"]


def test_bin_shows_all_kinds_in_the_order_of_their_deletion_a_page_at_a_time(save, administrator):
    now = utc_now()
    people = [
        make_person(f"Given{number:03}", deleted_at=now - number * MINUTE) for number in range(60)
    ]
    save(*people, make_event(title_en="Gala", deleted_at=now - 30 * MINUTE - MINUTE / 2))

    first, second = (administrator.get(f"/settings/bin?page={page}").text for page in (1, 2))

    assert names_in(first) == [
        *(f"Given{number:03} Lindqvist" for number in range(31)), "Gala",
        *(f"Given{number:03} Lindqvist" for number in range(31, 49)),
    ]  # fmt: skip
    assert names_in(second) == [f"Given{number:03} Lindqvist" for number in range(49, 60)]
    assert "51 to 61 of 61" in second


def test_bin_can_be_narrowed_to_a_kind(save, administrator):
    save(make_person(deleted_at=utc_now()), make_event(title_en="Gala", deleted_at=utc_now()))

    assert names_in(administrator.get("/settings/bin?kind=event").text) == ["Gala"]
    assert len(names_in(administrator.get("/settings/bin?kind=nonsense").text)) == 2


def names_in(page):
    """Return what the rows of a page are called."""
    return re.findall(r'<th scope="row"[^>]*>\s*([^<]*?)\s*<', page)


def test_bin_asks_as_often_for_fifty_rows_as_for_one_of_each_kind(
    save, administrator, count_queries
):
    def kinds():
        gone = {"deleted_at": utc_now()}
        return (
            make_person(**gone), make_event(**gone), make_guest(**gone), make_visit(**gone),
            make_delegation(**gone), make_delegate(delegation=make_delegation(), **gone),
        )  # fmt: skip

    save(*kinds())
    with count_queries() as once:
        administrator.get("/settings/bin")
    for _ in range(8):
        save(*kinds())
    with count_queries() as often:
        administrator.get("/settings/bin")

    assert len(once) == len(often) <= 16


def test_asking_says_what_goes_with_a_row_once_its_days_are_over(save, organiser):
    person = save(make_person())
    save(
        make_guest(person), make_guest(person), make_delegate(person, delegation=make_delegation())
    )

    page = " ".join(organiser.get(f"/bin/persons/{person.id}/delete").text.split())

    assert "Then it is erased for good, and with it: 2 invitations, 1 delegation." in page


@pytest.mark.parametrize("kind", ["event", "visit"])
def test_erasing_now_asks_first_then_nobody_can_undo_it(save, load, administrator, kind):
    visit = make_visit(title_en="Gala")
    event = save(make_event(title_en="Gala", visit=visit))
    save(Guest(event_id=event.id, person=make_person()))
    row = {"event": event, "visit": visit}[kind]
    administrator.post(f"/bin/{kind}s/{row.id}/delete")
    address = f"/bin/{kind}s/{row.id}/erase"

    page = " ".join(administrator.get(address).text.split())
    assert "Erase Gala for good?" in page
    assert "1 guest" in page
    assert "Erased for good: Gala" in administrator.post(address, follow_redirects=True).text

    assert administrator.post(f"/bin/{kind}s/{row.id}/restore").status_code == 404
    [job] = load(select(Job))
    assert (job.kind, json.loads(job.arguments)) == (
        "erase_row",
        {"table": kind, "row_id": row.id},
    )


def test_a_row_that_was_erased_now_is_gone_when_the_work_is_done(app, save, load, administrator):
    person = save(make_person(notes="internal"))
    administrator.post(f"/bin/persons/{person.id}/delete")
    administrator.post(f"/bin/persons/{person.id}/erase")

    with app.app_context():
        assert do_next(erase_row, now=utc_now())

    assert load(select(Person)) == []
    assert [(one.table_name, one.row_id) for one in load(select(Erasure))] == [
        ("person", person.id)
    ]


@pytest.mark.parametrize("role", [RoleName.ORGANISER, RoleName.READER])
def test_only_those_who_change_settings_erase_now(save, sign_in, role):
    person = save(make_person(deleted_at=utc_now()))
    browser = sign_in(role)

    assert browser.post(f"/bin/persons/{person.id}/erase").status_code == 403
    assert "Erase now" not in browser.get("/settings/bin").text
