"""A database that is away, damaged, old, or that lacks what makes it fast."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Inspector, Table, UniqueConstraint, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex

from planner.db import Base
from planner.doctor.findings import Finding, Patient, warning, wrong
from planner.health.database_state import DatabaseState, foreign_database, look_at, named_database
from planner.health.readiness import newest_migration, stored_migration

SHOWN = 3  # of many that are the same
SAID = {
    DatabaseState.MISSING: "is missing",
    DatabaseState.EMPTY: "is empty",
    DatabaseState.WITHOUT_ACCOUNT: "has no account",
}
NEW = "If this planner is new: planner init. If not: bring its data back from a backup."


def database(patient: Patient) -> Iterator[Finding]:
    """Find a database that does not answer, or is not one to which somebody can sign in."""
    if not (url := patient.database_url):
        return
    name = named_database(url)
    try:
        found = look_at(url)
    except SQLAlchemyError as trouble:
        kind = type(getattr(trouble, "orig", None) or trouble).__name__
        remedy = "See that it runs and that DATABASE_URL is right; if it is damaged, take a backup."
        yield wrong(f"The database {name} does not answer: {kind}.", remedy)
        return
    if found.state is DatabaseState.FOREIGN:
        yield wrong(foreign_database(url, found), "Set DATABASE_URL.")
    elif found.state is not DatabaseState.IN_USE:
        yield wrong(f"The database {name} {SAID[found.state]}.", NEW)


def schema(patient: Patient) -> Iterator[Finding]:
    """Find tables of another version of the planner."""
    for connection in used_connections(patient):
        stored = stored_migration(connection)
        if stored != newest_migration():
            yield wrong(
                f"The tables are those of another version ({stored}).",
                "Make a backup, then: planner db upgrade. If the program is older than the "
                "tables, install the newer one.",
            )


def indexes(patient: Patient) -> Iterator[Finding]:
    """Find indexes that the program counts on and the database lacks."""
    for connection in used_connections(patient):
        if stored_migration(connection) != newest_migration():
            return
        inspector = inspect(connection)
        for table in Base.metadata.sorted_tables:
            if inspector.has_table(table.name):
                yield from missing_indexes(connection, inspector, table)
        for name in invalid_indexes(connection):
            told = f"The index {name} is not valid: its making was cut short."
            yield warning(told, f"In the database: REINDEX INDEX {name};")


def missing_indexes(
    connection: Connection, inspector: Inspector, table: Table
) -> Iterator[Finding]:
    """Yield a finding for each index and each uniqueness of a table that is not there."""
    reflected = inspector.get_indexes(table.name)
    names = {index["name"] for index in reflected}
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        if index.name not in names:
            statement = str(CreateIndex(index).compile(dialect=connection.dialect)).strip()
            told = f"The index {index.name} is missing: lists of {table.name} grow slow."
            yield warning(told, f"In the database: {' '.join(statement.split())};")
    unique: list[Sequence[str | None]] = [
        inspector.get_pk_constraint(table.name)["constrained_columns"]
    ]
    unique += [one["column_names"] for one in inspector.get_unique_constraints(table.name)]
    unique += [one["column_names"] for one in reflected if one["unique"]]
    known = {frozenset(columns) for columns in unique}
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            columns = [column.name for column in constraint.columns]
            if frozenset(columns) not in known:
                said = ", ".join(columns)
                statement = f"CREATE UNIQUE INDEX {constraint.name} ON {table.name} ({said});"
                yield wrong(f"Nothing keeps {said} of {table.name} unique.", statement)


def invalid_indexes(connection: Connection) -> list[str]:
    """Return the names of indexes that PostgreSQL does not use."""
    if connection.dialect.name != "postgresql":
        return []
    statement = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    return list(connection.execute(text(statement)).scalars())


def damage(patient: Patient) -> Iterator[Finding]:
    """Find pages of SQLite that are damaged, and rows that refer to others that are gone."""
    for connection in used_connections(patient):
        if connection.dialect.name != "sqlite":
            return
        said = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
        if list(said) != ["ok"]:
            yield wrong("The file of the database is damaged.", "Stop, and restore a backup.")
            return
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(100)
        for name in sorted({row[0] for row in lost})[:SHOWN]:
            told = f"Rows of the table {name} refer to others that are gone."
            yield wrong(told, "Restore a backup of before, or ask whoever maintains the planner.")


def used_connections(patient: Patient) -> Iterator[Connection]:
    """Yield a connection to a database that is ours; of others `database` tells."""
    try:
        usable = (DatabaseState.IN_USE, DatabaseState.WITHOUT_ACCOUNT)
        if not patient.database_url or look_at(patient.database_url).state not in usable:
            return
    except SQLAlchemyError:
        return
    yield from patient.connections()


CHECKS = (database, schema, indexes, damage)
