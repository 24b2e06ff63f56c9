"""Copying a planner from one database to another, of the same kind or not."""

from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask

from planner.backup.archives import rows_of
from planner.backup.beside import built_beside, place_of
from planner.backup.engines import snapshot
from planner.backup.filling import Filling, fill
from planner.backup.refusals import Refused
from planner.backup.tables import kept_tables, revision_of
from planner.commands.cli import migrate
from planner.commands.restoring import migrations, new_planner
from planner.settings import database


def copy_database(app: Flask, source: str, target: str) -> int:
    """Copy all that is kept from one address to another, and return the number of rows.

    Each row is read back and compared. Raises Refused: then nothing has changed.
    """
    given, wanted = address(source), address(target)
    if given == wanted:
        raise Refused("FROM and TO are the same database.")
    place = place_of(wanted)
    place.check(replace=False)
    with snapshot(given) as connection:
        check_up_to_date(revision_of(connection), migrations())
        shapes = kept_tables(connection)
        with built_beside(place) as url:
            new = new_planner(app, url, Path(app.config["MEDIA_FOLDER"]))
            try:
                with new.app_context():
                    migrate(command.upgrade, "head")
            finally:
                new.extensions["sessionmaker"].kw["bind"].dispose()
            fillings = (Filling(shape, rows_of(connection, shape)) for shape in shapes)
            sums = fill(url, fillings, shapes)
    return sum(one.rows for one in sums.values())


def address(text: str) -> str:
    """Return the address of a database as engines want it. Raises Refused."""
    try:
        return database(text)
    except ValueError as wrong:
        raise Refused(f"The address of a database {wrong}.") from wrong


def check_up_to_date(revision: str | None, known: ScriptDirectory) -> None:
    """Raise Refused unless a database has the tables of this planner."""
    if revision is None:
        raise Refused("FROM has no tables of a planner.")
    if revision != known.get_current_head():
        raise Refused(
            "The tables of FROM are not up to date: run `planner db upgrade` on it first."
        )
