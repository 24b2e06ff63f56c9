"""Calendars for everybody: all highlights as a feed, and each to keep."""

from flask import Blueprint, current_app, request

from planner.access import open_to_all
from planner.addresses import in_language, outside
from planner.clock import EPOCH, utc_now
from planner.db import session
from planner.feeds.answers import download, options, refused, served
from planner.feeds.calendars import calendar
from planner.feeds.events import entries
from planner.languages import Message, reader_language, translate
from planner.queries.feeds import highlight_to_print, highlights_to_print
from planner.rules.feeds import printed, revised_at

bp = Blueprint("public_feeds", __name__)


@bp.after_request
def answer_options(response):
    """Answer probes without a body."""
    return options(response) if request.method == "OPTIONS" else response


@bp.get("/highlights.ics")
@open_to_all("the city tells everybody of its highlights")
def highlights():
    """Serve all highlights in the language of the address."""
    body, revised = highlights_calendar(reader_language())
    return served(body, revised, request, public=True)


@bp.get("/highlights/<slug>.ics")
@open_to_all("the city tells everybody of its highlights")
def highlight(slug):
    """Serve one highlight to keep."""
    events = session.scalars(highlight_to_print(slug)).all()
    if not events:
        return refused(404, "No such event.")
    body, revised = calendar_of(events, reader_language())
    return download(body, revised, request, events[0].slug)


def highlights_calendar(language):
    """Return the calendar of all highlights in bytes, and when it last changed."""
    events = session.scalars(highlights_to_print()).all()
    return calendar_of(events, language)


def calendar_of(events, language):
    """Return a calendar of highlights in bytes, and when it last changed."""
    revised = revised_at(events) if events else EPOCH
    title = Message("%(office)s: Events & Highlights", office=current_app.config["OFFICE_NAME"])
    shown = entries(printed(events, utc_now()), language, lambda event: page_of(event, language))
    zone = current_app.config["OFFICE_ZONE"]
    return calendar(translate(title, language), shown, revised, zone), revised


def page_of(event, language):
    """Return the address of the page of a highlight, as seen from outside."""
    return outside(f"{in_language('public', language)}.highlight", slug=event.slug)
