"""Calendars for everybody: all highlights, those about one municipality, and each to keep."""

import functools

from flask import Blueprint, Response, abort
from sqlalchemy import Row

from planner import now as clock
from planner.access import open_to_all
from planner.db import ask, session
from planner.feeds import editions, sources
from planner.feeds.answers import download, serve_calendars, served
from planner.feeds.roles import Role
from planner.languages import reader_language
from planner.models import Event
from planner.queries.feeds.feeds import POLLED_EDITION, POLLED_MUNICIPALITY, highlight_to_keep
from planner.queries.places.partners import portrait_formerly_at
from planner.services import feeds as acts

bp = Blueprint("public_feeds", __name__)
serve_calendars(bp)


@bp.get("/highlights.ics")
@open_to_all("the city tells everybody of its highlights")
def highlights():
    """Serve all highlights in the language of the address."""
    language = reader_language()
    name = sources.public_edition(language)
    return current(ask(POLLED_EDITION, {"name": name}), name, language)


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
    return current(row, f"{prefix}{row.id}", language, row.id)


@bp.get("/highlights/<slug>.ics")
@open_to_all("the city tells everybody of its highlights")
def highlight(slug):
    """Serve one highlight to keep."""
    event_id, name = session.execute(highlight_to_keep(slug, clock.now())).first() or abort(404)
    language = reader_language()
    title = sources.highlights(language).title
    only = Event.id == event_id
    return download(acts.export_calendar(title, only, language=language, role=Role.PUBLIC), name)


def current(row: Row, name: str, language: str, municipality_id: int | None = None) -> Response:
    """Serve a public feed; it is made anew if it has changed since it was served last."""
    now = clock.now()
    if editions.is_current(row, now):
        return served(row, functools.partial(editions.load, name), public=True)
    edition = acts.publish_highlights(language, municipality_id, now=now)
    return served(edition, edition.load, public=True)
