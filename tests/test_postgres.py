"""The real PostgreSQL of the tests, tested."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from tests import postgres as postgres_of_tests


def test_each_database_is_a_copy_of_its_template(postgres):
    template = postgres.create_database()
    write(template, "CREATE TABLE guests (name text)")
    copies = [postgres.create_database(template.partition("?")[0].rpartition("/")[2])] * 2

    write(copies[0], "INSERT INTO guests VALUES ('Łódź')")

    assert read(copies[0], "SELECT lower(name) FROM guests") == ["łódź"]
    assert read(template, "SELECT name FROM guests") == []


def test_a_new_database_is_empty(postgres_url):
    assert read(postgres_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_server_takes_its_data_away_with_it():
    with postgres_of_tests.running_server() as server:
        assert (server.folder / "data" / "PG_VERSION").exists()

    assert not server.folder.exists()


@pytest.mark.parametrize(("wish", "outcome"), [("", "1 skipped"), ("require", "1 error")])
def test_tests_are_skipped_without_a_server_unless_it_is_required(wish, outcome, tmp_path):
    long = tmp_path / ("no-socket-has-a-name-of-this-length-" * 4)
    long.mkdir()
    test = f"{__file__}::test_a_new_database_is_empty"
    environment = os.environ | {"TMPDIR": str(long), "POSTGRES_TESTS": wish}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", test]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert outcome in run.stdout
    assert "No PostgreSQL tests: the server did not start: " in run.stdout


def write(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def read(url, statement):
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.scalars(text(statement)).all()
    engine.dispose()
    return rows
