"""Databases of former versions, made by their migrations and filled with their example.

A file in tests/database/ has the rows of a version: by table the columns and the rows, texts for
days and moments. It was written when the version was the newest, and is never changed.
"""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import MetaData, create_engine, func, insert, select, text

FOLDER = Path(__file__).with_name("database")


class Version(NamedTuple):
    """A former version: its rows, and the migration that it ended with."""

    file: str
    head: str


BEFORE_ACTS = Version("2026-11-28.json", "f4b7a1c9d062")


def rows_of(version):
    """Return the rows of a version as they are in its file."""
    return json.loads((FOLDER / version.file).read_text())


def fill(url, version):
    """Fill a database that the migrations of a version have made with its rows."""
    engine = create_engine(url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        is_postgresql = connection.dialect.name == "postgresql"
        if is_postgresql:  # rows name others that come later; SQLite asks nobody unless told to
            connection.execute(text("SET session_replication_role = replica"))
        for name, content in rows_of(version).items():
            table = tables.tables[name]
            connection.execute(table.delete())
            connection.execute(insert(table), typed(table, **content))
            if is_postgresql and "id" in table.columns:
                count_on(connection, table)
    engine.dispose()


def typed(table, columns, rows):
    """Return the rows of a file as what the columns of a table hold."""
    kinds = [table.columns[name].type for name in columns]
    return [dict(zip(columns, map(value_of, kinds, row), strict=True)) for row in rows]


def value_of(kind, value):
    """Return a value of a file as a kind of column holds it."""
    if value is None or isinstance(value, dict | list):
        return value
    match kind.python_type:
        case found if found in (dt.datetime, dt.date):
            return found.fromisoformat(value)
        case found if found is uuid.UUID:
            return uuid.UUID(value)
        case found if found is bytes:
            return value.encode()  # what was served: nobody reads it again
    return value


def count_on(connection, table):
    """Let PostgreSQL number new rows after those that have come with their numbers."""
    largest = select(func.max(table.c.id)).scalar_subquery()
    sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
    connection.execute(select(func.setval(sequence, largest)))
