"""Pages on which people make, renew, end and wipe secret addresses of calendars."""

import datetime as dt

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)

from planner.access import allowed, form_status, safe_next, signed_in_user
from planner.addresses import outside, row_id
from planner.db import session
from planner.forms.feeds import PersonFeedForm, UserFeedForm, VenueFeedForm, VisitFeedForm
from planner.languages import Message, reader_language, translate
from planner.models import FeedKind
from planner.now import now, today
from planner.queries import subscribing as queries
from planner.queries.people import person_with
from planner.queries.venues import venue_with
from planner.rules import feeds as rules
from planner.rules.permissions import Permission, may
from planner.rules.subscribing import KINDS, TOLD, first_language, is_taken, may_renew
from planner.views.visit_head import visit_page

bp = Blueprint("feeds", __name__)
MADE = 201
ONLY_HERE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@bp.route("/visits/<slug>/feeds", methods=["GET", "POST"])
@allowed(Permission.MAKE_FEEDS)
def index(visit):
    """Show the feeds of a visit, and make one."""
    form, last = form_for_visit(visit), visit.last_day + after_visit()
    if last >= today() and is_new(form, visit):
        return made(form, visit)
    feeds = session.scalars(queries.feeds_of_visit(visit, oldest())).all()
    page = visit_page("feeds/visit.html", visit, feeds=feeds, form=form, last=last, **moment())
    return page, form_status(form)


@bp.route("/settings/venues/<int:venue_id>/feeds", methods=["GET", "POST"])
@allowed(Permission.MAKE_FEEDS)
def venue(venue_id):
    """Show the feeds of a venue, and make one."""
    row = session.scalar(venue_with(venue_id)) or abort(404)
    form = form_for_venue()
    if is_new(form, row):
        return made(form, row)
    feeds = session.scalars(queries.feeds_of_venue(row, oldest())).all()
    page = render_template("feeds/venue.html", venue=row, feeds=feeds, form=form, **moment())
    return page, form_status(form)


@bp.route("/people/<int:person_id>/feeds", methods=["GET", "POST"])
@allowed(Permission.MAKE_FEEDS)
def person(person_id):
    """Show the feeds of a person at all visits, and make one for a coming visit."""
    row = session.scalar(person_with(person_id)) or abort(404)
    form = form_for_person(row)
    if is_new(form, row):
        return made(form, row)
    feeds = feeds_of_person(row)
    page = render_template("feeds/person.html", person=row, feeds=feeds, form=form, **moment())
    return page, form_status(form)


@bp.route("/settings/feeds", methods=["GET", "POST"])
@allowed(Permission.READ_VISITS)
def own():
    """Show the feeds made by or about oneself, and make one of one's duties."""
    user, form = signed_in_user(), form_for_user()
    if is_new(form, user):
        return made(form, user)
    feeds = session.scalars(queries.own_feeds(user, oldest())).all()
    page = render_template("feeds/own.html", feeds=feeds, form=form, **moment())
    return page, form_status(form)


@bp.post("/settings/feeds/<int:feed_id>/renew")
@allowed(Permission.READ_VISITS)
def renew(feed_id):
    """Put a new address in the place of one that too many know."""
    feed, user = feed_at(feed_id), signed_in_user()
    if not may_renew(user, feed):
        g.missing_permission = Permission.MAKE_FEEDS
        abort(403)
    days = current_app.config["FEED_WIPE_DAYS"]
    return shown_once(*rules.renewed(feed, user, now(), days), back())


@bp.post("/settings/feeds/<int:feed_id>/end")
@allowed(Permission.READ_VISITS)
def end(feed_id):
    """End a feed: from the next request on it tells nothing; devices keep what they have."""
    feed = feed_at(feed_id)
    rules.end(feed, now())
    session.commit()
    flash(translate(Message("The address of “%(label)s” has ended.", label=feed.label)))
    return redirect(back(), 303)


@bp.route("/settings/feeds/<int:feed_id>/wipe", methods=["GET", "POST"])
@allowed(Permission.READ_VISITS)
def wipe(feed_id):
    """Ask, then end a feed so that the devices that still ask are emptied."""
    feed, days = feed_at(feed_id), current_app.config["FEED_WIPE_DAYS"]
    if request.method == "GET":
        return render_template("feeds/wipe.html", feed=feed, days=days, back=back())
    rules.wipe(feed, now(), days)
    session.commit()
    flash(translate(Message("The devices of “%(label)s” are being emptied.", label=feed.label)))
    return redirect(back(), 303)


def feed_at(feed_id):
    """Return a feed that the user may withdraw; of others nobody learns that they exist."""
    user = signed_in_user()
    of_all = may(user, Permission.MAKE_FEEDS)
    found = queries.feed_to_change(feed_id, user, oldest(), of_all=of_all)
    return session.scalar(found) or abort(404)


def moment():
    """Return what lists reckon from: "12 minutes ago", "ended"."""
    return {"now": now(), "today": today()}


def oldest():
    """Return the last day of those visits whose feeds end today."""
    return today() - after_visit()


def after_visit():
    """Return how long the feeds of a visit outlast it (S09)."""
    return dt.timedelta(days=current_app.config["FEED_DAYS_AFTER_VISIT"])


def back():
    """Return the page with the list from which a feed was chosen."""
    return safe_next(request.args.get("next") or url_for("feeds.own"))


def is_new(form, subject):
    """Tell whether a sent form is right, and is the first with its label for the subject (S05)."""
    if not form.validate_on_submit():
        return False
    if is_taken(form.label.data, session.scalars(queries.labels_taken(*form.wanted(subject)))):
        form.refuse_label()
        return False
    return True


def made(form, subject):
    """Make the feed that a form asks for, and show its address."""
    kind, about = form.wanted(subject)
    label, language, user = form.label.data, form.language.data, signed_in_user()
    feed, token = rules.new_feed(kind, about, label, language, user, now())
    return shown_once(feed, token, request.path)


def shown_once(feed, token, back):
    """Save a new feed and return the one page that shows its address (S10)."""
    session.add(feed)
    session.commit()
    page = render_template(
        "feeds/made.html",
        feed=feed,
        address=outside("subscriptions.show", token=token),
        page_address=outside("subscriptions.page", token=token),
        download=url_for("subscriptions.show", token=token),
        back=back,
    )
    return page, MADE, ONLY_HERE


@bp.app_template_global("feed_form_for_visit")
def form_for_visit(visit):
    """Return the form of a visit's feeds; a link may choose kind and person (one statement)."""
    found = session.execute(queries.people_at(visit)).all()
    chosen = request.args.get("person", type=row_id)
    people = [person for kind, person in found if kind == FeedKind.PERSON]
    person = next((person for person in people if person.id == chosen), None)
    language = first_language(person, reader_language()) if person else reader_language()
    kind = FeedKind.PERSON if person else FeedKind.GUESTS
    form = VisitFeedForm(kind=kind, person_id=person and person.id, language=language)
    form.offer(found)
    return form


@bp.app_template_global("feed_form_for_venue")
def form_for_venue():
    """Return the form of a venue's feeds."""
    return VenueFeedForm(language=reader_language())


@bp.app_template_global("feed_form_for_person")
def form_for_person(person):
    """Return the form of a person's feeds, in the language that the person speaks first."""
    form = PersonFeedForm(language=first_language(person, reader_language()))
    form.offer(session.scalars(queries.coming_visits_of(person, today())))
    return form


@bp.app_template_global("feed_form_for_user")
def form_for_user():
    """Return the form of what the reader is responsible for."""
    return UserFeedForm(language=reader_language())


@bp.app_template_global("feeds_of_person")
def feeds_of_person(person):
    """Return the feeds of a person that serve, at all visits."""
    return session.scalars(queries.feeds_of_person(person, oldest())).all()


@bp.app_template_global("feed_kind")
def feed_kind(kind):
    """Return what a kind of feed includes, in words."""
    return translate(KINDS[kind])


@bp.app_template_global("feed_kinds_told")
def feed_kinds_told():
    """Return for each kind of feed a line that explains it."""
    return {kind: translate(told) for kind, told in TOLD.items()}
