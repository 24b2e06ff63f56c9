"""A restored planner is the one that was backed up, whatever the databases."""

from pathlib import Path

import pytest

from planner.commands.backups import backup, restore
from planner.models import Feed
from tests.backup.planners import rows_by_table, rows_not_kept
from tests.world import browser_of

PLAIN = "--no-erasing-log"


def url_of(app):
    return app.config["DATABASE_URL"]


def media_of(app):
    folder = Path(app.config["MEDIA_FOLDER"])
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def made(run, app, file, *options):
    result = run(app, backup, file, *options)
    assert result.exit_code == 0, result.output
    return file


@pytest.fixture
def file(origin, tmp_path, run):
    """A backup of the planner that has something in every table."""
    return made(run, origin, tmp_path / "all.zip")


def test_every_row_and_picture_comes_back_on_either_database(origin, file, target, run):
    result = run(target, restore, file, "--same-calendars", PLAIN)

    assert result.exit_code == 0, result.output
    before, after = rows_by_table(url_of(origin)), rows_by_table(url_of(target))
    assert [name for name, rows in before.items() if not rows] == []
    assert after == before
    assert media_of(target) == media_of(origin)
    assert set(rows_not_kept(url_of(target)).values()) == {0}
    feed = f"/feeds/{origin.world.token}.ics"
    for address in ("/", "/en/", "/highlights.ics", feed):
        here, there = origin.test_client().get(address), target.test_client().get(address)
        assert (there.status_code, there.data) == (here.status_code, here.data)
        assert there.headers.get("ETag") == here.headers.get("ETag")
    with target.extensions["sessionmaker"]() as session:
        session.add(
            Feed(
                label="new", language="de", token_hash="x", token_end="x", venue_id=1, kind="venue"
            )
        )
        session.commit()  # new rows are numbered after those that came


def test_everybody_signs_in_again(origin, file, target, run):
    assert browser_of(origin, origin.world.user).get("/account").status_code == 200

    run(target, restore, file, PLAIN)

    assert browser_of(target, origin.world.user).get("/account").status_code == 302
