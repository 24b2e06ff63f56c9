"""A planner is copied to another database, row by row; each is read back."""

import pytest

from planner.backup.archives import rows_of
from planner.commands import copying
from planner.commands.backups import copy
from planner.commands.cli import migrate
from tests.backup.planners import rows_by_table, rows_not_kept
from tests.factories import make_person


def url_of(app):
    return app.config["DATABASE_URL"]


def test_every_row_is_copied_between_all_databases(origin, target, run):
    result = run(origin, copy, url_of(origin), url_of(target))

    assert result.exit_code == 0, result.output
    assert rows_by_table(url_of(target)) == rows_by_table(url_of(origin))
    assert set(rows_not_kept(url_of(target)).values()) == {0}
    feed = f"/feeds/{origin.world.token}.ics"
    here, there = origin.test_client().get(feed), target.test_client().get(feed)
    assert (there.data, there.headers["ETag"]) == (here.data, here.headers["ETag"])


def test_a_database_with_something_in_it_is_no_target(app, save, tmp_path, run):
    save(make_person())
    there = f"sqlite:///{tmp_path}/there.sqlite"
    assert run(app, copy, url_of(app), there).exit_code == 0
    before = rows_by_table(there)

    refused = run(app, copy, url_of(app), there)

    assert (refused.exit_code, "something in it already (person" in refused.output) == (1, True)
    assert rows_by_table(there) == before


def test_a_value_that_a_database_changes_is_seen(app, save, tmp_path, run, monkeypatch):
    save(make_person("Åsa", "Åberg"))

    def other_rows(connection, shape):
        for row in rows_of(connection, shape):
            yield [value.replace("Å", "A") if isinstance(value, str) else value for value in row]

    monkeypatch.setattr("planner.backup.filling.rows_of", other_rows)

    result = run(app, copy, url_of(app), f"sqlite:///{tmp_path}/there.sqlite")

    assert "does not give back the rows of person" in result.output
    assert not (tmp_path / "there.sqlite").exists()


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("mysql://x", "sqlite:////tmp/x", "must begin with sqlite: or postgresql:"),
        ("sqlite:////nowhere/x.sqlite", "sqlite:////nowhere/y.sqlite", "There is no database"),
        ("sqlite:////nowhere/x.sqlite", "sqlite:////nowhere/x.sqlite", "the same database"),
        ("sqlite:////nowhere/x.sqlite", "sqlite://", "A database in memory"),
    ],
)
def test_addresses_that_cannot_be(app, run, source, target, sentence):
    result = run(app, copy, source, target)

    assert (result.exit_code, sentence in result.output) == (1, True), result.output
    assert copying.address("postgresql:///x") == "postgresql+psycopg:///x"


def test_tables_of_before_are_brought_up_to_date_first(app, within, tmp_path, run):
    from alembic import command

    migrate(command.downgrade, "-1")

    result = run(app, copy, url_of(app), f"sqlite:///{tmp_path}/there.sqlite")

    assert "run `planner db upgrade`" in result.output
