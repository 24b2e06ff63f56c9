"""What there is at the address of the database, before anything is made or changed there."""

import enum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from planner.models import User

OUR_TABLES = {"alembic_version", "user", "visit"}  # since the first version
SHOWN_TABLES = 3  # of another application, in a sentence


class DatabaseState(enum.StrEnum):
    """How far a database is ours."""

    MISSING = "missing"  # SQLite only: there is no file
    EMPTY = "empty"  # it has no tables
    FOREIGN = "foreign"  # its tables are not ours
    WITHOUT_ACCOUNT = "without account"  # nobody can sign in yet
    IN_USE = "in use"


class Found(NamedTuple):
    """What was found at the address of a database."""

    state: DatabaseState
    tables: tuple[str, ...] = ()  # in the order of their names


def look_at(url: str) -> Found:
    """Return what there is at the address of a database; nothing is made there.

    Raises SQLAlchemyError if the database does not answer, or is damaged.
    """
    if is_missing(url):
        return Found(DatabaseState.MISSING)
    engine = looking_engine(url)
    try:
        with engine.connect() as connection:
            tables = tuple(sorted(inspect(connection).get_table_names()))
            if not set(tables) - {"alembic_version"}:
                return Found(DatabaseState.EMPTY, tables)
            if not set(tables) >= OUR_TABLES:
                return Found(DatabaseState.FOREIGN, tables)
            is_used = connection.execute(select(User.id).limit(1)).first()
    finally:
        engine.dispose()
    return Found(DatabaseState.IN_USE if is_used else DatabaseState.WITHOUT_ACCOUNT, tables)


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database, or None for another kind."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, ":memory:")
    return Path(str(address.database)) if is_file else None


def is_missing(url: str) -> bool:
    """Tell whether the file of an SQLite database is not there."""
    path = sqlite_file(url)
    return path is not None and not path.exists()


def looking_engine(url: str, seconds: int = 5) -> Engine:
    """Return an engine that only looks: it makes no file, and waits no longer than it was told."""
    if path := sqlite_file(url):
        url = f"sqlite:///file:{quote(str(path.absolute()))}?mode=ro&uri=true"
        return create_engine(url, poolclass=NullPool, connect_args={"timeout": seconds})
    waits = {"connect_timeout": seconds}
    engine = create_engine(url, poolclass=NullPool, connect_args=waits, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def limit_statements(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.execute(f"SET statement_timeout = '{seconds}s'")
        connection.commit()

    return engine


def named_database(url: str) -> str:
    """Return the address of a database as one may print it: without a password."""
    return str(sqlite_file(url) or make_url(url).render_as_string(hide_password=True))


def foreign_database(url: str, found: Found) -> str:
    """Return the sentence about a database with the tables of another application."""
    names = ", ".join(found.tables[:SHOWN_TABLES])
    return (
        f"The database {named_database(url)} is not one of the planner: it has tables such as "
        f"{names}. Nothing was changed. Name an empty database in DATABASE_URL."
    )
