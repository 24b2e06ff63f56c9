"""Migrations run forward from a former version with its example in it, on both databases."""

import datetime as dt

import icalendar
import pytest
from alembic import command
from sqlalchemy import MetaData, func, insert, select, text
from werkzeug.http import parse_date

from planner import create_app
from planner.clock import utc_now
from planner.commands.cli import migrate
from planner.models import (
    Event,
    FeedSnapshot,
    HistoryEntry,
    HistoryRow,
    HistoryValues,
    Person,
    Tombstone,
)
from tests.conftest import basic_settings
from tests.factories import make_event
from tests.old_databases import BEFORE_ACTS, fill, rows_of

RENAMED = {"feed_departure": "tombstone"}
MADE_ANEW = {
    "feed_edition",
    "feed_part",
    "calendar_revision",
    "job",
}  # nothing in them is anybody's entry
FEED = "/feeds/secret.ics"
BEFORE_SNAPSHOTS = "e5b90c64a7d3"
SNAPSHOT = {
    **{"name": "feed/1", "renderer_hash": "a hash", "revision": 4, "status": 200, "etag": "a tag"},
    **{"modified_at": dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), "content_hash": "another"},
    **{"next_change_at": None, "event_sequences": '{"1":2}', "gzipped": b"bytes"},
}
TOMBSTONE = {
    **{"name": "feed/1", "event_id": 1, "sequence": 5, "sequence_offset": 3, "is_gone": True},
    **{"changed_at": dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), "sort_key": "20260504T090000Z x"},
    **{"leaves_on": dt.date(2026, 6, 5), "zones": "Europe/Berlin:2025:2027", "text": b"text"},
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def upgraded(request, tmp_path_factory):
    """A planner on the database of a former version, brought up to date."""
    settings = basic_settings(tmp_path_factory.mktemp("old") / "planner.sqlite")
    settings |= {"TODAY": "2026-11-28"}
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    app = create_app(settings)
    with app.app_context():
        migrate(command.upgrade, BEFORE_ACTS.head)
    fill(settings["DATABASE_URL"], BEFORE_ACTS)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def engine(upgraded):
    return upgraded.extensions["sessionmaker"].kw["bind"]


def test_no_row_is_lost(engine):
    tables, old = MetaData(), rows_of(BEFORE_ACTS)
    tables.reflect(engine)
    with engine.connect() as connection:
        counts = {
            name: connection.scalar(
                select(func.count()).select_from(tables.tables[RENAMED.get(name, name)])
            )
            for name in old.keys() - MADE_ANEW
        }

    assert counts == {name: len(old[name]["rows"]) for name in counts}


def test_the_tables_are_those_of_the_models(upgraded):
    checked = upgraded.test_cli_runner().invoke(args=["db", "check"])

    assert checked.exit_code == 0, checked.output


def test_calendars_go_on_under_their_addresses_and_then_change_no_more(upgraded, engine):
    client = upgraded.test_client()
    with engine.connect() as connection:
        stored = {
            str(uid): sequence
            for uid, sequence in connection.execute(
                select(Event.uid, Event.sequence).where(Event.visit_id == 2)
            )
        }

    first, second = client.get(FEED), client.get(FEED)

    told = {
        str(entry["UID"]): entry["SEQUENCE"]
        for entry in icalendar.Calendar.from_ical(first.data).events
    }
    assert told == stored
    assert parse_date(first.headers["Last-Modified"]) <= utc_now()
    assert (second.data, second.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_pages_show_what_was_entered(upgraded):
    assert (
        "Senator David Senjem"
        in upgraded.test_client().get("/highlights/gaeste-aus-minnesota-im-rathaus").text
    )


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_what_feeds_served_last_moves_to_tables_of_other_names_and_back(
    request, tmp_path, database
):
    settings = basic_settings(tmp_path / "old.sqlite")
    if database == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    app = create_app(settings)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    sessions = app.extensions["sessionmaker"]
    with sessions.begin() as session:
        session.add(make_event(id=1))
    with sessions.kw["bind"].begin() as connection:
        connection.execute(insert(FeedSnapshot), SNAPSHOT)
        connection.execute(insert(Tombstone), TOMBSTONE)

    with app.app_context():
        migrate(command.downgrade, BEFORE_SNAPSHOTS)
    with sessions.kw["bind"].connect() as connection:
        [old] = connection.execute(text("SELECT made_with, shown, packed FROM feed_edition"))
        [gone] = connection.execute(text("SELECT sequence, raised, place FROM feed_departure"))
    with app.app_context():
        migrate(command.upgrade, "head")

    assert (tuple(old), tuple(gone)) == (
        ("a hash", '{"1":2}', b"bytes"),
        (5, 3, "20260504T090000Z x"),
    )
    with sessions.kw["bind"].connect() as connection:
        tables = FeedSnapshot.__table__, Tombstone.__table__
        rows = [connection.execute(select(table)).one()._asdict() for table in tables]
    assert rows == [SNAPSHOT, TOMBSTONE]
    sessions.kw["bind"].dispose()


BEFORE_TRAIL = "6f2c18e0b9d4"
A_GUEST = """
    SELECT guest.id, event_id, person_id, visit_id FROM guest JOIN event ON event.id = event_id
    WHERE visit_id IS NOT NULL ORDER BY guest.id
"""
DELETION = "UPDATE person SET deleted_at = '2026-11-01 09:00:00' WHERE id = :id"
OLD_ENTRY = r"""
    INSERT INTO history_entry (id, at, kind, person_id, merged_id, event_id, details) VALUES
    (:id, '2026-11-02 09:00:00', :kind, :person_id, :merged_id, :event_id,
     '{"name"\: "Geheim", "side"\: "before", "reason"\: "Freunde"}')
"""


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_history_of_people_becomes_that_of_acts(request, tmp_path, database):
    settings = basic_settings(tmp_path / "old.sqlite")
    if database == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    app = create_app(settings)
    with app.app_context():
        migrate(command.upgrade, BEFORE_ACTS.head)
    fill(settings["DATABASE_URL"], BEFORE_ACTS)
    with app.app_context():
        migrate(command.upgrade, BEFORE_TRAIL)
    engine = app.extensions["sessionmaker"].kw["bind"]
    with engine.begin() as connection:
        connection = connection.execution_options(seen_by_calendars=True)
        kept, gone = connection.scalars(text("SELECT id FROM person ORDER BY id LIMIT 2"))
        moved = connection.execute(text(A_GUEST)).first()
        of_move = {"person_id": moved.person_id, "event_id": moved.event_id, "merged_id": None}
        connection.execute(text(DELETION), {"id": gone})
        for number, kind, values in (
            (5, "merged", {"person_id": kept, "event_id": None, "merged_id": gone}),
            (6, "moved", of_move),
            (7, "move_undone", of_move),
        ):
            connection.execute(text(OLD_ENTRY), values | {"id": number, "kind": kind})

    with app.app_context():
        migrate(command.upgrade, "head")

    with app.extensions["sessionmaker"]() as own:
        told = own.execute(
            select(HistoryEntry.act, HistoryRow.table_name, HistoryRow.row_key, HistoryRow.visit_id)
            .join(HistoryRow.entry)
            .order_by(HistoryEntry.id)
        ).all()
        values = own.scalars(select(HistoryValues.after)).all()
        into = own.scalar(select(Person.merged_into_id).where(Person.id == gone))
        own.add(HistoryEntry(act="save_event"))
        own.flush()
        assert own.scalar(select(func.max(HistoryEntry.id))) > 7
    move = "move", str(moved.id), moved.visit_id
    assert told == [
        ("merge_people", "person", str(gone), None), ("move_guest", *move), ("undo_move", *move)
    ]  # fmt: skip
    assert values == [{"side": "before", "reason": "Freunde"}]  # the name of somebody else is not
    assert into == kept
    engine.dispose()
