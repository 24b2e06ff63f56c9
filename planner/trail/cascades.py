"""What the database deletes or empties by itself when a row is deleted: ON DELETE."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from planner.queries.history.stored import rows_naming
from planner.rules.history.changes import Place, RowChange
from planner.rules.history.followed import followed_fields, references_to
from planner.rules.history.values import row_key
from planner.trail.changes import version_of


def changes_behind(
    session: Session,
    rows: Sequence[tuple[str, Mapping[str, object]]],
    gone: Collection[Place] = (),
) -> Iterator[RowChange]:
    """Yield what becomes of the rows that name some which are deleted, the deepest first.

    `rows` are tables with the values of a row; `gone` are places that are deleted anyway.
    """
    by_table: dict[str, list[Mapping[str, object]]] = {}
    for table, values in rows:
        by_table.setdefault(table, []).append(values)
    for table, parents in by_table.items():
        for reference in references_to(table, "CASCADE", "SET NULL"):
            child, column = reference.parent.table.name, reference.parent.key
            keys = [values[reference.column.key] for values in parents]
            found = [
                row
                for row in rows_naming(session, child, column, keys)
                if (child, row_key(child, row)) not in gone
            ]
            if reference.ondelete == "CASCADE":
                yield from changes_behind(session, [(child, row) for row in found], gone)
                yield from (deletion_of(child, row) for row in found)
            else:
                yield from (emptied(child, row, column) for row in found)


def deletion_of(table: str, row: Mapping[str, object]) -> RowChange:
    """Return the change that deletes a stored row."""
    before = {name: row[name] for name in followed_fields(table)}
    return RowChange(table, row_key(table, row), before, None, row, version_of(row), None)


def emptied(table: str, row: Mapping[str, object], column: str) -> RowChange:
    """Return the change that lets a stored row name nothing in a column."""
    version = version_of(row)
    key, changed = row_key(table, row), ({column: row[column]}, {column: None})
    return RowChange(table, key, *changed, row, version, version)
