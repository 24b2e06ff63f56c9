"""Fixtures of tests about erasing."""

import pytest

from tests.both_databases import DATABASES


@pytest.fixture(params=DATABASES)
def any_app(request):
    """An application with its own empty database of each kind, inside of which a test runs."""
    if request.param == "postgres":
        yield request.getfixturevalue("postgres_app")
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        yield app


@pytest.fixture
def keep(any_app):
    """Return a function that saves rows, and returns the first."""

    def keep(row, *more):
        with any_app.extensions["sessionmaker"](expire_on_commit=False) as own:
            own.add_all([row, *more])
            own.commit()
        return row

    return keep


@pytest.fixture
def rows(any_app):
    """Return a function that reads all rows of a statement anew."""

    def rows(statement):
        with any_app.extensions["sessionmaker"]() as own:
            own.connection(execution_options={"reads": True})
            return own.scalars(statement).unique().all()

    return rows
