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
from planner.models import Event, FeedSnapshot, Tombstone
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
