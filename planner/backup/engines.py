"""Connections of their own to a database: one that reads a snapshot, one that fills a new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from planner.backup.refusals import Refused


def engine_for(url: str) -> Engine:
    """Return an engine that keeps no connection, and whose errors tell nothing of any row."""
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    connection.execute("PRAGMA busy_timeout=30000")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """Open a database for reading: all that is read is of one moment, and writers go on."""
    file = make_url(url).database if url.startswith("sqlite") else None
    if file and not Path(file).exists():
        raise Refused(f"There is no database {file}.")
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection
    except SQLAlchemyError as trouble:
        name = type(getattr(trouble, "orig", None) or trouble).__name__
        raise Refused(
            f"The database cannot be read: {name}. `planner db check` may tell more."
        ) from trouble
    finally:
        engine.dispose()
