"""What the feeds are compared with: empty answers, and icalendar objects built per request."""

import gc

import icalendar
from flask import Blueprint, Flask, Response
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner import create_app
from planner.db import session
from planner.models import Event, Venue
from planner.web import cookies
from planner.web.access import open_to_all

ETAG = '"constant"'


def not_modified():
    """Return a 304 with the headers of a feed and nothing behind it."""
    return Response(status=304, headers={"ETag": ETAG, "Cache-Control": "private, max-age=300"})


def icalendar_objects(visit_id):
    """Serve a visit's events as icalendar objects built for this request: the usual way."""
    venue = joinedload(Event.venue).joinedload(Venue.municipality)
    rows = session.scalars(select(Event).where(Event.visit_id == visit_id).options(venue))
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//City Protocol//Planner//EN")
    for row in rows:
        entry = icalendar.Event()
        entry.add("uid", str(row.uid))
        entry.add("dtstamp", row.revised_at)
        entry.add("last-modified", row.revised_at)
        entry.add("sequence", row.sequence)
        entry.add("dtstart", row.starts)
        entry.add("dtend", row.ends)
        entry.add("summary", row.title_en)
        entry.add("location", row.venue.name_en)
        entry.add("description", row.description_en)
        entry.add("status", row.status.upper())
        entry.add("transp", "OPAQUE")
        calendar.add_component(entry)
    return Response(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def planner():
    """Return the planner with an empty view and one of icalendar objects, both without cookies."""
    bp = Blueprint("bench", __name__, url_prefix="/bench")
    cookies.COOKIELESS.add(bp.name)
    bp.get("/empty")(open_to_all("a benchmark")(not_modified))
    bp.get("/icalendar/<int:visit_id>")(open_to_all("a benchmark")(icalendar_objects))
    app = create_app()
    app.register_blueprint(bp)
    gc.freeze()  # as wsgi.py does
    return app


def bare():
    """Return a Flask application without anything: a 304, and as many bytes as one asks for."""
    app = Flask("bare")
    bodies = {}
    app.get("/empty")(not_modified)

    @app.get("/bytes/<int:number>")
    def constant(number):
        body = bodies.setdefault(number, b"x" * number)
        return Response(body, content_type="text/calendar; charset=utf-8")

    return app
