"""The overview: what needs the reader now."""

from flask import Blueprint, render_template

from planner.access import allowed
from planner.rules.permissions import Permission

bp = Blueprint("overview", __name__)


@bp.get("/overview")
@allowed(Permission.USE_ACCOUNT)
def show():
    """Show the next visits and what is open."""
    return render_template("overview/show.html")
