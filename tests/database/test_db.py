"""The database: what SQLite and PostgreSQL must be told."""

import gc
import multiprocessing
import re
import threading
import time
import weakref
from pathlib import Path

import pytest
from sqlalchemy import event, inspect, select, text
from sqlalchemy.orm import aliased

import planner
from planner import create_app
from planner.db import (
    UnsavedChanges,
    act,
    read_transaction,
    session,
    shared_alias,
    take_advisory_lock,
)
from planner.models import Event, Visit
from tests.factories import make_event, make_visit


def lengthen_titles(settings, times, barrier):
    """Add a letter to the title of the visit again and again, each time in a new session."""
    app = create_app(settings)
    barrier.wait()
    for _ in range(times):
        with app.app_context():
            session.scalar(select(Visit)).title_de += "!"
            session.commit()


def test_two_writing_processes_lose_no_update(settings, save, load):
    save(make_visit(title_de=""))
    spawn = multiprocessing.get_context("spawn")
    arguments = settings, 20, spawn.Barrier(2)
    writers = [spawn.Process(target=lengthen_titles, args=arguments) for _ in range(2)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert [len(visit.title_de) for visit in load(select(Visit))] == [40]


def test_pages_are_read_while_someone_writes(reader, engine):
    with engine.begin():
        page = reader.get("/overview")

    assert page.status_code == 200


def test_who_waits_in_vain_for_another_who_writes_is_told_to_try_again(organiser, save, engine):
    save(make_visit(slug="lyon"))

    def wait_for_nobody(connection, _record):
        connection.execute("PRAGMA busy_timeout=1")

    event.listen(engine, "connect", wait_for_nobody)
    engine.dispose()
    with engine.begin():
        answer = organiser.post("/visits/lyon/print/folder")
    event.remove(engine, "connect", wait_for_nobody)

    assert answer.status_code == 503
    assert "The database is busy." in answer.text


def test_work_without_a_request_reads_while_someone_writes(app, save, engine):
    save(make_visit(title_de="Delegation"))

    with app.app_context(), engine.begin(), read_transaction() as own:
        visit = own.scalar(select(Visit))

    assert inspect(visit).detached
    assert visit.title_de == "Delegation"


def test_reading_within_an_act_is_part_of_it(app, load):
    with app.app_context(), act("try_it") as own:
        own.add(make_visit(title_de="new"))
        with read_transaction() as inner:
            assert inner.scalar(select(Visit)).title_de == "new"

    assert [visit.title_de for visit in load(select(Visit))] == ["new"]


def test_reading_drops_nothing_that_somebody_meant_to_save(app, save):
    save(make_visit())

    with app.app_context():
        session.scalar(select(Visit)).title_de = "changed"
        with pytest.raises(UnsavedChanges), read_transaction():
            pass


def test_transactions_that_give_the_same_name_are_one_after_the_other(settings, postgres_url):
    app = create_app(settings | {"DATABASE_URL": postgres_url})
    told = []

    def second():
        with app.app_context(), act("second") as own:
            take_advisory_lock(own, "name")
            told.append("second")

    with app.app_context(), act("try_it") as own:
        take_advisory_lock(own, "name")
        thread = threading.Thread(target=second)
        thread.start()
        with app.app_context(), act("try_it") as other:
            take_advisory_lock(other, "another name")
        thread.join(timeout=0.2)
        told.append("first")
    thread.join()
    app.extensions["sessionmaker"].kw["bind"].dispose()

    assert told == ["first", "second"]


def test_reply_that_was_answered_is_on_the_disk(settings):
    app = create_app(settings)

    with app.app_context():
        synchronous = session.scalar(text("PRAGMA synchronous"))
        journal = session.scalar(text("PRAGMA journal_mode"))
    app.extensions["sessionmaker"].kw["bind"].dispose()

    assert (synchronous, journal) == (2, "wal")  # FULL


def test_threads_that_write_without_a_pause_get_the_lock_in_turn(settings):
    app = create_app(settings)
    engine = app.extensions["sessionmaker"].kw["bind"].execution_options(writes=True)
    until, waited = time.monotonic() + 1, []

    def write():
        while time.monotonic() < until:
            began = time.monotonic()
            with engine.begin() as connection:
                connection.exec_driver_sql("UPDATE calendar_revision SET number = number + 1")
            waited.append(time.monotonic() - began)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()

    assert len(waited) > 50
    assert max(waited) < 0.9  # with SQLite's own waiting, some waited for all of it


def test_who_waits_for_postgresql_is_told_after_half_a_minute(settings, postgres_url):
    app = create_app(settings | {"DATABASE_URL": postgres_url})

    with app.app_context():
        waits = session.scalar(text("SHOW lock_timeout"))
    app.extensions["sessionmaker"].kw["bind"].dispose()

    assert waits == "30s"


def test_rows_are_collected_only_after_they_are_detached(app, save):
    visit = save(make_visit())
    save(*[make_event(visit=visit, title_de=str(number)) for number in range(5)])
    owned = []
    with app.extensions["sessionmaker"]() as own:
        for row in own.scalars(select(Event)):
            row.itself = row  # a circle, which only a collection breaks
            weakref.finalize(row, lambda state: owned.append(state.session_id), inspect(row))
        del row
        gc.disable()
        event.listen(own, "persistent_to_detached", lambda *_: gc.collect())

    gc.enable()
    gc.collect()
    assert owned == [None] * 5


def test_every_alias_that_threads_share_has_its_columns_at_once():
    shared = re.compile(r"^\S.*\baliased\(", re.MULTILINE)
    modules = list(Path(planner.__file__).parent.rglob("*.py"))

    assert modules
    assert [path.name for path in modules if shared.search(path.read_text())] == []
    assert {column.key for column in inspect(Event).columns} <= vars(shared_alias(Event)).keys()
    assert not {column.key for column in inspect(Event).columns} & vars(aliased(Event)).keys()
