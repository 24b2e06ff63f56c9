"""Statements that an act executes without a flush, as changes of rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Delete, Insert, Update
from sqlalchemy.engine import Result
from sqlalchemy.orm import ORMExecuteState

from planner.queries.history.stored import Row, rows_with_keys, stored_rows
from planner.revisions.statements import columns_set
from planner.rules.history.changes import RowChange
from planner.rules.history.followed import FOLLOWED, followed_fields, key_fields
from planner.rules.history.values import row_key
from planner.trail.cascades import changes_behind, deletion_of
from planner.trail.changes import is_followed, note_changes, version_of


class UnfollowedStatement(RuntimeError):
    """An act would change rows, and the history could not tell which."""

    def __init__(self, table: str) -> None:
        super().__init__(f'The history cannot follow this statement on "{table}": use the session.')


def follow_statement(state: ORMExecuteState) -> Result[*tuple[Any, ...]] | None:
    """Execute an UPDATE or DELETE of an act, and note which rows it has changed."""
    statement = state.statement
    if not isinstance(statement, Insert | Update | Delete) or not is_followed(state.session):
        return None
    table: str = getattr(statement.table, "name", "")
    if table not in FOLLOWED:
        return None
    parameters = state.parameters or {}
    if isinstance(statement, Update) and not fields_set(statement, state, table):
        return None
    if isinstance(statement, Insert) or isinstance(parameters, Sequence):
        raise UnfollowedStatement(table)
    state.session.flush()
    before = stored_rows(state.session, table, statement.whereclause, parameters)
    if isinstance(statement, Delete):
        behind = list(changes_behind(state.session, [(table, row) for row in before]))
        note_changes(state.session, behind)
    result = state.invoke_statement()
    kept = result.freeze() if statement.exported_columns else None
    if isinstance(statement, Delete):
        note_changes(state.session, (deletion_of(table, row) for row in before))
    elif before:
        note_changes(state.session, updates(state, table, before))
    return kept() if kept else result


def fields_set(statement: Update, state: ORMExecuteState, table: str) -> set[str]:
    """Return the followed fields that an UPDATE may set; by keys its parameters name the rows."""
    is_by_key = isinstance(state.parameters, Sequence)
    keys = key_fields(table) if is_by_key else ()
    return columns_set(statement, state) & {*followed_fields(table)} - {*keys}


def updates(state: ORMExecuteState, table: str, before: Sequence[Row]) -> Iterator[RowChange]:
    """Yield how an UPDATE has changed rows that are read anew."""
    keys = [tuple(row[name] for name in key_fields(table)) for row in before]
    found = rows_with_keys(state.session, table, keys)
    after = {row_key(table, row): row for row in found}
    for old in before:
        key = row_key(table, old)
        new = after.get(key, {})
        differing = [
            name for name in followed_fields(table) if name in new and new[name] != old[name]
        ]
        if differing:
            yield RowChange(
                table,
                key,
                {name: old[name] for name in differing},
                {name: new[name] for name in differing},
                new,
                version_of(old),
                version_of(new),
            )
