"""An application on SQLite, and the same on a real PostgreSQL, for what must hold on both."""

import shutil

import pytest

from tests.conftest import basic_settings, build

DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgres_template(postgres, tmp_path_factory):
    """The name of a migrated PostgreSQL database without rows of ours, made once."""
    url = postgres.create_database()
    app = build(basic_settings(tmp_path_factory.mktemp("either") / "x") | {"DATABASE_URL": url})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
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
