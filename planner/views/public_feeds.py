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
from planner.models import Event, Municipality
from planner.queries.feeds import POLLED_EDITION, POLLED_MUNICIPALITY, highlight_to_keep
from planner.queries.partners import portrait_formerly_at

bp = Blueprint("public_feeds", __name__)
serve_calendars(bp)


@bp.get("/highlights.ics")
@open_to_all("the city tells everybody of its highlights")
def highlights():
    """Serve all highlights in the language of the address."""
    language = reader_language()
    name = sources.public_edition(language)
    return current(ask(POLLED_EDITION, {"name": name}), name, sources.highlights, language)


@bp.get("/partners/<slug>.ics")
@open_to_all("the city tells everybody of its partners")
def municipality(slug):
    """Serve the highlights about one municipality; also at its former addresses."""
    language = reader_language()
    prefix = sources.public_edition(language)
    row = ask(POLLED_MUNICIPALITY, {"slug": slug, "prefix": prefix})
    if row is None:
        town = session.scalar(portrait_formerly_at(slug)) or abort(404)
        row = ask(POLLED_MUNICIPALITY, {"slug": town.slug, "prefix": prefix})

    def source(language):
        return sources.highlights(language, session.get(Municipality, row.id))

    return current(row, f"{prefix}{row.id}", source, language)


@bp.get("/highlights/<slug>.ics")
@open_to_all("the city tells everybody of its highlights")
def highlight(slug):
    """Serve one highlight to keep."""
    event_id, name = session.execute(highlight_to_keep(slug, clock.now())).first() or abort(404)
    language = reader_language()
    parts = parts_to_keep(Event.id == event_id, language, Role.PUBLIC)
    title, zone = sources.highlights(language).title, current_app.config["OFFICE_ZONE"]
    return download(calendar(title, parts, revised_at(parts), zone), name)


def current(row, name, source, language):
    """Serve a public feed; it is made anew if it has changed since it was served last."""
    now = clock.now()
    if editions.is_current(row, now):
        return served(row, functools.partial(editions.load, name), public=True)
    edition = editions.publish(source(language), now)
    return served(edition, edition.load, public=True)
