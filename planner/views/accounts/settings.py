"""Settings: what of the house its reader may look after."""

from flask import Blueprint, render_template

from planner.rules.permissions import Permission
from planner.views.visit_head import may_open
from planner.web.access import allowed

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@allowed(Permission.USE_ACCOUNT)
def index():
    """Show the pages of the settings that the reader may open."""
    return render_template("settings/index.html", may_open=may_open)
