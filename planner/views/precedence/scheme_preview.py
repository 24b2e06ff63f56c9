"""What a precedence scheme would mean to the guests of a real visit."""

from dataclasses import replace

from flask import request

from planner.db import session
from planner.now import today
from planner.queries.guests.guest_sources import read_sources
from planner.queries.precedence.schemes import visits_to_try
from planner.rules.guests.guests import guest_rows
from planner.rules.precedence.scheme_versions import position_changes

MOST_VISITS = 30


def preview(scheme):
    """Return the order of a visit's guests under a scheme, and how far each has moved by it."""
    visits = session.scalars(visits_to_try().limit(MOST_VISITS)).all()
    visit = next((one for one in visits if one.slug == request.args.get("visit")), None)
    visit = visit or coming(visits)
    if visit is None:
        return {"visits": [], "tried": None, "rows": [], "shifts": {}}
    sources = read_sources(session, visit)
    rows = guest_rows(replace(sources, scheme=scheme))
    before = [row.id for row in guest_rows(sources)]
    shifts = position_changes(before, [row.id for row in rows])
    return {"visits": visits, "tried": visit, "rows": rows, "shifts": shifts}


def coming(visits):
    """Return the next visit, or else the latest; they come the latest first."""
    ahead = [visit for visit in visits if visit.last_day >= today()]
    return (ahead or visits[:1] or [None])[-1]
