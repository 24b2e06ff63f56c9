"""The bin: delete, undo, restore."""

import pytest
from sqlalchemy import select

from planner.models import Event, Person
from tests.factories import LONG_AGO, make_event, make_person, make_visit


def test_deleting_asks_first_and_tells_how_to_undo(save, load, organiser):
    person = save(make_person())
    address = f"/bin/persons/{person.id}/delete?next=/account"

    assert "Ada Lindqvist" in organiser.get(address).text
    page = organiser.post(address, follow_redirects=True).text

    assert "Deleted: Ada Lindqvist" in page
    assert f"/bin/persons/{person.id}/restore" in page
    assert load(select(Person))[0].deleted_at


def test_undo_restores_what_was_deleted(save, load, organiser):
    person = save(make_person(deleted_at=LONG_AGO))

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
