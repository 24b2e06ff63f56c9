"""What the holder of a secret address gets: a calendar, or the page that helps to subscribe."""

import contextlib
import datetime as dt
import functools

from flask import Blueprint, Flask, current_app, g, render_template, request
from sqlalchemy import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from planner import now as clock
from planner.addresses import external_url
from planner.confidentiality import SeesAll, reading_as, seeing_all
from planner.connections import BRIEF_WAIT, waiting_at_most
from planner.db import fetch_one, session
from planner.feeds import snapshots
from planner.feeds.answers import (
    NO_SUCH_CALENDAR,
    SECRET_HEADERS,
    Load,
    Served,
    error_response,
    feed_response,
    serve_calendars,
)
from planner.feeds.snapshots import is_current
from planner.models import Feed
from planner.queries.feeds.feeds import FEED_SNAPSHOT_PREFIX, POLLED_FEED, feed_by_token
from planner.rules.feeds.feeds import FeedState, calendar_program, eyes_of, is_worth_noting
from planner.rules.users import hash_token
from planner.services import feeds as acts
from planner.web.access import open_to_all
from planner.web.limits import is_fetched_too_often

bp = Blueprint("subscriptions", __name__)
serve_calendars(bp)


@bp.get("/feeds/<path:token>.ics")
@open_to_all("calendar programs cannot sign in: the token is the key")
def show(token):
    """Serve what the feed of the token serves now; one statement if nothing has changed."""
    now, token_hash = clock.now(), hash_token(token)
    row = fetch_one(POLLED_FEED, {"token_hash": token_hash})
    if row is None:
        return error_response(404, NO_SUCH_CALENDAR)
    if is_current(row, now):
        snapshot: Served | Row = row
        load: Load = functools.partial(snapshots.load, f"{FEED_SNAPSHOT_PREFIX}{row.id}")
    else:
        snapshot = acts.publish_feed(row.id, now=now)
        load = snapshot.load
    limited = functools.partial(load_seldom, row.id, load)
    return note_after_response(row, now, feed_response(snapshot, limited, public=False))


def load_seldom(feed_id, load, is_gzipped):
    """Return a feed with its bytes, unless its address was sent them too often (H18)."""
    return None if is_fetched_too_often(feed_id) else load(is_gzipped)


def note_after_response(row, now, response):
    """Write down after the answer who fetched the feed, if it is time for that again (S05)."""
    if request.method == "GET" and is_worth_noting(row.last_fetched_at, now):
        app, agent = current_app._get_current_object(), calendar_program(request.user_agent.string)
        response.call_on_close(functools.partial(note, app, row.id, now, agent))
    return response


def note(app: Flask, feed_id: int, now: dt.datetime, agent: str) -> None:
    """Note a fetch once the request is over; it keeps nobody waiting, and can wait for the next."""
    with (
        contextlib.suppress(DBAPIError, PoolTimeout),
        app.app_context(),
        waiting_at_most(BRIEF_WAIT),
    ):
        acts.note_fetch(feed_id, agent=agent, now=now)


@bp.get("/feeds/<path:token>")
@open_to_all("the token is the key: here a phone chooses its calendar program")
def page(token):
    """Show the buttons with which the holder of the address subscribes."""
    with seeing_all(SeesAll.POLL):
        feed = session.scalar(feed_by_token(hash_token(token)))
        if not feed or not serves(feed):
            return error_response(404, NO_SUCH_CALENDAR)
    g.chosen_language = feed.language
    address = external_url("subscriptions.show", token=token)
    with reading_as(eyes_of(feed)):
        text = render_template("feeds/page.html", feed=feed, visit=feed.visit, address=address)
    return text, 200, SECRET_HEADERS


def serves(feed: Feed) -> bool:
    """Tell whether the address of a feed serves its events now."""
    state, _ = snapshots.current_state(session, feed, clock.now())
    return state is FeedState.SERVES
