"""The one listener of every session and connection of the application."""

from flask import Flask
from sqlalchemy import event

from planner.revisions.effects import forget, forget_raised_revision, render_revised_events
from planner.revisions.flushes import end_flush, end_use, follow_flush, prepare_flush
from planner.revisions.statements import follow_statement, refuse_untracked


def init_app(app: Flask) -> None:
    """Watch every session of the application, and every statement that reaches its database."""
    sessions = app.extensions["sessionmaker"]
    event.listen(sessions, "before_flush", prepare_flush)
    event.listen(sessions, "after_flush", follow_flush)
    event.listen(sessions, "do_orm_execute", follow_statement)
    event.listen(sessions, "before_commit", render_revised_events)
    event.listen(sessions, "after_transaction_end", forget)
    event.listen(sessions, "after_soft_rollback", forget_raised_revision)
    event.listen(sessions, "after_soft_rollback", lambda session, _: end_flush(session))
    event.listen(sessions.kw["bind"], "checkin", end_use)
    event.listen(sessions.kw["bind"], "before_cursor_execute", refuse_untracked)
