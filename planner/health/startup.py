"""What every start looks at first: is the database there, whole, and of this version?

Whatever is wrong is one sentence that says what to do, without a password in it.
"""

import enum
import logging
import os
import re
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import URL, Connection, Engine, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from planner.health.database_state import Found, look_at
from planner.machine.config_file import BadSetting
from planner.machine.faults import Fault, fault_of
from planner.machine.paths import PACKAGE

log = logging.getLogger(__name__)
MAGIC = b"SQLite format 3\0"
CHECKED_WHOLE = 256 * 1024 * 1024  # bytes that are looked through in 0.3 s; more takes too long
REFUSALS = {  # what PostgreSQL says when it lets nobody in
    "password authentication failed|no password supplied": "refuses the password",
    'database ".*" does not exist': "is not there: create it with `createdb`",
    'role ".*" does not exist|no pg_hba.conf entry|authentication failed': "lets this user not in",
}
REMEDIES = {
    Fault.BUSY: "is held by another program for too long: end that, or try again",
    Fault.AWAY: "cannot be reached: start it, or correct DATABASE_URL",
    Fault.FULL: "has no room on its disk: make room",
    Fault.READ_ONLY: "cannot be written: let the user of the planner write the file and its folder",
    Fault.DAMAGED: "is damaged: restore the last backup",
}


class BadDatabase(BadSetting):
    """The database cannot be used as it is; the text says what to do."""


class Schema(enum.Enum):
    """How the tables of a database compare with what this program expects."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def alembic_config() -> Config:
    """Return where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    return config


def check_before_upgrade(app: Flask, *, whole: bool = True) -> None:
    """Raise BadDatabase unless the tables may be made or brought up to date."""
    engine = engine_of(app)
    check_file(engine.url)
    try:
        schema = schema_of(engine, whole=whole)
    except SQLAlchemyError as error:
        raise BadDatabase(sentence_of(error, engine.url)) from None
    if schema is Schema.NEWER:
        raise BadDatabase(newer(engine.url))


def look_before_upgrade(address: str) -> Found:
    """Return what there is at the address of a database, which stays as it is.

    Raises BadDatabase if it does not answer.
    """
    url = make_url(address)
    check_file(url)
    try:
        return look_at(address)
    except SQLAlchemyError as error:
        raise BadDatabase(sentence_of(error, url)) from None


def check_before_use(app: Flask, *, may_be_away: bool = False) -> None:
    """Raise BadDatabase unless the tables are those of this program.

    A server goes on while a database is only away or busy: pages say so until it is back.
    """
    engine = engine_of(app)
    try:
        check_file(engine.url)
        schema = schema_of(engine, whole=False)
    except SQLAlchemyError as error:
        if may_be_away and is_passing(error):
            log.error("%s", sentence_of(error, engine.url))
            return
        raise BadDatabase(sentence_of(error, engine.url)) from None
    finally:
        engine.dispose()  # a server may begin as a copy of this process
    if schema is Schema.NEWER:
        raise BadDatabase(newer(engine.url))
    if schema is not Schema.CURRENT:
        lacks = "has no tables" if schema is Schema.EMPTY else "is of an older version"
        raise BadDatabase(
            f"The database {shown(engine.url)} {lacks}: run `planner db upgrade`, or start with "
            "`planner run`, which does it."
        )


def engine_of(app: Flask) -> Engine:
    """Return the engine of an application."""
    engine: Engine = app.extensions["sessionmaker"].kw["bind"]
    return engine


def is_passing(error: SQLAlchemyError) -> bool:
    """Tell whether a database may answer soon, without anybody changing a setting."""
    return fault_of(error) in {Fault.AWAY, Fault.BUSY} and refusal_in(error) is None


def check_file(url: URL) -> None:
    """Raise BadDatabase if the file of an SQLite database can be none; it may be missing."""
    path = path_of(url)
    if path is None or not path.exists():
        return
    name = f"The database {path}"
    if path.is_dir():
        raise BadDatabase(f"{name} is a folder: DATABASE_URL must name a file.")
    if not os.access(path, os.R_OK):
        raise BadDatabase(f"{name} cannot be read: let the user of the planner read it.")
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as refused:
        raise BadDatabase(f"{name} cannot be read ({refused.strerror}).") from None
    if start not in (b"", MAGIC):
        raise BadDatabase(
            f"{name} is no SQLite database: restore a backup, or correct DATABASE_URL."
        )


def path_of(url: URL) -> Path | None:
    """Return where an SQLite database lies, or None if it is no file."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(url.database or "") if is_file else None


def schema_of(engine: Engine, *, whole: bool) -> Schema:
    """Return which version the tables are of; `whole`: a small file is looked through for damage.

    Raises BadDatabase, or what the driver raised.
    """
    path = path_of(engine.url)
    if path is not None and not path.exists():
        return Schema.EMPTY  # to ask would make the file
    with engine.execution_options(reads=True).connect() as connection:
        if whole and path is not None and path.stat().st_size <= CHECKED_WHOLE:
            check_pages(connection, path)
        return compared(connection)


def check_pages(connection: Connection, path: Path) -> None:
    """Raise BadDatabase if a page of an SQLite database is damaged."""
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise BadDatabase(f"The database {path} is damaged: restore the last backup.")


def compared(connection: Connection) -> Schema:
    """Return how the tables compare with the migrations of this program."""
    script = ScriptDirectory.from_config(alembic_config())
    heads = set(MigrationContext.configure(connection).get_current_heads())
    known = {revision.revision for revision in script.walk_revisions()}
    if heads - known:
        return Schema.NEWER
    if heads == set(script.get_heads()):
        return Schema.CURRENT
    return Schema.OLDER if heads or inspect(connection).get_table_names() else Schema.EMPTY


def newer(url: URL) -> str:
    """Return what to do with the tables of a later version."""
    return (
        f"The database {shown(url)} was made by a newer version of the planner: install that "
        "version, or restore a backup from before the upgrade."
    )


def shown(url: URL) -> str:
    """Return a database as a sentence names it: without a password, and without options."""
    return str(path_of(url) or url.set(password=None, query={}))


def sentence_of(error: SQLAlchemyError, url: URL | None = None) -> str:
    """Return what is wrong with a database and what to do, without the words of the driver."""
    fault = fault_of(error)
    if (said := refusal_in(error)) is None:
        original = getattr(error, "orig", None) or error
        said = REMEDIES[fault] if fault else f"refuses ({type(original).__name__})"
    return f"The database {shown(url)} {said}." if url else f"The database {said}."


def refusal_in(error: SQLAlchemyError) -> str | None:
    """Return why PostgreSQL lets nobody in; psycopg gives no code then, but quotes the server."""
    words = str(getattr(error, "orig", ""))
    if "FATAL" not in words and "no password supplied" not in words:
        return None
    return next((said for part, said in REFUSALS.items() if re.search(part, words)), None)
