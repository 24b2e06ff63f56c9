"""Calendars for everybody: all highlights, those about one municipality, and each to keep."""

import functools

from flask import Blueprint, Response, abort
from sqlalchemy import Row

from planner import now as clock
from planner.db import fetch_one, session
from planner.feeds import snapshots, sources
from planner.feeds.answers import Load, Served, download, feed_response, serve_calendars
from planner.feeds.feed_readers import FeedReader
from planner.languages import reader_language
from planner.models import Event
from planner.queries.feeds.feeds import POLLED_MUNICIPALITY, POLLED_SNAPSHOT, highlight_to_download
from planner.queries.places.partners import portrait_formerly_at
from planner.services import feeds as acts
from planner.web.access import open_to_all
from planner.web.public_memory import keep_feed

bp = Blueprint("public_feeds", __name__)
serve_calendars(bp)


@bp.get("/highlights.ics")
@open_to_all("the city tells everybody of its highlights")
def highlights():
    """Serve all highlights in the language of the address."""
    language = reader_language()
    name = sources.highlights_snapshot_name(language)
    return serve_current(fetch_one(POLLED_SNAPSHOT, {"name": name}), name, language)


@bp.get("/partners/<slug>.ics")
@open_to_all("the city tells everybody of its partners")
def municipality(slug):
    """Serve the highlights about one municipality; also at its former addresses."""
    language = reader_language()
    prefix = sources.highlights_snapshot_name(language)
    row = fetch_one(POLLED_MUNICIPALITY, {"slug": slug, "prefix": prefix})
    if row is None:
        town = session.scalar(portrait_formerly_at(slug)) or abort(404)
        row = fetch_one(POLLED_MUNICIPALITY, {"slug": town.slug, "prefix": prefix})
    return serve_current(row, f"{prefix}{row.id}", language, row.id)


@bp.get("/highlights/<slug>.ics")
@open_to_all("the city tells everybody of its highlights")
def highlight(slug):
    """Serve one highlight to keep."""
    event_id, name = session.execute(highlight_to_download(slug, clock.now())).first() or abort(404)
    language = reader_language()
    title = sources.highlights(language).title
    only = Event.id == event_id
    body = acts.export_calendar(title, only, language=language, reader=FeedReader.PUBLIC)
    return download(body, name or f"event-{event_id}")


def serve_current(
    row: Row, name: str, language: str, municipality_id: int | None = None
) -> Response:
    """Serve a public feed; it is made anew if it has changed since it was served last."""
    now = clock.now()
    current: Served | Row = row
    load: Load = functools.partial(snapshots.load, name)
    if not snapshots.is_current(row, now):
        current = acts.publish_highlights(language, municipality_id, now=now)
        load = current.load
    keep_feed(current, load)
    return feed_response(current, load, public=True)
