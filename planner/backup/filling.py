"""Filling the tables of a new planner with rows, and proving that they are the same there."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, literal_column, select, table, text
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from planner.backup.archives import rows_of
from planner.backup.engines import engine_for
from planner.backup.refusals import Damaged, Refused
from planner.backup.tables import NOT_KEPT, Column, TableShape, kept_tables, our_tables
from planner.backup.values import PlainType, encoded_line

BATCH = 1000  # rows in one statement
MODULUS = 2**256
LINKS = text(
    "SELECT conrelid::regclass::text AS of_table, quote_ident(conname) AS name,"
    " pg_get_constraintdef(oid) AS definition FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname"
)


class Sum(NamedTuple):
    """What a table holds, whatever the order of its rows: their number, and a sum of hashes."""

    rows: int = 0
    hashes: int = 0

    def plus(self, line: bytes) -> "Sum":
        """Return the sum with one more row."""
        hashed = int.from_bytes(hashlib.sha256(line).digest())
        return Sum(self.rows + 1, (self.hashes + hashed) % MODULUS)


class Filling(NamedTuple):
    """The rows of one table that a new planner is to have."""

    shape: TableShape
    rows: Iterable[Sequence[object]]


def fill(url: str, fillings: Iterable[Filling], shapes: Sequence[TableShape]) -> dict[str, Sum]:
    """Fill the tables of a database, which its migrations have made, and return what is in them.

    All rows or none. Raises Damaged if the tables are others than `shapes`, or a row does not fit;
    Refused if the database holds other rows afterwards.
    """
    engine = engine_for(url)
    try:
        with engine.begin() as connection, without_links(connection):
            check_shapes(kept_tables(connection), shapes)
            for name in {*our_tables(connection)} & (
                {one.name for one in shapes} | NOT_KEPT.keys()
            ):
                connection.execute(delete(table(name)))
            sums = {one.shape.name: insert_rows(connection, one) for one in fillings}
            for shape in shapes:
                check_sum(connection, shape, sums[shape.name])
            count_on(connection, shapes)
        return sums
    except (IntegrityError, DataError, StatementError) as wrong:
        kind = type(getattr(wrong, "orig", None) or wrong).__name__
        raise Damaged(f"The rows do not fit into the tables of this database: {kind}.") from wrong
    finally:
        engine.dispose()


def check_shapes(there: Sequence[TableShape], wanted: Sequence[TableShape]) -> None:
    """Raise Damaged unless two lists of tables have the same columns, whatever their order."""
    here, given = ({one.name: stored_columns(one) for one in some} for some in (there, wanted))
    if here != given:
        odd = min(name for name in here.keys() | given.keys() if here.get(name) != given.get(name))
        raise Damaged(f"The table {odd} of this backup is not that of its revision.")


def stored_columns(shape: TableShape) -> set[Column]:
    """Return the columns of a table as databases tell them apart: not moments from local times."""
    return {
        one._replace(type=PlainType.LOCAL_TIME) if one.type is PlainType.MOMENT else one
        for one in shape.columns
    }


def insert_rows(connection: Connection, filling: Filling) -> Sum:
    """Insert the rows of a table, and return what they are."""
    shape, total = filling.shape, Sum()
    names, kinds = [one.name for one in shape.columns], shape.kinds
    statement, rows = insert(shape.clause), iter(filling.rows)
    while some := list(islice(rows, BATCH)):
        for row in some:
            total = total.plus(encoded_line(kinds, row))
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in some])
    return total


def sum_of(connection: Connection, shape: TableShape) -> Sum:
    """Return what a table holds."""
    total, kinds = Sum(), shape.kinds
    for row in rows_of(connection, shape):
        total = total.plus(encoded_line(kinds, row))
    return total


def check_sum(connection: Connection, shape: TableShape, wanted: Sum) -> None:
    """Raise Refused unless a table holds the rows that were put into it, value for value."""
    if sum_of(connection, shape) != wanted:
        raise Refused(f"The database does not give back the rows of {shape.name} as they were.")


@contextmanager
def without_links(connection: Connection) -> Iterator[None]:
    """Let rows refer to others that come later; all links are checked at the end.

    SQLite asks nobody in a connection of ours. Raises Damaged if a row refers to one that is not
    there.
    """
    if connection.dialect.name == "sqlite":
        yield
        if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise Damaged(f"A row of the table {lost[0]} refers to one that is not there.")
        return
    links = connection.execute(LINKS).all()
    for link in links:
        connection.exec_driver_sql(f"ALTER TABLE {link.of_table} DROP CONSTRAINT {link.name}")
    yield
    for link in links:
        connection.exec_driver_sql(
            f"ALTER TABLE {link.of_table} ADD CONSTRAINT {link.name} {link.definition}"
        )


def count_on(connection: Connection, shapes: Iterable[TableShape]) -> None:
    """Let PostgreSQL number new rows after those that have come with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for shape in shapes:
        if shape.key == ("id",):
            quoted = connection.dialect.identifier_preparer.quote(shape.name)
            sequence = connection.scalar(select(func.pg_get_serial_sequence(quoted, "id")))
            largest = connection.scalar(
                select(func.max(literal_column("id"))).select_from(shape.clause)
            )
            if sequence:
                connection.execute(select(func.setval(sequence, largest or 1, largest is not None)))
