"""What the holder of a secret address gets: a calendar, or the page that helps to subscribe."""

from flask import Blueprint, current_app, g, render_template, request

from planner.access import open_to_all
from planner.addresses import outside
from planner.clock import utc_now
from planner.db import session
from planner.feeds.answers import SECRET_HEADERS, options, refused, served
from planner.feeds.calendars import calendar
from planner.feeds.events import entries
from planner.languages import text_of
from planner.queries.feeds import events_to_print, feed_with
from planner.rules.feeds import printed, revised_at, serves
from planner.rules.secrets import hashed

bp = Blueprint("subscriptions", __name__)


@bp.after_request
def answer_options(response):
    """Answer probes without a body."""
    return options(response) if request.method == "OPTIONS" else response


@bp.get("/feeds/<token>.ics")
@open_to_all("calendar programs cannot sign in: the token is the key")
def show(token):
    """Serve the programme of a visit without internal events."""
    feed = session.scalar(feed_with(hashed(token)))
    if not feed:
        return refused(404, "No such calendar.")
    if not serves(feed):
        return refused(410, "This calendar has ended.")
    visit, events = feed.visit, session.scalars(events_to_print(feed.visit)).all()
    shown = entries(printed(events, utc_now()), feed.language)
    revised = revised_at(events, visit)
    name = text_of(visit, "title", feed.language).text
    body = calendar(name, shown, revised, current_app.config["OFFICE_ZONE"])
    return served(body, revised, request, public=False)


@bp.get("/feeds/<token>")
@open_to_all("the token is the key: here a phone chooses its calendar program")
def page(token):
    """Show the buttons with which the holder of the address subscribes."""
    feed = session.scalar(feed_with(hashed(token)))
    if not feed or not serves(feed):
        return refused(404, "No such calendar.")
    g.chosen_language = feed.language
    address = outside("subscriptions.show", token=token)
    text = render_template("feeds/page.html", feed=feed, visit=feed.visit, address=address)
    return text, 200, SECRET_HEADERS
