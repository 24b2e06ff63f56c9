"""What a database says when it refuses a row: which constraint it keeps, and nobody's data."""

import re
from collections.abc import Iterable

from flask import Flask
from sqlalchemy import Index, Table, UniqueConstraint, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import IntegrityError, StatementError

from planner.db import Base

OF_SQLITE = re.compile(
    r"(?:CHECK constraint failed: |index ')(?P<name>\w+)|: (?P<columns>[\w., ]+)$"
)

OF_PROGRAM = "42"  # class of states: a table or column that is not there, never what it holds


def constraint_name(refused: IntegrityError) -> str | None:
    """Return the name of the constraint that has refused a row, on both databases.

    None: SQLite does not say which one, as with a row that another one still needs.
    """
    said = getattr(refused.orig, "diag", None)
    if said is not None:
        name: str | None = said.constraint_name
        return name
    found = OF_SQLITE.search(str(refused.orig))
    if found is None:
        return None
    return found["name"] or name_of_unique(found["columns"].split(", "))


def name_of_unique(columns: Iterable[str]) -> str | None:
    """Return the name of the unique constraint or index over columns, given as "table.column"."""
    wanted = list(columns)
    table = Base.metadata.tables.get(wanted[0].partition(".")[0])
    names = {column.partition(".")[2] for column in wanted}
    if table is None:
        return None
    return next((name for name, found in uniques_of(table) if found == names), None)


def uniques_of(table: Table) -> list[tuple[str, set[str]]]:
    """Return the names of the unique constraints and indexes of a table, and their columns."""
    kept = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one for one in table.indexes if one.unique]
    every: list[UniqueConstraint | Index] = [*kept, *indexes]
    return [(str(one.name), {column.name for column in one.columns}) for one in every]


def forget_values(context: ExceptionContext) -> None:
    """Keep what somebody has typed out of an error of PostgreSQL, whoever writes it down.

    Its details quote the row: "Key (email)=(...) already exists". SQLAlchemy hides parameters only.
    """
    original = context.original_exception
    said, state = getattr(original, "diag", None), getattr(original, "sqlstate", None)
    if said is None or state is None:  # of SQLite, or about a connection: no row is in it
        return
    about = said.message_primary if state.startswith(OF_PROGRAM) else said.constraint_name
    original.args = (f"{state} {about or ''}".strip(),)
    if isinstance(context.sqlalchemy_exception, StatementError):
        context.sqlalchemy_exception.args = original.args


def init_app(app: Flask) -> None:
    """Let no error of the application's database quote a row."""
    event.listen(app.extensions["sessionmaker"].kw["bind"], "handle_error", forget_values)
