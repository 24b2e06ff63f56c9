"""What was done is taken back: every column says what it said before, and calendars follow."""

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.confidentiality import reading_as
from planner.db import session
from planner.models import HistoryEntry, Person, RoleName
from planner.rules.history.undo import Reason
from planner.services.history.past import as_opened
from planner.services.history.undoing import Contradicted, undo_entry
from planner.services.people.people import save_person
from tests.factories import make_person


def latest():
    """Return the latest entry of the history."""
    return session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()


@pytest.fixture
def office(within, user_with):
    user = user_with(RoleName.ADMINISTRATOR)
    with reading_as(user.id):
        yield user


def test_edit_is_taken_back(app, office, save):
    person = save(make_person(given_name="Ada", notes="old"))
    person = session.get(Person, person.id)
    save_person(person, {"given_name": "Eva", "notes": "new"}, forms_of_address={}, seen=1)
    entry = latest()

    undo_entry(entry.id, user=office, now=utc_now())

    person = session.get(Person, person.id)
    assert (person.given_name, person.notes, person.lock_version) == ("Ada", "old", 3)
    assert latest().undoes_id == entry.id
    undo_entry(latest().id, user=office, now=utc_now())
    assert session.get(Person, person.id).given_name == "Eva"


def test_newer_change_stands_in_the_way_and_the_rest_can_be_taken_back(app, office, save):
    person = session.get(Person, save(make_person(given_name="Ada", notes="old")).id)
    save_person(person, {"given_name": "Eva", "notes": "new"}, forms_of_address={}, seen=1)
    first = latest()
    save_person(person, {"notes": "newest"}, forms_of_address={}, seen=2)

    with pytest.raises(Contradicted) as raised:
        undo_entry(first.id, user=office, now=utc_now())

    plan = raised.value.plan
    assert [one.part.field for one in plan.obstacles] == ["notes"]
    assert plan.obstacles[0].reason is Reason.CHANGED_SINCE
    assert plan.obstacles[0].newer.entry_id == latest().id
    undo_entry(first.id, user=office, only=[one.key for one in plan.possible], now=utc_now())
    person = session.get(Person, person.id)
    assert (person.given_name, person.notes) == ("Ada", "newest")


def test_row_is_read_as_it_was_opened(app, office, save):
    person = session.get(Person, save(make_person(given_name="Ada", notes="old")).id)
    save_person(person, {"given_name": "Eva"}, forms_of_address={}, seen=1)
    save_person(person, {"notes": "new"}, forms_of_address={}, seen=2)

    with as_opened(person, 1) as past:
        assert (past.given_name, past.notes) == ("Ada", "old")
    with as_opened(person, 2) as past:
        assert (past.given_name, past.notes) == ("Eva", "old")
    with as_opened(person, 0) as past:
        assert past is None
    assert (person.given_name, person.notes) == ("Eva", "new")
