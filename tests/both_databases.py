"""An application on SQLite, and the same on a real PostgreSQL, for what must hold on both."""

import shutil

import pytest
from alembic import command
from sqlalchemy import delete

from planner.commands.cli import migrate
from planner.db import session
from planner.models import Job, Printout, StoredFile, User, Visit
from tests.conftest import basic_settings, build

DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgres_template(postgres, tmp_path_factory):
    """The name of a migrated PostgreSQL database without rows of ours, made once."""
    url = postgres.create_database()
    app = build(basic_settings(tmp_path_factory.mktemp("either") / "x") | {"DATABASE_URL": url})
    with app.app_context():
        migrate(command.upgrade, "head")
    app.extensions["sessionmaker"].kw["bind"].dispose()
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="module", params=DATABASES)
def either_settings(request, template, tmp_path_factory):
    """Settings with an empty database for the tests of a module, on each kind of database."""
    path = tmp_path_factory.mktemp("either") / "test.sqlite"
    if request.param == "sqlite":
        shutil.copyfile(template[0], path)
        return basic_settings(path)
    database = request.getfixturevalue("postgres_template")
    url = request.getfixturevalue("postgres").create_database(database)
    return basic_settings(path) | {"DATABASE_URL": url}


@pytest.fixture(scope="module")
def either_app(either_settings):
    """An application for the tests of a module, on each kind of database; they tidy up."""
    app = build(either_settings)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def tidy_app(either_app):
    """An application on each kind of database, inside of which a test runs; it is empty after it.

    Of these tables only: work in the background, and what it is about.
    """
    with either_app.app_context():
        yield either_app
        session.rollback()
        for table in (Printout, Job, StoredFile, Visit, User):
            session.execute(delete(table))
        session.commit()


@pytest.fixture
def postgres_app(settings, postgres, postgres_template):
    """An application with its own empty database on PostgreSQL, inside of which a test runs."""
    app = build(settings | {"DATABASE_URL": postgres.create_database(postgres_template)})
    with app.app_context():
        yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()
