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
from flask.typing import ResponseReturnValue

from planner.addresses import external_url, row_id
from planner.db import session
from planner.feeds.catalogue import BY_KIND, FEEDS, download_kinds, names_for_visit
from planner.forms.feeds import FeedForm, PersonFeedForm, UserFeedForm, VenueFeedForm, VisitFeedForm
from planner.languages import Message, reader_language, translate
from planner.models import Feed, FeedKind, Person, User, Venue, Visit
from planner.now import now, today
from planner.queries.feeds import subscribing as queries
from planner.queries.history.last_changes import last_change
from planner.queries.people.people import person_with
from planner.queries.places.venues import venue_with
from planner.rules import NotFound, RuleBroken
from planner.rules.feeds.subscribing import may_renew, program_language
from planner.rules.permissions import Permission, may
from planner.services import feeds as acts
from planner.views.overtaken import tell, who_and_when
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status, safe_next, signed_in_user

bp = Blueprint("feeds", __name__)
CREATED = 201
ENDED = Message("%(who)s has ended the address of “%(label)s” already (%(moment)s).")
CLOSE = Message("Close")
SECRET_PAGE_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@bp.route("/visits/<slug>/feeds", methods=["GET", "POST"])
@allowed(Permission.MAKE_FEEDS)
def index(visit):
    """Show the feeds of a visit, and make one."""
    form, last = form_for_visit(visit), visit.last_day + after_visit()
    if last >= today() and (made := make_requested_feed(form, visit)):
        return made
    feeds = session.scalars(queries.feeds_of_visit(visit, oldest_last_day())).all()
    context = time_context() | {"last": last, "download_kinds": download_kinds()}
    page = visit_page("feeds/visit.html", visit, feeds=feeds, form=form, **context)
    return page, form_status(form)


@bp.route("/settings/venues/<int:venue_id>/feeds", methods=["GET", "POST"])
@allowed(Permission.MAKE_FEEDS)
def venue(venue_id):
    """Show the feeds of a venue, and make one."""
    row = session.scalar(venue_with(venue_id)) or abort(404)
    form = form_for_venue()
    if made := make_requested_feed(form, row):
        return made
    feeds = session.scalars(queries.feeds_of_venue(row, oldest_last_day())).all()
    page = render_template("feeds/venue.html", venue=row, feeds=feeds, form=form, **time_context())
    return page, form_status(form)


@bp.route("/people/<int:person_id>/feeds", methods=["GET", "POST"])
@allowed(Permission.MAKE_FEEDS)
def person(person_id):
    """Show the feeds of a person at all visits, and make one for a coming visit."""
    row = session.scalar(person_with(person_id)) or abort(404)
    form = form_for_person(row)
    if made := make_requested_feed(form, row):
        return made
    feeds = feeds_of_person(row)
    page = render_template(
        "feeds/person.html", person=row, feeds=feeds, form=form, **time_context()
    )
    return page, form_status(form)


@bp.route("/settings/feeds", methods=["GET", "POST"])
@allowed(Permission.READ_VISITS)
def own():
    """Show the feeds made by or about oneself, and make one of one's duties."""
    user, form = signed_in_user(), form_for_user()
    if made := make_requested_feed(form, user):
        return made
    feeds = session.scalars(queries.own_feeds(user, oldest_last_day())).all()
    page = render_template("feeds/own.html", feeds=feeds, form=form, **time_context())
    return page, form_status(form)


@bp.post("/settings/feeds/<int:feed_id>/renew")
@allowed(Permission.READ_VISITS)
def renew(feed_id):
    """Put a new address in the place of one that too many know."""
    feed, user = feed_at(feed_id), signed_in_user()
    if not may_renew(user, feed):
        g.missing_permission = Permission.MAKE_FEEDS
        abort(403)
    return address_page(*acts.renew_feed(feed_id, user=user, now=now()), back())


@bp.post("/settings/feeds/<int:feed_id>/end")
@allowed(Permission.READ_VISITS)
def end(feed_id):
    """End a feed: from the next request on it tells nothing; devices keep what they have."""
    try:
        feed = acts.end_feed(feed_id, user=signed_in_user(), now=now())
    except NotFound:
        return tell_ended(feed_id)
    flash(translate(Message("The address of “%(label)s” has ended.", label=feed.label)))
    return redirect(back(), 303)


@bp.route("/settings/feeds/<int:feed_id>/wipe", methods=["GET", "POST"])
@allowed(Permission.READ_VISITS)
def wipe(feed_id):
    """Ask, then end a feed so that the devices that still ask are emptied."""
    if request.method == "GET":
        feed, days = feed_at(feed_id), current_app.config["FEED_WIPE_DAYS"]
        return render_template("feeds/wipe.html", feed=feed, days=days, back=back())
    try:
        feed = acts.wipe_feed(feed_id, user=signed_in_user(), now=now())
    except NotFound:
        return tell_ended(feed_id)
    flash(translate(Message("The devices of “%(label)s” are being emptied.", label=feed.label)))
    return redirect(back(), 303)


def tell_ended(feed_id):
    """Say who has ended a feed already; one that the user could not end is not found."""
    user = signed_in_user()
    found = queries.ended_feed(feed_id, user, of_all=may(user, Permission.MAKE_FEEDS))
    feed = session.scalar(found) or abort(404)
    change = last_change(session, "feed", [feed_id], "revoked_at")
    by = who_and_when(change, feed.revoked_at)
    return tell(back(), [Message(ENDED.msgid, label=feed.label, **by)], None, leave=CLOSE)


def feed_at(feed_id):
    """Return a feed that the user may withdraw; of others nobody learns that they exist."""
    user = signed_in_user()
    of_all = may(user, Permission.MAKE_FEEDS)
    found = queries.feed_to_change(feed_id, user, oldest_last_day(), of_all=of_all)
    return session.scalar(found) or abort(404)


def time_context():
    """Return what lists reckon from: "12 minutes ago", "ended"."""
    return {"now": now(), "today": today()}


def oldest_last_day():
    """Return the last day of those visits whose feeds end today."""
    return today() - after_visit()


def after_visit():
    """Return how long the feeds of a visit outlast it (S09)."""
    return dt.timedelta(days=current_app.config["FEED_DAYS_AFTER_VISIT"])


def back():
    """Return the page with the list from which a feed was chosen."""
    return safe_next(request.args.get("next") or url_for("feeds.own"))


def make_requested_feed(
    form: FeedForm, subject: Visit | Venue | Person | User
) -> ResponseReturnValue | None:
    """Make the feed that a right form asks for and show its address; else say what is wrong."""
    if not form.validate_on_submit():
        return None
    kind, about = form.wanted(subject)
    entry = {"label": form.label.data, "language": form.language.data}
    try:
        made = acts.make_feed(kind, about, **entry, user=signed_in_user(), now=now())
    except RuleBroken as broken:
        form.refuse(broken)
        return None
    return address_page(*made, request.path)


def address_page(feed: Feed, token: str, back: str) -> ResponseReturnValue:
    """Return the one page that shows the address of a new feed (S10)."""
    page = render_template(
        "feeds/made.html",
        feed=feed,
        address=external_url("subscriptions.show", token=token),
        page_address=external_url("subscriptions.page", token=token),
        download=url_for("subscriptions.show", token=token),
        back=back,
    )
    return page, CREATED, SECRET_PAGE_HEADERS


@bp.app_template_global("feed_form_for_visit")
def form_for_visit(visit):
    """Return the form of a visit's feeds; a link may choose kind and person (one statement)."""
    found = session.execute(queries.people_by_feed_kind(visit)).all()
    chosen = request.args.get("person", type=row_id)
    people = [person for kind, person in found if kind == FeedKind.PERSON]
    person = next((person for person in people if person.id == chosen), None)
    language = program_language(person, reader_language()) if person else reader_language()
    kind = FeedKind.PERSON if person else FeedKind.GUESTS
    form = VisitFeedForm(kind=kind, person_id=person and person.id, language=language)
    form.set_choices(names_for_visit(), found)
    return form


@bp.app_template_global("feed_form_for_venue")
def form_for_venue():
    """Return the form of a venue's feeds."""
    return VenueFeedForm(language=reader_language())


@bp.app_template_global("feed_form_for_person")
def form_for_person(person):
    """Return the form of a person's feeds, in the language that the person speaks first."""
    form = PersonFeedForm(language=program_language(person, reader_language()))
    form.set_choices(session.scalars(queries.coming_visits_of(person, today())))
    return form


@bp.app_template_global("feed_form_for_user")
def form_for_user():
    """Return the form of what the reader is responsible for."""
    return UserFeedForm(language=reader_language())


@bp.app_template_global("feeds_of_person")
def feeds_of_person(person):
    """Return the feeds of a person that serve, at all visits."""
    return session.scalars(queries.feeds_of_person(person, oldest_last_day())).all()


@bp.app_template_global("feed_kind")
def feed_kind(kind):
    """Return what a kind of feed includes, in words."""
    return translate(BY_KIND[kind].name)


@bp.app_template_global("feed_kinds_told")
def feed_kinds_told():
    """Return for each kind of feed a line that explains it."""
    return {one.kind: translate(one.description) for one in FEEDS}
