"""Pages for everybody: Events & Highlights, and portraits of the partner cities."""

from flask import Blueprint, render_template

from planner.access import open_to_all

bp = Blueprint("public", __name__)


@bp.get("/")
@open_to_all("the city tells everybody of its highlights")
def highlights():
    """Show the highlights to come and past ones."""
    return render_template("public/highlights.html")
