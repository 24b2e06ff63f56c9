"""Who may open a page: the two decorators of which every view wears one."""

import functools

from flask import abort, current_app, g, has_request_context, redirect, request, url_for
from flask import session as cookie
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from sqlalchemy import event
from wtforms import ValidationError

from planner.db import session
from planner.queries.programme.events import event_of, removed_event_of
from planner.queries.programme.visits import removed_visit_at, visit_at, visit_formerly_at
from planner.queries.second_factors import second_factor_of
from planner.rules.permissions import Permission, may
from planner.web.cookies import cookie_is_read

LARGEST_OPEN_FORM = 64 * 1024  # bytes
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class SessionOver(Exception):
    """Somebody who is not signed in has sent a form."""


class CsrfLost(Exception):
    """A button was pressed on a page that is not ours, or too old."""


class Removed(LookupError):
    """A button was pressed about a visit or an event that lies in the trash by now."""

    def __init__(self, kind, row):
        super().__init__(kind)
        self.kind = kind
        self.row = row


def allowed(permission):
    """Check the user's right, then hand over the visit and the event that the address names."""

    def decorate(view):
        @functools.wraps(view)
        def checked(**values):
            user = require_user()
            if step := first_step(user):
                return redirect(url_for(step), 303)
            if not may(user, permission):
                g.missing_permission = permission
                abort(403)
            return view(**with_visit_and_event(values))

        checked.permission = permission
        return checked

    return decorate


STEPS_BEFORE_PASSWORD = {"account.password", "account.sign_out"}


def first_step(user):
    """Return the page that a user has to go through before any other, or None."""
    if request.endpoint in STEPS_BEFORE_PASSWORD:
        return None
    if user.must_change_password:
        return "account.password"
    if not user.roles[0].needs_second_factor or request.blueprint == "second_factors":
        return None
    return None if session.scalar(second_factor_of(user.id)) else "second_factors.index"


def open_to_all(reason):
    """Mark a view that needs no sign-in, and say why."""

    def decorate(view):
        view.permission = reason
        return view

    return decorate


def with_visit_and_event(values):
    """Replace slug and event_id by their rows; a foreign or unknown one is a 404."""
    if "slug" in values:
        values["visit"] = visit = found_visit(values.pop("slug"))
        g.visit = visit
    if "event_id" in values:
        event_id = values.pop("event_id")
        visit = values.get("visit")
        found = session.scalar(event_of(visit, event_id))
        values["event"] = found or missing("event", removed_event_of(visit, event_id))
    return values


def missing(kind, removed):
    """Raise Removed if a button was pressed about what lies in the trash; else it is a 404.

    What was typed into a form stands on the page of the 404, so a form goes there.
    """
    is_button = request.method in UNSAFE and "GET" not in request.url_rule.methods
    row = session.scalar(removed) if is_button else None
    if row is None:
        abort(404)
    raise Removed(kind, row)


def found_visit(slug):
    """Return the visit at a slug; an old slug redirects to the new one (model rule 9)."""
    if visit := session.scalar(visit_at(slug)):
        return visit
    renamed = session.scalar(visit_formerly_at(slug))
    if renamed is None:
        missing("visit", removed_visit_at(slug))
    if request.method in UNSAFE:
        abort(404)
    abort(redirect(url_for(request.endpoint, **request.view_args | {"slug": renamed.slug}), 308))


def require_user():
    """Return who is signed in; others are asked to, and lose nothing that they typed."""
    if user := signed_in_user():
        return user
    if request.method in UNSAFE:
        raise SessionOver
    return abort(redirect(url_for("account.sign_in", next=request.full_path.rstrip("?"))))


def signed_in_user():
    """Return the user of this browser, or None; pages for everybody know no user.

    In a poll it is whoever asks, as far as its one statement tells (web.polls.telling).
    """
    if not cookie_is_read():
        return g.get("asking")
    if not current_user.is_authenticated:
        return None
    return current_user._get_current_object()


def safe_next(address):
    """Return an address on this server to go on to after sign-in, else the overview."""
    here = address and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if here and address.isprintable() else url_for("overview.show")


def check_address():
    """Refuse a character in an address that a database cannot even look for.

    Calendars are not asked for by a query: whatever stands in it changes nothing (H16).
    """
    in_query = b"%00" in request.query_string and not request.path.endswith(".ics")
    if "\0" in request.path or in_query:
        abort(404)


def bound_forms_of_strangers():
    """Refuse more from somebody who need not sign in than a form for everybody can hold."""
    view = current_app.view_functions.get(request.endpoint)
    if request.method in UNSAFE and not isinstance(getattr(view, "permission", None), Permission):
        request.max_content_length = LARGEST_OPEN_FORM


def check_csrf():
    """Refuse a button of a page that is not ours; a form shows itself again (form_status)."""
    if request.method not in UNSAFE or request.routing_exception:
        return
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as lost:
        form_page = request.url_rule and "GET" in request.url_rule.methods
        if not form_page:
            raise CsrfLost from lost
        g.csrf_lost = True


def refuse_commit_without_token(_session):
    """Stop a view that acts without asking a form, such as one that deletes."""
    if has_request_context() and g.get("csrf_lost"):
        raise CsrfLost


def form_status(form):
    """Return the HTTP status of a page with a form: 400 lost CSRF token, 422 errors, else 200."""
    if "csrf_token" in form.errors:
        return 400
    return 422 if form.errors else 200


def choose_language():
    """Let the page speak as its reader has chosen: in the account, or on the sign-in page."""
    if cookie_is_read():
        user = signed_in_user()
        g.chosen_language = user.language if user else cookie.get("language")


def init_app(app):
    """Look at every request before its view does."""
    app.before_request(check_address)
    app.before_request(bound_forms_of_strangers)
    app.before_request(choose_language)
    app.before_request(check_csrf)
    event.listen(app.extensions["sessionmaker"], "before_commit", refuse_commit_without_token)
