"""Calendars to keep: one event, or what a feed of a visit would tell now, as a file."""

import datetime as dt

from flask import Blueprint, abort, request
from sqlalchemy import ColumnElement

from planner.clock import utc_now
from planner.feeds import sources
from planner.feeds.answers import download
from planner.feeds.catalogue import download_kinds
from planner.feeds.feed_readers import FeedReader
from planner.languages import LANGUAGES, reader_language
from planner.models import Audience, Event, Feed, FeedKind, Visit
from planner.rules.permissions import Permission
from planner.rules.programme.audience import is_visible
from planner.services import feeds as acts
from planner.services.calendar_files import log_calendar_file
from planner.web.access import allowed, signed_in_user

bp = Blueprint("downloads", __name__)
AUDIENCES = {FeedReader.PUBLIC: Audience.PUBLIC, FeedReader.OFFICE: Audience.INTERNAL}


@bp.get("/visits/<slug>/calendar.ics")
@allowed(Permission.READ_VISITS)
def visit(visit):
    """Hand over the programme of a visit as its guests, drivers or interpreters read it."""
    asked = request.args.get("kind", FeedKind.GUESTS)
    kind = next((one for one in download_kinds() if one == asked), None)
    feed = Feed(visit=visit, visit_id=visit.id, kind=kind or abort(404), language=language())
    source = sources.of_feed(feed)
    body = calendar(source.title, source.condition, source.reader, visit.revised_at)
    answer = download(body, visit.slug)
    note(visit, None, body, source.reader, kind)
    return answer


@bp.get("/visits/<slug>/events/<int:event_id>.ics", endpoint="event")
@bp.get("/events/<int:event_id>.ics", endpoint="free_event")
@allowed(Permission.READ_VISITS)
def event(event, visit=None):
    """Hand over one event; what is internal stays marked as such."""
    reader = FeedReader.GUESTS if is_visible(event, Audience.GUESTS) else FeedReader.OFFICE
    title, name = event.title.in_language(language()).text, f"event-{event.id}"
    body = calendar(title, Event.id == event.id, reader, event.revised_at)
    note(visit, event, body, reader, reader)
    return download(body, name)


def language():
    """Return the language that the address asks for, else that of the reader."""
    asked = request.args.get("language")
    return asked if asked in LANGUAGES else reader_language()


def calendar(
    title: str, condition: ColumnElement[bool], reader: FeedReader, changed_at: dt.datetime
) -> bytes:
    """Return the events of a condition as a calendar."""
    wanted = {"language": language(), "reader": reader, "changed_at": changed_at}
    return acts.export_calendar(title, condition, **wanted)


def note(
    visit: Visit | None, event: Event | None, body: bytes, reader: FeedReader, kind: str
) -> None:
    """Note that the reader takes a calendar along."""
    log_calendar_file(
        visit,
        event,
        body,
        audience=AUDIENCES.get(reader, Audience.GUESTS),
        kind=kind,
        language=language(),
        user_id=signed_in_user().id,
        now=utc_now(),
    )
