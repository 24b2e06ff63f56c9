"""Two worlds, one of which is erased; and what is left of its words."""

import datetime as dt
import re

from flask import g
from sqlalchemy import update

from planner.models import StoredFile
from planner.revisions.effects import TRACKED_OPTION
from tests.acts import all_table_rows
from tests.factories import LONG_AGO
from tests.world import all_rows, fill, make_world, mark, serve

NOW = dt.datetime(2026, 11, 28, 3, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
OVER = NOW - 31 * DAY  # deleted so long ago that it is erased


def nothing():
    """Take no step."""


def fill_worlds(app):
    """Save two worlds with a word of their own in every text, and let their feeds serve."""
    worlds = []
    for name, word in (("one", "ERASED"), ("two", "KEPT")):
        world = make_world(name)
        rows = all_rows(world)
        for row in rows:
            mark(row, word)
        world.told_values.after = {"notes": word}
        fill(app, rows)
        key = f"job/{world.job.id}/{word}/folder.pdf"
        fill(app, [StoredFile(key=key, media_type=word, size=1, expires_at=NOW)])
        worlds.append(world)
    for world in worlds:
        serve(app, world)
    g.pop("reader", None)  # whoever fetched: a request inside of this test's context
    return worlds


def put_into_trash(app, *rows, at=LONG_AGO):
    """Let rows have been deleted at a moment; calendars have heard of it then."""
    with app.extensions["sessionmaker"]() as own:
        for row in rows:
            own.execute(
                update(type(row)).where(type(row).id == row.id).values(deleted_at=at),
                execution_options={TRACKED_OPTION: True},
            )
        own.commit()


def put_world_into_trash(app, world, at=OVER):
    """Let all of a world have been deleted that can be deleted."""
    people = world.person, world.companion, world.newcomer
    inside = world.leaving, world.delegation
    put_into_trash(app, world.visit, world.free, *inside, *people, *world.trashed, at=at)


def words_of(app, word):
    """Return in which columns a word stands anywhere in the database."""
    return {
        f"{table}.{name}"
        for table, rows in all_table_rows(app).items()
        for row in rows
        for name, value in row._mapping.items()
        if word in (value.decode(errors="replace") if isinstance(value, bytes) else str(value))
    }


def rows_with(app, word):
    """Return the rows in which a word stands, without what is counted for all worlds."""
    return {
        (table, str(tuple(row)))
        for table, rows in all_table_rows(app).items()
        for row in rows
        if re.search(word, str(row))
    }
