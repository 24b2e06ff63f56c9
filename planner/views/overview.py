"""The overview: what needs the reader now."""

import datetime as dt

from flask import Blueprint, current_app, render_template

from planner.clock import day_start
from planner.confidentiality import current_reader
from planner.db import session
from planner.now import now, today
from planner.queries.overview import events_around, replies_since, visits_ahead
from planner.queries.programme.confidentiality import takeovers_to_tell
from planner.rules.overview import (
    MOST_NEWS,
    by_subject,
    is_ahead,
    is_running,
    news,
    now_and_next,
)
from planner.rules.permissions import Permission, may
from planner.views.programme.visit_lines import visit_lines
from planner.web.access import allowed, signed_in_user

bp = Blueprint("overview", __name__)
DAY = dt.timedelta(days=1)


@bp.get("/overview")
@allowed(Permission.USE_ACCOUNT)
def show():
    """Show what is on today, the next visits, and who has replied since yesterday."""
    user = signed_in_user()
    values = {"running": [], "ahead": [], "news": [], "more_news": 0, "today": today()}
    if may(user, Permission.READ_VISITS):
        values |= visits_now()
    if current_reader().has_news:
        values["takeovers"] = session.scalars(takeovers_to_tell(user.id)).all()
    if may(user, Permission.READ_GUESTS):
        values |= replies_now()
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


def replies_now():
    """Return the replies since yesterday morning, and how many more there are."""
    since = day_start(today() - DAY, current_app.config["OFFICE_ZONE"])
    found = news(session.scalars(replies_since(since)))
    return {"news": by_subject(found[:MOST_NEWS]), "more_news": len(found[MOST_NEWS:])}
