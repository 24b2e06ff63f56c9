"""Let acts run as they do in a request, and see that one which fails has written nothing."""

import pytest
from sqlalchemy import insert, select

from planner.db import Base, session
from planner.languages import translate
from planner.revisions.effects import TRACKED_OPTION


def read(row):
    """Return a row as a view has loaded it."""
    return session.get_one(type(row), row.id)


def run_act(app, act, *arguments, **values):
    """Let an act run to its end."""
    with app.app_context():
        return act(*arguments, **values)


def assert_refused(app, error, act, *arguments, **values):
    """Return the error of an act that fails with it, of exactly this class, and leaves no trace."""
    before = all_table_rows(app)
    with app.app_context(), pytest.raises(error) as raised:
        act(*arguments, **values)
    assert type(raised.value) is error
    assert all_table_rows(app) == before
    return raised.value


def add_beside(engine, row):
    """Insert a row of another program: whoever goes through a session waits for the calendars."""
    table = type(row).__table__
    given = {column.name: getattr(row, column.name) for column in table.columns}
    values = {name: value for name, value in given.items() if value is not None}
    if "lock_version" in table.columns:
        values["lock_version"] = 1
    with engine.begin() as other:
        other.execute(insert(table).values(values), execution_options={TRACKED_OPTION: True})


def all_table_rows(app):
    """Return the rows of all tables by the names of these."""
    with app.extensions["sessionmaker"]() as session:
        return {
            table.name: session.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
        }


def sentence(app, error):
    """Return what an error says to whoever reads English."""
    with app.app_context():
        return translate(error.message, "en")
