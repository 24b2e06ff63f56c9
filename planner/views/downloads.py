"""Calendars to keep: one event, or what a feed of a visit would tell now, as a file."""

from flask import Blueprint, abort, current_app, request

from planner.access import allowed
from planner.feeds import sources
from planner.feeds.answers import download
from planner.feeds.calendars import calendar
from planner.feeds.parts import parts_to_keep, revised_at
from planner.feeds.roles import Role
from planner.languages import LANGUAGES, reader_language, text_of
from planner.models import Audience, Event, Feed, FeedKind
from planner.rules.permissions import Permission

bp = Blueprint("downloads", __name__)
KINDS = {FeedKind.VISIT, FeedKind.GUESTS, FeedKind.TRANSFERS, FeedKind.INTERPRETATION}


@bp.get("/visits/<slug>/calendar.ics")
@allowed(Permission.READ_VISITS)
def visit(visit):
    """Hand over the programme of a visit as its guests, drivers or interpreters read it."""
    kind = next((one for one in KINDS if one == request.args.get("kind", "guests")), None)
    feed = Feed(visit=visit, visit_id=visit.id, kind=kind or abort(404), language=language())
    source = sources.of_feed(feed)
    parts = parts_to_keep(source.condition, source.language, source.role)
    return file(source.title, parts, visit.slug, visit.revised_at)


@bp.get("/visits/<slug>/events/<int:event_id>.ics", endpoint="event")
@bp.get("/events/<int:event_id>.ics", endpoint="free_event")
@allowed(Permission.READ_VISITS)
def event(event, visit=None):
    """Hand over one event; what is internal stays marked as such."""
    role = Role.OFFICE if event.audience is Audience.INTERNAL else Role.GUESTS
    parts = parts_to_keep(Event.id == event.id, language(), role)
    title = text_of(event, "title", language()).text
    return file(title, parts, f"event-{event.id}", event.revised_at)


def language():
    """Return the language that the address asks for, else that of the reader."""
    asked = request.args.get("language")
    return asked if asked in LANGUAGES else reader_language()


def file(title, parts, name, changed_at):
    """Return a calendar as a file."""
    zone = current_app.config["OFFICE_ZONE"]
    body = calendar(title, parts, revised_at(parts) or changed_at, zone)
    return download(body, name)
