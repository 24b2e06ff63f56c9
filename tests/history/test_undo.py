"""What was done is taken back: every column says what it said before, and calendars follow."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.confidentiality import reading_as
from planner.db import session
from planner.models import (
    Event,
    HistoryEntry,
    Person,
    RoleName,
    User,
    Visit,
    VisitReader,
)
from planner.rules import NotFound, RuleBroken
from planner.rules.history.undo import Reason
from planner.services.accounts.users import save_user
from planner.services.erasing.erasing import erase
from planner.services.history.past import as_opened
from planner.services.history.undoing import Contradicted, undo_entry
from planner.services.people.people import save_person
from planner.services.programme.confidentiality import restrict_visit
from planner.services.programme.events import move_event, save_event
from planner.services.programme.visits import add_visit
from planner.services.trash import delete_row
from tests.factories import make_event, make_highlight, make_person, make_visit

HOUR = dt.timedelta(hours=1)
DAY = dt.date(2027, 4, 12)


def new_visit():
    """Return what is typed of a new visit."""
    return {"title_de": "Neu", "first_day": DAY, "last_day": DAY, "zone": "Europe/Berlin"}


def times(start, end):
    """Return when an event shall be."""
    return {"starts_at": start, "ends_at": end, "slug": ""}


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


def test_what_was_built_upon_stays_until_that_is_taken_back(office):
    visit = add_visit(Visit(), new_visit(), user=office, now=utc_now())
    first = latest()
    save_event(make_event(visit_id=visit.id), {"slug": ""}, seen=0)

    with pytest.raises(Contradicted) as raised:
        undo_entry(first.id, user=office, now=utc_now())

    (obstacle,) = [one for one in raised.value.plan.obstacles if one.reason is Reason.BUILT_UPON]
    assert obstacle.newer.table_name == "event"
    undo_entry(latest().id, user=office, now=utc_now())
    undo_entry(first.id, user=office, now=utc_now())
    assert session.get(Visit, visit.id).deleted_at


def test_nothing_in_a_deleted_visit_is_taken_back_but_its_deletion(office, save):
    event = save(make_event(visit=make_visit()))
    save_event(session.get(Event, event.id), {"title_de": "Anders", "slug": ""}, seen=1)
    edited = latest()
    delete_row(Visit, event.visit_id, now=utc_now())

    with pytest.raises(Contradicted) as raised:
        undo_entry(edited.id, user=office, now=utc_now())

    assert {one.reason for one in raised.value.plan.obstacles} == {Reason.IN_TRASH}
    undo_entry(latest().id, user=office, now=utc_now())
    undo_entry(edited.id, user=office, now=utc_now())
    assert session.get(Event, event.id).title_de == event.title_de


def test_who_has_lost_the_right_takes_nothing_back(office, save, user_with):
    person, reader = save(make_person()), user_with(RoleName.READER)
    save_person(session.get(Person, person.id), {"notes": "x"}, forms_of_address={}, seen=1)
    entry = latest().id

    with pytest.raises(Contradicted) as raised:
        undo_entry(entry, user=reader, now=utc_now())

    assert {one.reason for one in raised.value.plan.obstacles} == {Reason.NO_RIGHT}


def test_entry_whose_row_is_erased_says_so(office, save):
    person = save(make_person())
    save_person(session.get(Person, person.id), {"notes": "x"}, forms_of_address={}, seen=1)
    entry = latest().id
    erase("person", [person.id], now=utc_now(), limit=None, step=lambda: None)

    with pytest.raises(Contradicted) as raised:
        undo_entry(entry, user=office, now=utc_now())

    assert {one.reason for one in raised.value.plan.obstacles} == {Reason.GONE}
    with pytest.raises(NotFound):
        undo_entry(999, user=office, now=utc_now())


def test_times_of_an_event_are_taken_back_together_or_not_at_all(office, save):
    event = save(make_event("2027-04-12 10:00", "2027-04-12 11:00"))
    first = dt.datetime(2027, 4, 12, 14)
    save_event(session.get(Event, event.id), times(first, first + HOUR), seen=1)
    entry = latest().id
    save_event(session.get(Event, event.id), {"ends_at": first + 3 * HOUR, "slug": ""}, seen=2)

    with pytest.raises(Contradicted) as raised:
        undo_entry(entry, user=office, now=utc_now())
    plan = raised.value.plan

    assert {one.field for one in plan.possible} == {"starts_at"}
    undo_entry(entry, user=office, only=[one.key for one in plan.possible], now=utc_now())
    saved = session.get(Event, event.id)
    assert (saved.starts_at.hour, saved.ends_at.hour) == (10, 17)


def test_calendars_follow_what_is_taken_back(office, save):
    event = save(make_event("2027-04-12 10:00", "2027-04-12 11:00"))
    move_event(session.get(Event, event.id), dt.datetime(2027, 4, 12, 15), seen=1)
    moved = session.get(Event, event.id).sequence

    undo_entry(latest().id, user=office, now=utc_now())

    saved = session.get(Event, event.id)
    assert (saved.starts_at.hour, saved.sequence, saved.lock_version) == (10, moved + 1, 3)


def test_last_administrator_stays_one(office, save, user_with):
    other = session.get(User, user_with(RoleName.READER).id)
    save_user(other, name=other.name, role=RoleName.ADMINISTRATOR, active=True)
    promoted = latest().id
    save_user(session.get(User, office.id), name=office.name, role=RoleName.READER, active=True)
    other = session.get(User, other.id)

    with pytest.raises(RuleBroken) as raised:
        undo_entry(promoted, user=other, now=utc_now())

    assert "last administrator" in raised.value.message.msgid
    assert session.get(User, other.id).role is RoleName.ADMINISTRATOR


def test_who_may_not_know_of_a_part_takes_nothing_back(office, save, user_with):
    visit, other = save(make_visit(is_confidential=True)), user_with(RoleName.ORGANISER)
    save(VisitReader(visit_id=visit.id, user_id=office.id))
    event = save(make_event(visit_id=visit.id))
    save_event(session.get(Event, event.id), {"title_de": "Geheim", "slug": ""}, seen=1)
    entry = latest().id

    with reading_as(other.id), pytest.raises(NotFound):
        undo_entry(entry, user=other, now=utc_now())


def test_no_event_of_a_confidential_visit_becomes_a_highlight_again(office, save):
    event = save(make_highlight(visit=make_visit()))
    save_event(session.get(Event, event.id), {"is_highlight": False, "slug": ""}, seen=1)
    edited = latest().id
    restrict_visit(session.get(Visit, event.visit_id), seen=1, user=office, now=utc_now())
    restricted = latest().id

    with pytest.raises(RuleBroken):
        undo_entry(edited, user=office, now=utc_now())

    assert not session.get(Event, event.id).is_highlight
    session.rollback()
    with pytest.raises(Contradicted) as whole:
        undo_entry(restricted, user=office, now=utc_now())
    assert {one.reason for one in whole.value.plan.obstacles} == {Reason.FINAL}
