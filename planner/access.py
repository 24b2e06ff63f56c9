"""Who is signed in, and the two decorators of which every view wears one."""

import datetime as dt
import functools

from flask import abort, current_app, g, has_request_context, redirect, request, url_for
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user
from flask_security import (
    Security,
    SQLAlchemySessionUserDatastore,
    login_user,
    logout_user,
)
from flask_wtf.csrf import validate_csrf
from sqlalchemy import event
from wtforms import ValidationError

from planner.clock import utc_now
from planner.confidentiality import read_as
from planner.db import session
from planner.languages import LANGUAGE_BY_ADDRESS, LANGUAGES
from planner.models import Role, User
from planner.queries.confidentiality import with_restriction
from planner.queries.programme.events import event_of
from planner.queries.programme.visits import visit_at, visit_formerly_at
from planner.queries.users import user_of_session
from planner.rules.permissions import may
from planner.rules.users import hash_token
from planner.services.accounts import sessions

COOKIELESS = {  # blueprints for everybody: no cookie is read or set
    *("media", "subscriptions", *LANGUAGE_BY_ADDRESS),
    *(f"{name}_{language}" for name in LANGUAGE_BY_ADDRESS for language in LANGUAGES),
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class SessionOver(Exception):
    """Somebody who is not signed in has sent a form."""


class CsrfLost(Exception):
    """A button was pressed on a page that is not ours, or too old."""


def allowed(permission):
    """Check the user's right, then hand over the visit and the event that the address names."""

    def decorate(view):
        @functools.wraps(view)
        def checked(**values):
            user = require_user()
            if user.must_change_password and request.endpoint not in STEPS_BEFORE_PASSWORD:
                return redirect(url_for("account.password"), 303)
            if not may(user, permission):
                g.missing_permission = permission
                abort(403)
            return view(**with_visit_and_event(values))

        checked.permission = permission
        return checked

    return decorate


STEPS_BEFORE_PASSWORD = {"account.password", "account.sign_out"}


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
        values["event"] = session.scalar(event_of(values.get("visit"), event_id)) or abort(404)
    return values


def found_visit(slug):
    """Return the visit at a slug; an old slug redirects to the new one (model rule 9)."""
    if visit := session.scalar(visit_at(slug)):
        return visit
    renamed = session.scalar(visit_formerly_at(slug)) or abort(404)
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
    """Return the user of this browser, or None; pages for everybody know no user."""
    if not cookie_is_read() or not current_user.is_authenticated:
        return None
    return current_user._get_current_object()


def safe_next(address):
    """Return an address on this server to go on to after sign-in, else the overview."""
    here = address and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if here and address.isprintable() else url_for("overview.show")


def sign_in(email: str, password: str) -> None:
    """Sign in whoever knows the password, with a session that the server knows and can end.

    Raises RuleBroken about `password` if account or password is wrong.
    """
    user, token = sessions.begin_session(email, password, agent=browser(), now=utc_now())
    begin_cookie_session(user, token)


def change_password(user: User, current: str, password: str) -> None:
    """Change one's own password; every browser is signed out but this one.

    Raises RuleBroken about `current_password` if that is wrong.
    """
    begin_cookie_session(
        user, sessions.change_password(user, current, password, agent=browser(), now=utc_now())
    )


def begin_cookie_session(user: User, token: str) -> None:
    """Give the browser the token of a new session, in a new cookie."""
    cookie.clear()
    login_user(user, remember=False)
    cookie["token"] = token
    cookie.permanent = True


def browser() -> str:
    """Return what the browser calls itself."""
    return request.user_agent.string or ""


def sign_out(user):
    """End the session of this browser: its cookie, and every copy of it, is worth nothing."""
    sessions.end_session(user, cookie.get("token", ""))
    logout_user()
    cookie.clear()


def load_user(fs_uniquifier):
    """Return the user whom a cookie names, if the server still knows its session."""
    not_before = utc_now() - dt.timedelta(hours=current_app.config["SESSION_HOURS"])
    token_hash = hash_token(cookie.get("token", ""))
    found = session.execute(
        with_restriction(user_of_session(fs_uniquifier, token_hash, not_before))
    ).first()
    if found is None:
        return None
    read_as(found.User.id, is_shut_out=found.is_shut_out, has_news=found.has_news)
    return found.User


def check_address():
    """Refuse a character in an address that a database cannot even look for.

    Calendars are not asked for by a query: whatever stands in it changes nothing (H16).
    """
    in_query = b"%00" in request.query_string and not request.path.endswith(".ics")
    if "\0" in request.path or in_query:
        abort(404)


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


def cookie_is_read():
    """Tell whether the view may know who is signed in; no mistyped calendar may (S02)."""
    if request.endpoint is None and request.path.endswith(".ics"):
        return False
    if request.endpoint == "static" or (request.endpoint is None and request.path.endswith(".ics")):
        return False
    return not COOKIELESS & set(request.blueprints)


class CookieSessions(SecureCookieSessionInterface):
    """Signed cookies, but none with what is for everybody."""

    def save_session(self, app, session, response):
        """Write the cookie of a page that may know who reads it."""
        if cookie_is_read():
            super().save_session(app, session, response)


def init_app(app):
    """Let Flask-Security keep users and passwords; its own pages stay off."""
    app.config.from_mapping(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT="unused: argon2 salts each hash",
        SECURITY_PASSWORD_LENGTH_MIN=12,
    )
    datastore = SQLAlchemySessionUserDatastore(session, User, Role)
    security = Security(app, datastore, register_blueprint=False)
    security.principal.identity_loaders.clear()  # it would load the user on every request
    app.login_manager.user_loader(load_user)
    app.session_interface = CookieSessions()
    app.before_request(check_address)
    app.before_request(choose_language)
    app.before_request(check_csrf)
    event.listen(app.extensions["sessionmaker"], "before_commit", refuse_commit_without_token)
