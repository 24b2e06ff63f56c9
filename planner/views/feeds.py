"""Feeds of a visit for the office: make, renew and end secret addresses."""

from flask import Blueprint, abort, current_app, flash, redirect, url_for

from planner.access import allowed, form_status, signed_in_user
from planner.addresses import outside
from planner.clock import utc_now
from planner.db import session
from planner.forms.feeds import FeedForm
from planner.languages import Message, reader_language, translate
from planner.models import FeedKind
from planner.queries.feeds import feed_of, feeds_of
from planner.rules import feeds as rules
from planner.rules.feeds import new_feed, renewed
from planner.rules.permissions import Permission
from planner.views.visit_head import visit_page

bp = Blueprint("feeds", __name__)


@bp.get("/visits/<slug>/feeds")
@allowed(Permission.MAKE_FEEDS)
def index(visit):
    """Show the feeds of the visit that still serve, and offer to make one."""
    form = FeedForm(formdata=None, language=reader_language())
    return list_page(visit, form)


@bp.post("/visits/<slug>/feeds")
@allowed(Permission.MAKE_FEEDS)
def make(visit):
    """Make a feed and show its address, this once (S10)."""
    form = FeedForm()
    if not form.validate():
        return list_page(visit, form), form_status(form)
    user, language = signed_in_user(), form.language.data
    subject = {"visit_id": visit.id}
    label = form.label.data
    return made(visit, *new_feed(FeedKind.GUESTS, subject, label, language, user, utc_now()))


@bp.post("/visits/<slug>/feeds/<int:feed_id>/renew")
@allowed(Permission.MAKE_FEEDS)
def renew(visit, feed_id):
    """Put a new address in the place of one that too many know."""
    feed = session.scalar(feed_of(visit, feed_id)) or abort(404)
    days = current_app.config["FEED_WIPE_DAYS"]
    return made(visit, *renewed(feed, signed_in_user(), utc_now(), days))


@bp.post("/visits/<slug>/feeds/<int:feed_id>/end")
@allowed(Permission.MAKE_FEEDS)
def end(visit, feed_id):
    """End a feed: from the next request on it tells nothing; devices keep what they have."""
    feed = session.scalar(feed_of(visit, feed_id)) or abort(404)
    rules.end(feed, utc_now())
    session.commit()
    flash(translate(Message("The address of “%(label)s” has ended.", label=feed.label)))
    return redirect(url_for("feeds.index", slug=visit.slug), 303)


@bp.post("/visits/<slug>/feeds/<int:feed_id>/wipe")
@allowed(Permission.MAKE_FEEDS)
def wipe(visit, feed_id):
    """End a feed so that the devices that still ask are emptied."""
    feed = session.scalar(feed_of(visit, feed_id)) or abort(404)
    rules.wipe(feed, utc_now(), current_app.config["FEED_WIPE_DAYS"])
    session.commit()
    flash(translate(Message("The devices of “%(label)s” are being emptied.", label=feed.label)))
    return redirect(url_for("feeds.index", slug=visit.slug), 303)


def list_page(visit, form):
    """Return the page with the feeds of the visit that still serve."""
    feeds = session.scalars(feeds_of(visit)).all()
    return visit_page("feeds/list.html", visit, feeds=feeds, form=form, now=utc_now())


def made(visit, feed, token):
    """Save a new feed and return the one page that shows its address."""
    session.add(feed)
    session.commit()
    address = outside("subscriptions.show", token=token)
    page = outside("subscriptions.page", token=token)
    return visit_page("feeds/made.html", visit, feed=feed, address=address, page_address=page), 201
