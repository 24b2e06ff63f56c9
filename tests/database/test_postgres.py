"""The real PostgreSQL of the tests, tested."""

import pytest
from sqlalchemy import create_engine, text

from tests import postgres as postgres_of_tests
from tests.requirements import do_without


def test_each_database_is_a_copy_of_its_template(postgres):
    template = postgres.create_database()
    write(template, "CREATE TABLE guests (name text)")
    copies = [postgres.create_database(template.partition("?")[0].rpartition("/")[2])] * 2

    write(copies[0], "INSERT INTO guests VALUES ('Łódź')")

    assert read(copies[0], "SELECT lower(name) FROM guests") == ["łódź"]
    assert read(template, "SELECT name FROM guests") == []


def test_a_new_database_is_empty(postgres_url):
    assert read(postgres_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


@pytest.fixture(params=["sqlite", "postgres"])
def database(request):
    """The name of a kind of database, given by a fixture that others use."""
    return request.param


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_has_a_parameter_of_this_name_is_marked(kind, request):
    assert bool(request.node.get_closest_marker("postgres")) == (kind == "postgres")


def test_what_has_a_fixture_with_such_a_parameter_is_marked(database, request):
    assert bool(request.node.get_closest_marker("postgres")) == (database == "postgres")


@pytest.mark.postgres
def test_a_server_takes_its_data_away_with_it():
    with postgres_of_tests.running_server() as server:
        assert (server.folder / "data" / "PG_VERSION").exists()

    assert not server.folder.exists()


def test_a_server_that_does_not_start_says_why_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))

    with pytest.raises(OSError, match="No such file") as error, postgres_of_tests.running_server():
        pass

    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("wish", "outcome"), [("", pytest.skip), ("require", pytest.fail)])
def test_without_a_server_a_test_is_skipped_unless_it_is_required(wish, outcome, monkeypatch):
    monkeypatch.setenv("POSTGRES_TESTS", wish)

    with pytest.raises(outcome.Exception, match="No postgres tests: no room"):
        do_without("postgres", "no room")


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
