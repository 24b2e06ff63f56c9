"""The one place where confidential visits are hidden: of every statement, before it is executed.

What a session executes gets the criteria of `queries/confidentiality.py` for every table that hangs
on a visit, as long as there is anything that its reader must not learn; otherwise nothing is added.
A statement that goes past the session, or that the criteria do not reach, is refused: whatever
nobody thought of shows nothing.
"""

import functools
import re
from typing import Any, cast

from flask import Flask
from sqlalchemy import Connection, Select, event, true
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from planner.confidentiality import SEES_ALL, SeesAll, current_reader, forget_reader
from planner.queries.confidentiality import (
    CRITERIA,
    HIDDEN,
    READABLE,
    Restricted,
    is_anything_hidden,
)
from planner.rules.visibility import VISIT, WAYS_TO_VISITS

CLUES = {VISIT: (VISIT, "id")} | {
    table: (ways[0][0].referred, ways[0][0].column) for table, ways in WAYS_TO_VISITS.items()
}  # by table: of which hidden table the criterion asks, and by which column
NAMED = re.compile(
    rf'(?:\bFROM|\bJOIN|,)[\s(]+"?({"|".join(CLUES)})"?(?![\w."(])(?:\s+AS\s+"?(\w+)"?)?',
    re.IGNORECASE,
)
READS = re.compile(r"\s*\(*\s*(?:SELECT|WITH)\b", re.IGNORECASE)


class UnrestrictedStatement(RuntimeError):
    """A statement would read confidential visits for somebody who must not learn of them."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f'A statement reads "{table}" past what hides confidential visits: let the session '
            "execute it with the model, or say with SeesAll why it may see all."
        )


def restrict(state: ORMExecuteState) -> None:
    """Add the criteria to a SELECT of somebody from whom anything is hidden."""
    if not state.is_select or state.execution_options.get(SEES_ALL):
        return
    if not is_anything_hidden(state.session):
        return
    statement = cast(Select[*tuple[Any, ...]], state.statement)
    if not any(isinstance(option, Restricted) for option in state.user_defined_options):
        statement = statement.options(*CRITERIA)
    if state.is_column_load and state.bind_mapper:  # a row is read anew: no criteria reach it
        table = str(state.bind_mapper.class_.__tablename__)
        statement = statement.where(READABLE.get(table, true()))
        state.update_execution_options(**{SEES_ALL: SeesAll.ROW})
    state.statement = statement


def ask_again(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Let an act ask anew, under its lock, what is hidden from whoever acts."""
    if connection.get_execution_options().get("writes"):
        current_reader().ask_again()


def refuse_unrestricted(
    _connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    _parameters: object,
    context: ExecutionContext,
    _executemany: bool,
) -> None:
    """Raise UnrestrictedStatement for a statement that would show what is hidden."""
    if current_reader().is_shut_out is False or context.execution_options.get(SEES_ALL):
        return
    if table := unrestricted_table(statement):
        raise UnrestrictedStatement(table)


@functools.lru_cache(maxsize=2000)
def unrestricted_table(statement: str) -> str | None:
    """Return a table that hangs on a visit and that a statement reads without its criterion."""
    if not READS.match(statement):
        return None
    for table, alias in NAMED.findall(statement):
        referred, column = CLUES[table.lower()]
        clue = rf'{HIDDEN}{referred}"?\."?\w+"? = "?{alias or table}"?\."?{column}\b'
        if not alias.startswith(HIDDEN) and not re.search(clue, statement):
            return str(table)
    return None


def init_app(app: Flask) -> None:
    """Restrict every session of the application, and every statement that goes past it."""
    sessions = app.extensions["sessionmaker"]
    app.teardown_request(lambda _error: forget_reader())
    event.listen(sessions, "do_orm_execute", restrict)
    event.listen(sessions, "after_begin", ask_again)
    event.listen(sessions.kw["bind"], "before_cursor_execute", refuse_unrestricted)
