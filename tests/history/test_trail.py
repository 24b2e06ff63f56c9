"""Every act is told, and what is told makes the old state the new one."""

import contextlib
import random
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import joinedload

from planner.confidentiality import SeesAll, reading_as, seeing_all
from planner.db import Base, act, session
from planner.models import (
    HistoryEntry,
    HistoryRow,
    HistoryValues,
    Operation,
    Person,
    Role,
    RoleName,
    User,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.field_classes import FieldClass, class_of
from planner.rules.history.followed import FOLLOWED, SILENT_ACTS, kept_fields
from planner.rules.history.values import (
    key_values,
    restored_fields,
    row_key,
    stored_fields,
)
from planner.services.erasing.erasing import erase
from planner.services.guests.invitations import invite_delegation
from planner.services.people.people import save_person
from planner.services.programme.briefings import save_briefing
from planner.services.programme.confidentiality import restrict_visit
from planner.services.programme.events import save_event
from planner.services.programme.visits import save_visit
from tests.erasing.worlds import nothing
from tests.factories import make_delegate, make_person, make_user
from tests.history.acts_named import named_acts
from tests.history.more_acts import (
    ERASING,
    MORE_ACTS,
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    SECRET,
    fresh,
)
from tests.history.test_undo_of_every_act import ACTS as TAKEN_BACK
from tests.world import all_rows, dump, fill, make_world, mark, restore

ACTS = {**TAKEN_BACK, **MORE_ACTS}
MARKER = "qxzmarker"
REFUSALS = RuleBroken, EditConflict, NotFound
NOT_TOLD = {  # acts that change no followed table, or that another test lets run
    **dict.fromkeys(("keep_file", "add_file", "write_file", "remove_file"), "files"),
    **dict.fromkeys(("enqueue", "enqueue_periodic", "claim_job", "count_step"), "jobs"),
    **dict.fromkeys(("finish_job", "fail_job", "send_heartbeats", "requeue_jobs"), "jobs"),
    **dict.fromkeys(("release_lost_job", "cancel_job"), "jobs"),
    **dict.fromkeys(("order_folder", "make_folder"), "a job; each paper in it is told"),
    **dict.fromkeys(("end_session", "end_session_of", "end_sessions"), "browsers"),
    **dict.fromkeys(("note_seen", "confirm_password"), "browsers"),
    **dict.fromkeys(("remember_device", "forget_devices"), "browsers"),
    **dict.fromkeys(("note_editing", "end_editing", "purge_editing"), "who is there just now"),
    "dismiss_takeovers": "what a user has read",
    "complete_session": "by the act of the second step that was right",
    **dict.fromkeys(("add_passkey", "complete_with_passkey"), "tests/accounts: with a device"),
    **dict.fromkeys(("read_clock", "erase_if_due"), "the clock of the machine"),
    **dict.fromkeys(("empty_trash", "empty_table", "erase_again"), "by erase_with_hanging"),
    "erase_now": "by erase_with_hanging",
    **dict.fromkeys(("migrate_to_head", "load_example", "add_first_rows"), "the command line"),
}


@pytest.fixture(scope="module")
def filled(lasting_app, tmp_path_factory):
    """An application, the rows of a world in it, and a copy of its database as it is then."""
    world = make_world("trail")
    world.stranger = make_person()
    world.boss, world.spare = make_user("Boss"), make_user("Spare")
    fill(lasting_app, [mark(row, "plain ") for row in all_rows(world)])
    with lasting_app.extensions["sessionmaker"]() as own:
        role = own.scalars(select(Role).where(Role.name == RoleName.ADMINISTRATOR)).one()
        for user in (world.user, world.boss, world.spare):
            own.get_one(User, user.id).roles = [role]
        own.commit()
    saved = tmp_path_factory.mktemp("saved") / "saved.sqlite"
    restore(path_of(lasting_app), saved)
    return lasting_app, world, saved


@pytest.fixture
def world(filled):
    """The rows of the world, anew; an administrator acts."""
    app, world, saved = filled
    restore(saved, path_of(app))
    with app.app_context(), reading_as(world.boss.id):
        yield world


def path_of(app):
    """Return where the database of an application lies."""
    return app.config["DATABASE_URL"].removeprefix("sqlite:///")


def state():
    """Return what is kept of all rows of the followed tables, by table and key."""
    found = {}
    session.rollback()
    for name in sorted(FOLLOWED):
        with seeing_all(SeesAll.HISTORY):
            rows = session.connection().execute(select(Base.metadata.tables[name])).mappings()
        for row in rows:
            found[name, row_key(name, row)] = stored_fields(row, kept_fields(name))
    session.rollback()
    return found


def rows_after(entry_id=0):
    """Return the rows of all entries after one, the oldest first."""
    with seeing_all(SeesAll.HISTORY):
        options = joinedload(HistoryRow.values), joinedload(HistoryRow.entry)
        found = select(HistoryRow).where(HistoryRow.entry_id > entry_id).order_by(HistoryRow.id)
        return session.scalars(found.options(*options)).all()


def latest():
    """Return the id of the last entry."""
    return max(session.scalars(select(HistoryEntry.id)))


def replayed(before, rows):
    """Return a state after rows of the history have happened to it."""
    found = {place: dict(values) for place, values in before.items()}
    for row in rows:
        place, after = (row.table_name, row.row_key), (row.values and row.values.after) or {}
        if row.operation is Operation.ADDED:
            assert place not in found
            found[place] = dict(after)
        elif row.operation is Operation.DELETED:
            assert found.pop(place) == ((row.values and row.values.before) or {})
        else:
            old = (row.values and row.values.before) or {}
            known = found.pop(place_before(row, old))
            assert {name: known[name] for name in old} == old
            found[place] = known | after
    return found


def place_before(row, old):
    """Return the table and the key of a row before it was changed: a merge changes keys."""
    keys = key_values(row.table_name, row.row_key)
    keys |= restored_fields(row.table_name, {name: old[name] for name in keys if name in old})
    return row.table_name, row_key(row.table_name, keys)


# All acts


@pytest.mark.parametrize("name", ACTS)
def test_what_is_told_of_an_act_makes_the_old_state_the_new_one(name, world):
    start, before = latest(), state()

    ACTS[name](world)

    rows, after = rows_after(start), state()
    assert before != after or name in MORE_ACTS
    assert rows, "nothing was told"
    assert replayed(before, rows) == after
    assert {row.entry.user_id for row in rows} <= {world.boss.id, world.spare.id}
    if name in MORE_ACTS:
        assert name in {row.entry.act for row in rows}


@pytest.mark.parametrize("name", ERASING)
def test_act_that_erases_is_told_without_values(name, world):
    start = latest()

    ERASING[name](world)

    rows = [row for row in rows_after(start) if row.entry.act == name]
    assert rows
    if name != "end_duties":
        assert [row.values for row in rows if row.values] == []
        assert {row.row_key for row in rows if row.operation is Operation.DELETED} == {""}


def test_every_act_is_told_or_says_why_not():
    names = {one.name for one in named_acts()}
    taken_back = {name for do in TAKEN_BACK.values() for name in do.__code__.co_names} & names
    told = taken_back | MORE_ACTS.keys() | ERASING.keys()
    assert names == (told | NOT_TOLD.keys() | SILENT_ACTS) & names
    assert not (told | SILENT_ACTS) & NOT_TOLD.keys()


@pytest.mark.parametrize("seed", range(4))
def test_many_acts_one_after_the_other_are_told_as_they_were(seed, world, filled):
    names, start, before = list(ACTS), latest(), state()
    random.Random(seed).shuffle(names)
    with rewriting(filled[0]) as rewritten:
        done = [name for name in names if is_done(ACTS[name], world)]

    rows, after = rows_after(start), state()
    assert len(done) > len(names) / 3, "most are refused, since others have changed the rows"
    assert replayed(before, rows) == after
    assert rewritten == [], "the history was changed"
    assert_no_secret(filled[0])


def is_done(act_of, world):
    """Let an act run; tell whether it was not refused."""
    try:
        act_of(world)
    except REFUSALS:
        session.rollback()
        return False
    return True


@contextlib.contextmanager
def rewriting(app):
    """Collect the statements that change or delete what stands in the history."""
    engine, found = app.extensions["sessionmaker"].kw["bind"], []

    def note(_connection, _cursor, statement, *_):
        if "history_" in statement and not statement.startswith(("SELECT", "INSERT")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def assert_no_secret(app):
    """See that no secret of any table, nor what was typed as one, stands in the history."""
    with closing(sqlite3.connect(path_of(app))) as connection:
        kept = str(connection.execute("SELECT before, after FROM history_values").fetchall())
        secrets = {
            str(value)
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if class_of(column) is FieldClass.SECRET
            for (value,) in connection.execute(f'SELECT "{column.name}" FROM "{table.name}"')
        }
    known = {one for one in secrets | {PASSWORD, OTHER_PASSWORD, SECRET} if len(one) > 10}
    assert len(known) > 5
    assert [one for one in known if one in kept] == []


# Entries


def test_a_delegation_of_fifty_that_is_invited_is_one_entry(world):
    ids, start = add_delegates(world, 50), latest()

    invite_delegation(fresh(world.visit), world.delegation.id, ids, [world.internal.id])

    [entry_id] = {row.entry_id for row in rows_after(start)}
    rows = session.get_one(HistoryEntry, entry_id).rows
    assert [(row.table_name, row.event_id) for row in rows] == [("guest", world.internal.id)] * 50
    assert {row.visit_id for row in rows} == {world.visit.id}


def add_delegates(world, number):
    """Let a delegation have so many more delegates; return their ids."""
    added = [
        make_delegate(make_person(), 10 + place, delegation_id=world.delegation.id)
        for place in range(number)
    ]
    session.add_all(added)
    session.commit()
    return [one.id for one in added]


def test_acts_within_an_act_are_told_by_its_name(world):
    start = latest()
    with act("outer"):
        edit(world, "One")
        edit(world, "Two")

    [row] = rows_after(start)
    assert (row.entry.act, row.table_name, row.operation) == ("outer", "person", Operation.CHANGED)
    assert row.values.after == {"given_name": "Two"}


def edit(world, name):
    """Save the name of a person."""
    person = session.get_one(Person, world.stranger.id)
    save_person(person, {"given_name": name}, forms_of_address={}, seen=person.lock_version)


def test_what_is_refused_is_not_told(world):
    start = latest()
    with pytest.raises(EditConflict):
        save_person(fresh(world.person), {"given_name": "x"}, forms_of_address={}, seen=0)
    with contextlib.suppress(ZeroDivisionError), act("outer"):
        edit(world, "One")
        raise ZeroDivisionError

    assert rows_after(start) == []
    assert latest() == start


# What is erased, and what is confidential


def type_marker(world):
    """Type a marker into what is told of a visit, an event and a person."""
    values = {"given_name": MARKER, "notes": MARKER}
    save_person(fresh(world.companion), values, forms_of_address={}, seen=1)
    save_visit(fresh(world.visit), {"title_de": MARKER, "slug": ""}, seen=1)
    save_event(fresh(world.event), {"title_en": MARKER, "slug": ""}, seen=1)
    said = {"aim": MARKER, "desired_outcome": "", "points": {}}
    save_briefing(fresh(world.event), **said, seen=fresh(world.event).lock_version)


def test_what_was_typed_of_erased_rows_is_nowhere_and_who_typed_it_is_told(world, filled):
    start = latest()
    type_marker(world)
    told = {row.entry_id: row.entry.act for row in rows_after(start)}
    assert MARKER in str([row.values.after for row in rows_after(start)])
    session.rollback()

    for table, row in (("person", world.companion), ("visit", world.visit)):
        erase(table, [row.id], now=NOW, limit=None, step=nothing)

    assert [line for line in dump(path_of(filled[0])) if MARKER in line] == []
    left = {one.id: one for one in session.scalars(select(HistoryEntry))}
    assert {left[entry_id].act for entry_id in told} == set(told.values())
    assert {left[entry_id].user_id for entry_id in told} == {world.boss.id}


def test_rows_of_a_confidential_visit_are_read_by_nobody_else(world):
    start = latest()
    type_marker(world)
    visit = fresh(world.visit)
    restrict_visit(visit, seen=visit.lock_version, user=fresh(world.boss), now=NOW)

    assert {"visit", "event", "person"} <= tables_seen(world.boss, start)
    assert tables_seen(world.spare, start) == {"person"}


def test_rows_of_a_confidential_visit_that_is_erased_are_read_by_nobody(world):
    start = latest()
    type_marker(world)
    visit = fresh(world.visit)
    restrict_visit(visit, seen=visit.lock_version, user=fresh(world.boss), now=NOW)

    erase("visit", [world.visit.id], now=NOW, limit=None, step=nothing)

    sealed = [row for row in rows_after(start) if row.is_sealed]
    assert {"visit", "event"} <= {row.table_name for row in sealed}
    assert {row.row_key for row in sealed if row.table_name == "visit"} == {""}


def tables_seen(user, start):
    """Return of which tables somebody reads rows of the history, by what stood in them."""
    session.rollback()
    session.expunge_all()
    with reading_as(user.id):
        found = select(HistoryRow.table_name).join(HistoryValues)
        return set(session.scalars(found.where(HistoryRow.entry_id > start)))
