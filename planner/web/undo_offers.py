"""The page that follows an act of mine offers to undo it."""

from flask import request
from flask import session as cookie

from planner.connections import is_database_closed
from planner.db import session
from planner.queries.history.entries import tables_of_entry
from planner.rules.history.reading import may_undo_tables
from planner.trail.changes import last_entry_id
from planner.web.access import UNSAFE, signed_in_user
from planner.web.cookies import cookie_is_read

OFFERED = "undo"  # in the cookie: the id of the entry


def remember_entry(response):
    """Keep which entry a form of this request has written, for the page that it leads to."""
    entry_id = last_entry_id()
    if entry_id is not None and request.method in UNSAFE and response.status_code < 400:
        cookie[OFFERED] = entry_id
    return response


def undo_offered():
    """Return the id of the entry that the page offers to undo, once; None: there is none.

    It must be the reader's own, and of something that the reader may take back.
    """
    if is_database_closed() or not cookie_is_read() or OFFERED not in cookie:
        return None  # an error page asks nothing; the offer waits for the next one
    entry_id, user = cookie.pop(OFFERED), signed_in_user()
    if user is None:
        return None
    tables = session.scalars(tables_of_entry(entry_id, user.id)).all()
    return entry_id if tables and may_undo_tables(user, tables) else None


def init_app(app):
    """Look at the answer of every form."""
    app.after_request(remember_entry)
    app.jinja_env.globals["undo_offered"] = undo_offered
