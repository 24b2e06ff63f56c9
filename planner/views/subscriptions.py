"""What the holder of a secret address gets: a calendar, or the page that helps to subscribe."""

import functools

from flask import Blueprint, current_app, g, render_template, request

from planner.access import open_to_all
from planner.addresses import outside
from planner.clock import utc_now
from planner.db import session
from planner.feeds.answers import SECRET_HEADERS, options, refused, served
from planner.feeds.calendars import calendar
from planner.feeds.events import entries
from planner.feeds.withdrawn import NAME, withdrawn
from planner.languages import text_of, translate
from planner.queries.feeds import events_to_print, feed_with, fetch_noted
from planner.rules.feeds import State, is_worth_noting, printed, program, revised_at, state_of
from planner.rules.secrets import hashed

bp = Blueprint("subscriptions", __name__)


@bp.after_request
def answer_options(response):
    """Answer probes without a body."""
    return options(response) if request.method == "OPTIONS" else response


@bp.get("/feeds/<token>.ics")
@open_to_all("calendar programs cannot sign in: the token is the key")
def show(token):
    """Serve what the feed of the token serves now."""
    feed, now = session.scalar(feed_with(hashed(token))), utc_now()
    if not feed:
        return refused(404, "No such calendar.")
    state = state_of(feed, now)
    if state is State.ENDED:
        return refused(410, "This calendar has ended.")
    body, revised = withdrawn_calendar(feed) if state is State.WIPES else programme(feed, now)
    return noting(feed, now, served(body, revised, request, public=False))


def programme(feed, now):
    """Return the programme of the feed's visit without internal events, and its last revision."""
    visit, events = feed.visit, session.scalars(events_to_print(feed.visit)).all()
    shown, revised = entries(printed(events, now), feed.language), revised_at(events, visit)
    name = text_of(visit, "title", feed.language).text
    return calendar(name, shown, revised, current_app.config["OFFICE_ZONE"]), revised


def withdrawn_calendar(feed):
    """Return a calendar that empties devices, and when the feed was withdrawn."""
    name, zone = translate(NAME, feed.language), current_app.config["OFFICE_ZONE"]
    return calendar(name, [withdrawn(feed)], feed.revoked_at, zone), feed.revoked_at


def noting(feed, now, response):
    """Write down after the answer who fetched the feed, if it is time for that again (S05)."""
    if request.method == "GET" and is_worth_noting(feed, now):
        agent = program(request.user_agent.string)
        make_session = current_app.extensions["sessionmaker"]
        response.call_on_close(functools.partial(note, make_session, feed.id, now, agent))
    return response


def note(make_session, feed_id, now, agent):
    """Note a fetch in a transaction of its own."""
    with make_session() as own:
        own.execute(fetch_noted(feed_id, now, agent))
        own.commit()


@bp.get("/feeds/<token>")
@open_to_all("the token is the key: here a phone chooses its calendar program")
def page(token):
    """Show the buttons with which the holder of the address subscribes."""
    feed = session.scalar(feed_with(hashed(token)))
    if not feed or state_of(feed, utc_now()) is not State.SERVES:
        return refused(404, "No such calendar.")
    g.chosen_language = feed.language
    address = outside("subscriptions.show", token=token)
    text = render_template("feeds/page.html", feed=feed, visit=feed.visit, address=address)
    return text, 200, SECRET_HEADERS
