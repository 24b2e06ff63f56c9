"""Who has a row open for editing: its page says that it is there, and asks who else is."""

from flask import Blueprint, abort, g

from planner.clock import utc_now
from planner.db import fetch_all, session
from planner.queries.live.presence import others_editing, polled_editing
from planner.rules.permissions import Permission, may
from planner.rules.presence import COUNTS_FOR, EDITED, permission_to_edit
from planner.services import presence as acts
from planner.web.access import allowed, signed_in_user
from planner.web.cookies import polled_session
from planner.web.polls import NOT_STORED, polled, require_asking
from planner.web.presence import words_for

bp = Blueprint("presence", __name__, url_prefix="/editing")
polls = Blueprint("polls", __name__, url_prefix="/polls")


def edited_model(table, user):
    """Return the model of a table whose rows a user may edit; another one is not there."""
    permission = permission_to_edit(table) or abort(404)
    if not may(user, permission):
        g.missing_permission = permission
        abort(403)
    return EDITED[table]


@bp.post("/<table>/<int:row_id>")
@allowed(Permission.USE_ACCOUNT)
def note(table, row_id):
    """Note that this page is open, and answer who else has it open."""
    user, now = signed_in_user(), utc_now()
    user_id, hours_12 = user.id, user.hours_12
    acts.note_editing(edited_model(table, user), row_id, user_id=user_id, now=now)
    others = session.execute(others_editing(table, row_id, user_id, now - COUNTS_FOR)).all()
    return {"text": words_for(others, now, hours_12)}


@bp.post("/<table>/<int:row_id>/end")
@allowed(Permission.USE_ACCOUNT)
def end(table, row_id):
    """Note that this page was left."""
    user = signed_in_user()
    acts.end_editing(edited_model(table, user), row_id, user_id=user.id, now=utc_now())
    return "", 204


@polls.get("/editing/<table>/<int:row_id>.json")
@polled(Permission.USE_ACCOUNT)
def editing(table, row_id):
    """Answer who else has a page open, with one statement."""
    now = utc_now()
    model = EDITED.get(table) or EDITED["visit"]
    values = polled_session() | {"row_id": row_id, "after": now - COUNTS_FOR}
    rows = fetch_all(polled_editing(model), values)
    asking = require_asking(rows[0] if rows else None, Permission.USE_ACCOUNT)
    edited_model(table, asking)
    if not rows[0].is_there:
        abort(404)
    others = [(row.other, row.since) for row in rows if row.other]
    return {"text": words_for(others, now, asking.hours_12)}, NOT_STORED
