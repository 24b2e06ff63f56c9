"""The hint on every page with the form of a row: who else has it open for editing."""

from flask import before_render_template, current_app, url_for
from sqlalchemy import inspect

from planner.clock import utc_now
from planner.connections import is_database_closed
from planner.db import Base, is_acting, session
from planner.languages import reader_language
from planner.queries.live.presence import others_editing
from planner.rules.permissions import may
from planner.rules.presence import COUNTS_FOR, permission_to_edit
from planner.web.access import signed_in_user
from planner.web.cookies import cookie_is_read
from planner.wording.presence import editors_in_words


def words_for(others, now, hours_12):
    """Return in the language of the reader who else is there; empty if nobody is."""
    return editors_in_words(
        others,
        now=now,
        zone=current_app.config["OFFICE_ZONE"],
        language=reader_language(),
        hours_12=hours_12,
    )


def edited_place(form):
    """Return table and number of the row in a form; None: a form of none, or of a new one."""
    row = getattr(form, "edited", None)
    key = inspect(row).identity if isinstance(row, Base) else None
    return (row.__tablename__, key[0]) if key and len(key) == 1 else None


def add_presence(_app, template, context, **_):
    """Let a page with the form of a row know who else has it open; its script asks on.

    Without a script a page says who is there when it is made, and nobody learns that it is open:
    a page that is read notes nothing.
    """
    place = edited_place(context.get("form"))
    if place is None or not cookie_is_read() or is_database_closed() or is_acting():
        return
    user, permission = signed_in_user(), permission_to_edit(place[0])
    if user is None or permission is None or not may(user, permission):
        return
    table, row_id = place
    now, where = utc_now(), {"table": table, "row_id": row_id}
    others = session.execute(others_editing(table, row_id, user.id, now - COUNTS_FOR)).all()
    context["presence"] = {
        "text": words_for(others, now, user.hours_12),
        "note": url_for("presence.note", **where),
        "end": url_for("presence.end", **where),
        "poll": url_for("polls.editing", **where),
    }


def init_app(app):
    """Look at each page before it is drawn."""
    before_render_template.connect(add_presence, app)
