"""The one listener of every session of the application."""

import functools
from collections.abc import Callable
from typing import ParamSpec

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from planner.confidentiality import SeesAll, seeing_all
from planner.trail.changes import (
    forget_changes,
    remember_savepoint,
    return_to_savepoint,
)
from planner.trail.entries import write_entry
from planner.trail.flushes import follow_flush, prepare_flush
from planner.trail.statements import follow_statement

Parameters = ParamSpec("Parameters")


def seeing_all_rows(listen: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Return a listener that sees every row: the history learns of each change."""

    @functools.wraps(listen)
    def listener(*arguments: Parameters.args, **options: Parameters.kwargs) -> None:
        with seeing_all(SeesAll.HISTORY):
            listen(*arguments, **options)

    return listener


def forget(session: Session, transaction: SessionTransaction) -> None:
    """Forget the changes of a transaction that has ended, whichever way."""
    if transaction.parent is None:
        forget_changes(session)


def init_app(app: Flask) -> None:
    """Follow every session of the application."""
    sessions = app.extensions["sessionmaker"]
    event.listen(sessions, "before_flush", seeing_all_rows(prepare_flush))
    event.listen(sessions, "after_flush", seeing_all_rows(follow_flush))
    event.listen(sessions, "do_orm_execute", follow_statement)
    event.listen(sessions, "before_commit", write_entry)
    event.listen(sessions, "after_transaction_create", remember_savepoint)
    event.listen(sessions, "after_soft_rollback", return_to_savepoint)
    event.listen(sessions, "after_transaction_end", forget)
