"""Several who change what calendars print at once, on SQLite and on PostgreSQL."""

import threading

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from planner import create_app
from planner.db import act, session
from planner.models import Event, Venue
from planner.rules import EditConflict
from planner.services.programme.events import save_event
from tests.conftest import basic_settings
from tests.factories import make_event, make_municipality, make_venue, make_visit

ROUNDS = 15


@pytest.fixture(params=["sqlite", "postgres"])
def app(request, tmp_path):
    """A planner with two events at one venue."""
    settings = basic_settings(tmp_path / "planner.sqlite")
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    app = create_app(settings)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    venue = make_venue(municipality=make_municipality())
    visit = make_visit(events=[make_event(venue=venue), make_event(venue=venue)])
    with app.extensions["sessionmaker"]() as session:
        session.add(visit)
        session.commit()
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def rename_venue(number):
    """Rename the venue: both events are revised."""
    with act("rename_venue") as own:
        own.scalar(select(Venue)).name_de = f"Saal {number}"


def rename_by_statement(number):
    """Rename the venue by a statement."""
    with act("rename_by_statement") as own:
        own.execute(update(Venue).values(name_en=f"Hall {number}"))


def move_one(number):
    """Move the first event as its form does."""
    with act("move_one") as own:
        event = own.scalars(select(Event).order_by(Event.id)).first()
        hour = event.starts_at.replace(minute=number + 1)
        save_event(event, {"starts_at": hour}, seen=event.lock_version)


def move_both(number):
    """Give both events another title, the last one first."""
    with act("move_both") as own:
        for event in own.scalars(select(Event).order_by(Event.id.desc())):
            event.title_de = f"Termin {number}"
            own.flush()


def test_nobody_waits_for_ever_and_no_revision_is_lost(app):
    raised, start = [], threading.Barrier(4)

    def repeat(change):
        start.wait()
        number = 0
        while number < ROUNDS and not raised:
            try:
                with app.app_context():
                    change(number)
                number += 1
            except (EditConflict, StaleDataError):  # somebody was faster: once more
                continue
            except DBAPIError as error:  # such as a deadlock
                raised.append(error)

    changes = (rename_venue, rename_by_statement, move_one, move_both)
    threads = [threading.Thread(target=repeat, args=[change]) for change in changes]
    with app.app_context():
        before = session.scalars(select(Event.revised_at).order_by(Event.id)).all()
        session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert raised == []
    with app.app_context():
        first, second = session.execute(
            select(Event.sequence, Event.revised_at).order_by(Event.id)
        ).all()
    assert (first.sequence, second.sequence) == (ROUNDS, 0)
    for old, row in zip(before, (first, second), strict=True):
        assert (row.revised_at - old).total_seconds() >= 3 * ROUNDS  # a second each at least


def test_an_upsert_and_a_statement_with_rows_are_seen(app):
    with app.app_context():
        with act("try_it") as own:
            changed = own.execute(
                update(Event).values(title_de="Neu").returning(Event.id, Event.title_de)
            ).all()
        events = session.execute(select(Event.sequence, Event.revised_at)).all()

    assert [title for _, title in changed] == ["Neu", "Neu"]
    assert all(row.revised_at.year > 2025 for row in events)
