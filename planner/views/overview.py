"""The overview: what needs the reader now."""

from flask import Blueprint, current_app, render_template

from planner.confidentiality import current_reader
from planner.db import session
from planner.now import now, today
from planner.queries.history.entries import Wanted
from planner.queries.overview import events_around, visits_ahead
from planner.queries.programme.confidentiality import takeovers_to_tell
from planner.rules.history.reading import readable_tables
from planner.rules.overview import (
    MOST_NEWS,
    is_ahead,
    is_running,
    now_and_next,
)
from planner.rules.permissions import Permission, may
from planner.views.history.telling import history, yesterday
from planner.views.programme.visit_lines import visit_lines
from planner.web.access import allowed, signed_in_user

bp = Blueprint("overview", __name__)
NEWS_KINDS = ("programme", "guests", "people", "places")


@bp.get("/overview")
@allowed(Permission.USE_ACCOUNT)
def show():
    """Show what is on today, the next visits, and what others have done since yesterday."""
    user = signed_in_user()
    values = {"running": [], "ahead": [], "news": None, "today": today()}
    if may(user, Permission.READ_VISITS):
        values |= visits_now()
    if current_reader().has_news:
        values["takeovers"] = session.scalars(takeovers_to_tell(user.id)).all()
    if may(user, Permission.READ_VISITS):
        values |= {"news": news(user), "zone": current_app.config["OFFICE_ZONE"]}
    return render_template("overview/show.html", **values)


def visits_now():
    """Return the visits that take place, with what is on, and those to come."""
    days = {visit: today(visit.zone) for visit in session.scalars(visits_ahead(today()))}
    programme = {visit.id: [] for visit, day in days.items() if is_running(visit, day)}
    for event in session.scalars(events_around(programme.keys(), today())):
        programme[event.visit_id].append(event)
    return {
        "running": [
            (visit, day, now_and_next(programme[visit.id], now()))
            for visit, day in days.items()
            if visit.id in programme
        ],
        "ahead": visit_lines([visit for visit, day in days.items() if is_ahead(visit, day)]),
    }


def news(user):
    """Return what others have done since yesterday morning, in words; None: nothing."""
    tables = [name for kind in NEWS_KINDS for name in readable_tables(user, kind)]
    wanted = Wanted(tables, since=yesterday(), except_user_id=user.id)
    found = history(user, wanted, MOST_NEWS)
    return found if found.days else None
