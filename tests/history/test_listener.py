"""Whatever way an act changes rows, its entry says which, and what stood there before and after."""

import contextlib
import datetime as dt
import enum
import json
import uuid

import pytest
from sqlalchemy import JSON, delete, event, insert, select, update
from sqlalchemy.orm import joinedload

from planner.db import Base, act, bump_version, session
from planner.models import (
    AddressForm,
    AddressOverride,
    Assignment,
    Event,
    Guest,
    HistoryEntry,
    HistoryRow,
    Organisation,
    Person,
    Reply,
    Scheme,
    Visit,
    VisitReader,
)
from planner.models.columns import UtcDateTime
from planner.queries.feeds.revisions import KEYS_PER_STATEMENT
from planner.queries.history.stored import rows_with_keys
from planner.rules.history.followed import FOLLOWED, kept_fields
from planner.rules.history.values import key_values, restored_fields, row_key, stored_fields
from planner.trail.statements import UnfollowedStatement
from tests.factories import (
    make_event,
    make_guest,
    make_move,
    make_organisation,
    make_person,
    make_scheme,
    make_talking_point,
    make_term,
    make_user,
    make_visit,
)

pytestmark = pytest.mark.usefixtures("within")


def entries():
    """Return the entries of the history, the first one first."""
    options = joinedload(HistoryEntry.rows).joinedload(HistoryRow.values)
    found = session.scalars(select(HistoryEntry).options(options).order_by(HistoryEntry.id))
    return found.unique().all()


def told():
    """Return the rows of the last entry: table, key, operation, before, after and versions."""
    [*_, last] = entries()
    return [
        (
            row.table_name,
            row.row_key,
            row.operation.value,
            row.values and row.values.before,
            row.values and row.values.after,
            (row.old_version, row.version),
        )
        for row in last.rows
    ]


def changed(table, key, before, after, versions):
    return (table, str(key), "changed", before, after, versions)


@contextlib.contextmanager
def statements(app):
    """Note the statements that are executed."""
    found = []

    def note(_connection, _cursor, statement, *_):
        found.append(statement)

    engine = app.extensions["sessionmaker"].kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


# What is told of one row


def test_fields_that_a_form_sets_to_what_they_were_are_no_changes(app, save):
    person = save(make_person(given_name="Ada", notes="old"))
    with act("try_it") as own:
        person = own.get_one(Person, person.id)
        person.given_name, person.family_name, person.notes = "Ada", "Lindqvist", "new"

    assert told() == [changed("person", person.id, {"notes": "old"}, {"notes": "new"}, (1, 2))]


def test_save_that_changes_nothing_is_no_entry(save):
    person = save(make_person())
    with act("try_it") as own:
        own.get_one(Person, person.id).given_name = "Ada"

    assert entries() == []


def test_field_that_was_set_before_it_was_read_says_what_was_stored(save):
    person = save(make_person(given_name="Ada"))
    known = session.get_one(Person, person.id)
    with act("try_it"):  # all is given back as it begins
        known.given_name = "Eva"

    assert told() == [
        changed("person", person.id, {"given_name": "Ada"}, {"given_name": "Eva"}, (1, 2))
    ]


def test_link_that_was_set_before_it_was_read_says_what_was_stored(save):
    old, new = save(make_organisation("Alt")), save(make_organisation("Neu"))
    person = save(make_person(organisation_id=old.id))
    known = session.get_one(Person, person.id)
    with act("try_it") as own:
        known.organisation = own.get_one(Organisation, new.id)

    ids = {"organisation_id": old.id}, {"organisation_id": new.id}
    assert told() == [changed("person", person.id, *ids, (1, 2))]


def test_row_that_is_set_and_deleted_before_it_was_read_tells_what_was_stored(save):
    guest = save(make_guest(seat="1"))
    known = session.get_one(Guest, guest.id)
    with act("try_it") as own:
        known.seat = "2"
        own.delete(known)

    [(_, _, operation, before, _, versions)] = told()
    assert (operation, before["seat"], before["person_id"], versions) == (
        "deleted", "1", guest.person_id, (1, None),
    )  # fmt: skip


def test_several_flushes_of_a_row_are_one_change_of_it(save):
    person = save(make_person(given_name="Ada", notes="old"))
    with act("try_it") as own:
        person = own.get_one(Person, person.id)
        person.given_name = "Eva"
        own.flush()
        person.notes = "new"
        own.flush()
        person.given_name = "Ida"

    before, after = {"given_name": "Ada", "notes": "old"}, {"given_name": "Ida", "notes": "new"}
    assert told() == [changed("person", person.id, before, after, (1, 4))]


def test_what_is_set_back_within_an_act_is_only_counted(save):
    person = save(make_person(given_name="Ada"))
    with act("try_it") as own:
        person = own.get_one(Person, person.id)
        person.given_name = "Eva"
        own.flush()
        person.given_name = "Ada"

    assert told() == [changed("person", person.id, None, None, (1, 3))]


def test_row_that_only_counts_as_changed_tells_its_versions(save):
    person = save(make_person())
    with act("try_it") as own:
        bump_version(own.get_one(Person, person.id))

    assert told() == [changed("person", person.id, None, None, (1, 2))]


def test_row_that_comes_and_goes_within_an_act_is_no_entry():
    with act("try_it") as own:
        person = make_person()
        own.add(person)
        own.flush()
        own.delete(person)

    assert entries() == []


def test_row_that_is_added_and_changed_is_added_with_what_it_has_in_the_end():
    with act("try_it") as own:
        person = make_person(given_name="Ada")
        own.add(person)
        own.flush()
        person.given_name = "Eva"

    [(table, key, operation, before, after, versions)] = told()
    assert (table, key, operation, before) == ("person", str(person.id), "added", None)
    assert (after["given_name"], after["family_name"], versions) == ("Eva", "Lindqvist", (None, 2))


def test_row_that_is_changed_and_deleted_is_deleted_with_what_it_had_at_first(save):
    person = save(make_person(given_name="Ada"))
    with act("try_it") as own:
        person = own.get_one(Person, person.id)
        person.given_name = "Eva"
        own.flush()
        person.given_name = "Ida"
        own.delete(person)

    [(_, key, operation, before, after, versions)] = told()
    assert (key, operation, before["given_name"], after) == (str(person.id), "deleted", "Ada", None)
    assert versions == (1, None)


# What is told of several rows


def test_row_of_several_keys_that_is_replaced_is_changed(save):
    override = AddressOverride(form=AddressForm.ENVELOPE, language="de", text="alt")
    person = save(make_person(address_overrides=[override]))
    with act("try_it") as own:
        person = own.get_one(Person, person.id)
        person.address_overrides.remove(person.address_overrides[0])
        own.flush()
        fresh = AddressOverride(form=AddressForm.ENVELOPE, language="de", text="neu")
        person.address_overrides.append(fresh)

    key = f"{person.id}/de/envelope"
    assert told() == [
        changed("address_override", key, {"text": "alt"}, {"text": "neu"}, (None, None))
    ]


def test_orphans_are_told_with_all_that_they_had(save):
    event = make_event()
    save(event, make_talking_point(event, "Heat"))
    with act("try_it") as own:
        event = own.get_one(Event, event.id)
        own.expire(event.talking_points[0])
        event.talking_points = []

    [(table, _, operation, before, after, _)] = told()
    assert (table, operation, before["text"], after) == ("talking_point", "deleted", "Heat", None)


def test_row_that_is_deleted_before_it_was_read_is_told_with_all_that_it_had(save):
    person = save(make_person(given_name="Ada", terms=[make_term()]))
    known = session.get_one(Person, person.id)
    with act("try_it") as own:
        own.delete(known)

    [term, deleted] = told()
    assert (term[0], term[3]["person_id"]) == ("term", person.id)
    assert (deleted[0], deleted[3]["given_name"], deleted[5]) == ("person", "Ada", (1, None))


def test_children_that_stay_when_a_row_is_deleted_are_told_with_their_versions(save):
    visit = save(make_visit(events=[make_event(), make_event()]))
    with act("try_it") as own:
        own.delete(own.get_one(Visit, visit.id))

    before, after = {"visit_id": visit.id}, {"visit_id": None}
    assert told()[:2] == [changed("event", key, before, after, (1, 2)) for key in (1, 2)]
    assert [row[:3] for row in told()[2:]] == [("visit", str(visit.id), "deleted")]


def test_rows_of_one_act_are_in_an_order_in_which_they_can_be_added(save):
    with act("try_it") as own:
        event = make_event()
        guests = [make_guest(event=event) for _ in range(2)]
        own.add(make_move(*guests))

    assert [row[0] for row in told()] == ["person", "person", "event", "guest", "guest", "move"]


# Statements


def test_statement_that_changes_its_own_condition_tells_its_rows(save):
    guests = [save(make_guest(seat=str(number))) for number in range(3)]
    save(make_guest(reply=Reply.ACCEPTED))
    with act("try_it") as own:
        open_ones = update(Guest).where(Guest.reply == Reply.OPEN)
        own.execute(open_ones.values(reply=Reply.DECLINED, seat=Guest.seat + "b"))

    assert told() == [
        changed(
            "guest", one.id,
            {"reply": "open", "seat": str(number)}, {"reply": "declined", "seat": f"{number}b"},
            (1, 1),
        )
        for number, one in enumerate(guests)
    ]  # fmt: skip


def test_statement_on_a_row_that_is_not_flushed_yet_is_one_change_with_it(save):
    guest = save(make_guest(seat="1"))
    with act("try_it") as own:
        known = own.get_one(Guest, guest.id)
        known.seat = "2"
        own.execute(update(Guest).values(seat=Guest.seat + "b"))
        known.notes = "late"

    before, after = {"seat": "1", "notes": ""}, {"seat": "2b", "notes": "late"}
    assert told() == [changed("guest", guest.id, before, after, (1, 3))]


def test_statement_that_returns_rows_still_does(save):
    guests = [save(make_guest()) for _ in range(2)]
    with act("try_it") as own:
        changing = update(Guest).values(seat="7").returning(Guest.id)
        found = own.scalars(changing).all()
        gone = own.scalars(delete(Guest).where(Guest.id == found[0]).returning(Guest.id)).all()

    assert (sorted(found), gone) == ([one.id for one in guests], [found[0]])
    assert [row[2] for row in told()] == ["deleted", "changed"]


def test_what_the_database_deletes_behind_a_statement_is_told_first(save):
    event = make_event()
    move = save(make_move(make_guest(event=event), make_guest(event=event)))
    with act("try_it") as own:
        own.execute(delete(Guest).where(Guest.id == move.guest_id))

    key = str(move.guest_id)
    assert [row[:3] for row in told()] == [("move", key, "deleted"), ("guest", key, "deleted")]


def test_what_the_database_deletes_behind_orphans_is_told_too(save):
    scheme = save(make_scheme())
    with act("try_it") as own:
        own.get_one(Scheme, scheme.id).versions = []

    assert [row[:3] for row in told()] == [
        ("scheme_entry", "1", "deleted"), ("scheme_version", "1", "deleted"),
    ]  # fmt: skip


def test_what_the_database_deletes_two_steps_behind_is_told_too(save):
    scheme = save(make_scheme())
    with act("try_it") as own:
        own.execute(delete(Scheme).where(Scheme.id == scheme.id))

    assert [row[0] for row in told()] == ["scheme_entry", "scheme_version", "scheme"]
    assert [row[2] for row in told()] == ["deleted"] * 3


def test_what_the_database_empties_behind_a_deletion_is_told(save):
    visit, namer, reader = save(make_visit()), save(make_user()), save(make_user())
    row = save(VisitReader(visit_id=visit.id, user_id=reader.id, named_by_id=namer.id))
    with act("try_it") as own:
        own.delete(own.get_one(type(namer), namer.id))

    assert changed(
        "visit_reader", row.id, {"named_by_id": namer.id}, {"named_by_id": None}, (None, None)
    ) in told()  # fmt: skip


def test_statement_with_many_rows_of_values_is_refused_before_it_is_executed(save):
    guest = save(make_guest())
    for statement, rows in (
        (update(Guest), [{"id": guest.id, "seat": "7"}]),
        (insert(Assignment), [{"event_id": 1, "person_id": 1}]),
    ):
        with pytest.raises(UnfollowedStatement), act("try_it") as own:
            own.execute(statement, rows)
    assert entries() == []


def test_more_rows_than_a_statement_takes_values_are_asked_for_in_several(app):
    keys = [(number,) for number in range(1, 2 * KEYS_PER_STATEMENT + 2)]
    with statements(app) as found:
        assert list(rows_with_keys(session, "person", keys)) == []

    assert len([one for one in found if "FROM person" in one]) == 3


# Acts


def test_what_a_savepoint_has_undone_is_not_told(save):
    one, other = save(make_guest(seat="1")), save(make_guest(seat="2"))
    with act("try_it") as own:
        own.get_one(Guest, one.id).seat = "3"
        with contextlib.suppress(ZeroDivisionError), own.begin_nested():
            own.get_one(Guest, other.id).seat = "4"
            own.get_one(Guest, one.id).seat = "5"
            own.flush()
            raise ZeroDivisionError
        with own.begin_nested():
            own.get_one(Guest, one.id).notes = "kept"

    before, after = {"seat": "1", "notes": ""}, {"seat": "3", "notes": "kept"}
    assert told() == [changed("guest", one.id, before, after, (1, 3))]


def test_what_an_act_undid_is_told_by_no_later_one(save):
    guest = save(make_guest(seat="1"))
    with contextlib.suppress(ZeroDivisionError), act("try_it") as own:
        own.get_one(Guest, guest.id).seat = "2"
        own.flush()
        raise ZeroDivisionError
    with act("try_it") as own:
        own.get_one(Guest, guest.id).notes = "new"

    assert told() == [changed("guest", guest.id, {"notes": ""}, {"notes": "new"}, (1, 2))]
    assert len(entries()) == 1


def test_acts_one_after_the_other_are_entries_of_their_own(save):
    guest = save(make_guest(seat="1"))
    for seat in "23":
        with act(f"seat_{seat}") as own:
            own.get_one(Guest, guest.id).seat = seat

    assert [one.act for one in entries()] == ["seat_2", "seat_3"]
    assert told() == [changed("guest", guest.id, {"seat": "2"}, {"seat": "3"}, (2, 3))]


# Cost


@pytest.mark.parametrize("number", [1, 5])
def test_trail_costs_the_same_statements_however_many_rows_an_act_changes(app, save, number):
    event = save(make_event())
    for _ in range(number):
        save(make_guest(event_id=event.id, event=None))
    with statements(app) as found, act("try_it") as own:
        for guest in own.scalars(select(Guest)):
            guest.seat, guest.notes = "7", guest.notes
            bump_version(guest)

    own_tables = [one for one in found if " history_" in one]
    asked = [one for one in found if one.startswith("SELECT guest.id, guest.event_id")]
    assert (len(own_tables), len(asked)) == (3 + (number > 1), 2)


# Values


def sample(column):
    """Return a value that a column takes."""
    if members := getattr(column.type, "enum_class", None):
        return list(members)[-1]
    if isinstance(column.type, UtcDateTime):
        return dt.datetime(2027, 4, 12, 9, 30, 1, 7, tzinfo=dt.UTC)
    if isinstance(column.type, JSON):
        return [["Straße", None], [7, True]]
    return {
        int: 7, str: "Straße/ß", bool: True, bytes: b"\x00\xff", float: 0.5,
        dt.date: dt.date(2027, 4, 12), uuid.UUID: uuid.UUID(int=7), dict: {"a": [1]},
        dt.datetime: dt.datetime(2027, 4, 12, 9, 30),
    }[column.type.python_type]  # fmt: skip


@pytest.mark.parametrize("table", sorted(FOLLOWED))
def test_values_come_back_from_json_as_they_were(table):
    columns = Base.metadata.tables[table].columns
    values = {name: sample(columns[name]) for name in kept_fields(table)}
    kept = json.loads(json.dumps(stored_fields(values, kept_fields(table))))

    back = restored_fields(table, kept)

    assert back == values
    assert {name: type(value) for name, value in back.items()} == {
        name: type(value) for name, value in values.items()
    }


@pytest.mark.parametrize("table", sorted(FOLLOWED))
def test_key_of_a_row_comes_back_as_it_was(table):
    key = {one.key: sample(one) for one in Base.metadata.tables[table].primary_key}
    key = {name: "de" if isinstance(one, str) and not isinstance(one, enum.Enum) else one
           for name, one in key.items()}  # fmt: skip

    assert key_values(table, row_key(table, key)) == key
