"""The one listener of every session and connection of the application."""

import functools
from collections.abc import Callable
from typing import ParamSpec

from flask import Flask
from sqlalchemy import event

from planner.confidentiality import SeesAll, seeing_all
from planner.revisions.effects import forget, forget_raised_revision, render_revised_events
from planner.revisions.flushes import end_flush, end_use, follow_flush, prepare_flush
from planner.revisions.statements import follow_statement, refuse_untracked

Parameters = ParamSpec("Parameters")


def seeing_all_visits(listen: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Return a listener that sees every visit: calendars learn of each change."""

    @functools.wraps(listen)
    def listener(*arguments: Parameters.args, **options: Parameters.kwargs) -> None:
        with seeing_all(SeesAll.CALENDARS):
            listen(*arguments, **options)

    return listener


def init_app(app: Flask) -> None:
    """Watch every session of the application, and every statement that reaches its database."""
    sessions = app.extensions["sessionmaker"]
    event.listen(sessions, "before_flush", seeing_all_visits(prepare_flush))
    event.listen(sessions, "after_flush", seeing_all_visits(follow_flush))
    event.listen(sessions, "do_orm_execute", follow_statement)
    event.listen(sessions, "before_commit", seeing_all_visits(render_revised_events))
    event.listen(sessions, "after_transaction_end", forget)
    event.listen(sessions, "after_soft_rollback", forget_raised_revision)
    event.listen(sessions, "after_soft_rollback", lambda session, _: end_flush(session))
    event.listen(sessions.kw["bind"], "checkin", end_use)
    event.listen(sessions.kw["bind"], "before_cursor_execute", refuse_untracked)
