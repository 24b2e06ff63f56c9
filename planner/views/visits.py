"""Visits: the list, the form, who is in charge, and where a visit is found."""

from flask import Blueprint, render_template

from planner.access import allowed
from planner.db import session
from planner.queries.visits import visits_listed
from planner.rules.permissions import Permission

bp = Blueprint("visits", __name__)


@bp.get("/visits")
@allowed(Permission.READ_VISITS)
def index():
    """Show the visits: those to come, past ones, drafts."""
    return render_template("visits/list.html", visits=session.scalars(visits_listed()))
