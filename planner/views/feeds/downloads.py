"""Calendars to keep: one event, or what a feed of a visit would tell now, as a file."""

import datetime as dt

from flask import Blueprint, Response, abort, request
from sqlalchemy import ColumnElement

from planner.feeds import sources
from planner.feeds.answers import download
from planner.feeds.catalogue import download_kinds
from planner.feeds.feed_readers import FeedReader
from planner.languages import LANGUAGES, reader_language
from planner.models import Audience, Event, Feed, FeedKind
from planner.rules.permissions import Permission
from planner.rules.programme.audience import is_visible
from planner.services import feeds as acts
from planner.web.access import allowed

bp = Blueprint("downloads", __name__)


@bp.get("/visits/<slug>/calendar.ics")
@allowed(Permission.READ_VISITS)
def visit(visit):
    """Hand over the programme of a visit as its guests, drivers or interpreters read it."""
    asked = request.args.get("kind", FeedKind.GUESTS)
    kind = next((one for one in download_kinds() if one == asked), None)
    feed = Feed(visit=visit, visit_id=visit.id, kind=kind or abort(404), language=language())
    source = sources.of_feed(feed)
    return file(source.title, source.condition, source.reader, visit.slug, visit.revised_at)


@bp.get("/visits/<slug>/events/<int:event_id>.ics", endpoint="event")
@bp.get("/events/<int:event_id>.ics", endpoint="free_event")
@allowed(Permission.READ_VISITS)
def event(event, visit=None):
    """Hand over one event; what is internal stays marked as such."""
    reader = FeedReader.GUESTS if is_visible(event, Audience.GUESTS) else FeedReader.OFFICE
    title, name = event.title.in_language(language()).text, f"event-{event.id}"
    return file(title, Event.id == event.id, reader, name, event.revised_at)


def language():
    """Return the language that the address asks for, else that of the reader."""
    asked = request.args.get("language")
    return asked if asked in LANGUAGES else reader_language()


def file(
    title: str,
    condition: ColumnElement[bool],
    reader: FeedReader,
    name: str,
    changed_at: dt.datetime,
) -> Response:
    """Return a calendar as a file."""
    wanted = {"language": language(), "reader": reader, "changed_at": changed_at}
    return download(acts.export_calendar(title, condition, **wanted), name)
