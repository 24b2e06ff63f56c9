"""A new planner beside the one that is there: built in quiet, then put into its place at once.

On SQLite it is a file in the same folder, which is renamed; on PostgreSQL a schema in the same
database, whose tables are moved in one transaction. Until then nothing that is there has changed,
and whatever was left by a process that was killed is deleted by the next.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from planner.backup.engines import engine_for
from planner.backup.files import sync_folder
from planner.backup.refusals import Refused, sentences_about
from planner.backup.tables import VERSION_TABLE, filled_tables, our_tables, revision_of

SCHEMA = "planner_restoring"
SUFFIX = ".restoring"
TRIES = 10  # looks at who is connected, in two seconds
IN_USE = "The database is in use. Stop the planner and its workers first, then do this again."
NOT_OURS = "The database has tables of another program, or of a planner that was never finished."
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND usename IS NOT NULL"
    " AND coalesce(backend_type, 'client backend') = 'client backend'"
)


class Place(Protocol):
    """Where a planner is, or is to be."""

    def check(self, *, replace: bool) -> bool:
        """Tell whether there is a planner with something in it.

        Raises Refused if there is and it shall not be replaced, if what is there is not a
        planner's, or if it is in use.
        """

    @property
    def url(self) -> str:
        """The address at which the new planner is built."""

    def begin(self) -> None:
        """Make room for the new planner."""

    def switch(self) -> None:
        """Put the new planner into its place, at once and for good."""

    def discard(self) -> None:
        """Delete a new planner that has not been put into its place."""


@contextmanager
def built_beside(place: Place) -> Iterator[str]:
    """Give the address of a new, empty database; it takes its place at the end, or is no more."""
    place.begin()
    try:
        yield place.url
        place.switch()
    finally:
        place.discard()


def place_of(url: str) -> Place:
    """Return the place of a database by its address."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return SchemaPlace(address)
    if not address.database or address.database == ":memory:":
        raise Refused("A database in memory can be neither restored nor copied.")
    return FilePlace(Path(address.database))


def check_content(connection: Connection, *, replace: bool) -> bool:
    """Tell whether a database has a planner with something in it; Place.check."""
    names = our_tables(connection)
    if not names:
        return False
    if VERSION_TABLE not in names or revision_of(connection) is None:
        raise Refused(NOT_OURS)
    filled = sorted(filled_tables(connection))
    if filled and not replace:
        raise Refused(
            f"There is a planner with something in it already ({', '.join(filled[:3])} ...). "
            "Say --replace to have it backed up and replaced."
        )
    return bool(filled)


class FilePlace:
    """The file of an SQLite database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.new = path.with_name(path.name + SUFFIX)

    @property
    def url(self) -> str:
        """The address of the file beside."""
        return f"sqlite:///{self.new}"

    def check(self, *, replace: bool) -> bool:
        """Look into the file that is there, and whether nobody else has it open."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return False
        with self._alone():
            pass
        engine = engine_for(f"sqlite:///{self.path}")
        try:
            with engine.connect() as connection:
                return check_content(connection, replace=replace)
        finally:
            engine.dispose()

    def begin(self) -> None:
        """Delete what an earlier process has left, and make an empty file for its owner only."""
        self.discard()
        with sentences_about(self.path.parent):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def switch(self) -> None:
        """Rename the new file; whoever has opened the old one meanwhile finds no table in it."""
        with closing(sqlite3.connect(self.new, isolation_level=None)) as new:
            new.execute("PRAGMA journal_mode=DELETE")  # all of it is in the one file now
        with sentences_about(self.path.parent):
            with self.new.open("rb") as file:
                os.fsync(file.fileno())
            if not self.path.exists():
                self.new.rename(self.path)
            else:
                with self._alone() as old:
                    self.new.replace(self.path)
                    _make_useless(old)
            sync_folder(self.path.parent)

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        """Open the file that is there, for nobody else; no log of writes is left beside it."""
        try:
            with closing(sqlite3.connect(self.path, timeout=1, isolation_level=None)) as old:
                old.execute("PRAGMA journal_mode=DELETE")  # only who is alone may say so
                old.execute("PRAGMA journal_mode=MEMORY")  # no file that the new one would obey
                old.execute("BEGIN EXCLUSIVE")
                yield old
        except sqlite3.OperationalError as busy:
            raise Refused(IN_USE) from busy
        except sqlite3.DatabaseError as broken:
            raise Refused(
                f"{self.path} is damaged or no database. Move it away, then do this again."
            ) from broken

    def discard(self) -> None:
        """Delete the file beside, and what SQLite has written beside that."""
        for end in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                self.new.with_name(self.new.name + end).unlink()


def _make_useless(old: sqlite3.Connection) -> None:
    """Let a file that has lost its name fail whoever still holds it, rather than take writes."""
    old.execute("PRAGMA writable_schema=ON")
    old.execute("DELETE FROM sqlite_schema")
    old.execute("COMMIT")


def check_alone(connection: Connection) -> None:
    """Raise Refused if others are connected; who has just left is waited for."""
    for _ in range(TRIES):
        if not connection.scalar(OTHERS):
            return
        time.sleep(0.2)
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
    raise Refused(IN_USE)


class SchemaPlace:
    """The schema of a PostgreSQL database in which a planner is."""

    def __init__(self, address: URL) -> None:
        self.address = address

    @property
    def url(self) -> str:
        """The address of the schema beside."""
        options = f"{self.address.query.get('options', '')} -csearch_path={SCHEMA}".strip()
        address = self.address.update_query_dict({"options": options})
        return address.render_as_string(hide_password=False)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """Open a transaction at the place itself."""
        engine = engine_for(self.address.render_as_string(hide_password=False))
        try:
            with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as trouble:
            cause = getattr(trouble, "orig", None) or trouble
            raise Refused(
                f"The database refuses ({type(cause).__name__}). Its user must own it, and nobody "
                "else may hold a lock."
            ) from trouble
        finally:
            engine.dispose()

    def check(self, *, replace: bool) -> bool:
        """Look into the schema that is there, and whether nobody else is connected."""
        with self._connection() as connection:
            check_alone(connection)
            return check_content(connection, replace=replace)

    def begin(self) -> None:
        """Delete what an earlier process has left, and make an empty schema."""
        with self._connection() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")

    def switch(self) -> None:
        """Drop the tables that are there and move the new ones into their place."""
        with self._connection() as connection:
            check_alone(connection)
            quote = connection.dialect.identifier_preparer.quote
            here = quote(str(connection.exec_driver_sql("SELECT current_schema()").scalar_one()))
            for name in our_tables(connection):
                connection.exec_driver_sql(f"DROP TABLE {here}.{quote(name)} CASCADE")
            for name in inspect(connection).get_table_names(SCHEMA):
                connection.exec_driver_sql(f"ALTER TABLE {SCHEMA}.{quote(name)} SET SCHEMA {here}")
            connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")

    def discard(self) -> None:
        """Drop the schema beside."""
        with suppress(Refused), self._connection() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
