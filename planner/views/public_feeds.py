"""Calendars for everybody: all highlights, those about one municipality, and each to keep."""

import functools

from flask import Blueprint, abort, current_app

from planner import now as clock
from planner.access import open_to_all
from planner.db import ask, session
from planner.feeds import editions, sources
from planner.feeds.answers import download, serve_calendars, served
from planner.feeds.calendars import calendar
from planner.feeds.parts import parts_to_keep, revised_at
from planner.feeds.roles import Role
from planner.languages import reader_language
from planner.models import Event
from planner.queries.feeds import POLLED_EDITION, highlight_to_keep
from planner.queries.partners import portrait_at, portrait_formerly_at

bp = Blueprint("public_feeds", __name__)
serve_calendars(bp)


@bp.get("/highlights.ics")
@open_to_all("the city tells everybody of its highlights")
def highlights():
    """Serve all highlights in the language of the address."""
    language = reader_language()
    return current(sources.public_edition(language), lambda: sources.highlights(language))


@bp.get("/partners/<slug>.ics")
@open_to_all("the city tells everybody of its partners")
def municipality(slug):
    """Serve the highlights about one municipality."""
    language = reader_language()
    found = session.scalar(portrait_at(slug)) or session.scalar(portrait_formerly_at(slug))
    town = found or abort(404)
    name = sources.public_edition(language, town.slug)
    return current(name, lambda: sources.highlights(language, town))


@bp.get("/highlights/<slug>.ics")
@open_to_all("the city tells everybody of its highlights")
def highlight(slug):
    """Serve one highlight to keep."""
    event_id, name = session.execute(highlight_to_keep(slug, clock.now())).first() or abort(404)
    language = reader_language()
    parts = parts_to_keep(Event.id == event_id, language, Role.PUBLIC)
    title, zone = sources.highlights(language).title, current_app.config["OFFICE_ZONE"]
    return download(calendar(title, parts, revised_at(parts), zone), name)


def current(name, source):
    """Serve a public feed; it is made anew if it has changed since it was served last."""
    now = clock.now()
    row = ask(POLLED_EDITION, {"name": name})
    if editions.is_current(row, now):
        edition, load = row, functools.partial(editions.load, name)
    else:
        edition = editions.publish(source(), now)
        load = edition.load
    return served(edition, load, public=True)
