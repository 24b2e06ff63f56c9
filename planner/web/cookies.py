"""Cookies: which browser is whose, and what a browser keeps of that."""

import contextlib
import datetime as dt
from http import HTTPStatus

from flask import Flask, Response, after_this_request, current_app, g, request, url_for
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy.exc import DBAPIError

from planner.clock import utc_now
from planner.confidentiality import read_as
from planner.connections import is_database_closed
from planner.db import session
from planner.languages import LANGUAGE_BY_ADDRESS, LANGUAGES
from planner.models import User, UserSession
from planner.queries.confidentiality import with_restriction
from planner.queries.sign_ins import device_of
from planner.queries.users import session_with_password, user_of_session
from planner.rules.second_factors import RECENT, RelyingParty
from planner.rules.users import hash_token
from planner.services.accounts import second_steps, sessions, sign_ins
from planner.services.accounts.sign_ins import DEVICE_KNOWN, PENDING_FOR

COOKIELESS = {  # blueprints for everybody: no cookie is read or set
    *("health", "media", "subscriptions", *LANGUAGE_BY_ADDRESS),
    *(f"{name}_{language}" for name in LANGUAGE_BY_ADDRESS for language in LANGUAGES),
}
POLLS = "polls"  # a blueprint: it asks itself, in the statement of its answer, whose cookie it is
DEVICE_COOKIE = "planner_device"
LONGEST_TOKEN = 100
SEEN_AGAIN = dt.timedelta(hours=6)  # few pages write


def sign_in(email: str, password: str) -> bool:
    """Sign in whoever knows the password, with a session that the server knows and can end.

    Returns whether that is all; else a second step is owed (pending_user). Raises RuleBroken about
    `password` if account or password is wrong.
    """
    begun = sessions.begin_session(email, password, agent=browser(), now=utc_now())
    if begun.is_pending:
        cookie.clear()
        cookie["pending"] = begun.token
    else:
        begin_cookie_session(begun.user, begun.token)
    return not begun.is_pending


def change_password(user: User, current: str, password: str) -> None:
    """Change one's own password; every browser is signed out but this one.

    Raises RuleBroken about `current_password` if that is wrong.
    """
    token = sessions.change_password(user, current, password, agent=browser(), now=utc_now())
    keep_token(user, token)  # the browser is known already


def begin_cookie_session(user: User, token: str) -> None:
    """Give the browser the token of a new session; from now on it is known."""
    keep_token(user, token)
    remember_device(user)


def keep_token(user: User, token: str) -> None:
    """Give the browser the token of a new session, in a new cookie."""
    cookie.clear()
    login_user(user, remember=False)
    cookie["token"] = token
    cookie.permanent = True


def remember_device(user: User) -> None:
    """Let the browser keep a token by which a user is known in it, for the page to sign in."""
    token = sign_ins.remember_device(user, device_token(), now=utc_now())

    @after_this_request
    def give(response: Response) -> Response:
        response.set_cookie(
            DEVICE_COOKIE,
            token,
            max_age=DEVICE_KNOWN,
            path=url_for("account.sign_in"),
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def device_token() -> str:
    """Return the token of a known device that the browser keeps; empty if it keeps none."""
    token = request.cookies.get(DEVICE_COOKIE, "")
    return token if len(token) <= LONGEST_TOKEN else ""


def known_device_id(email: str) -> int | None:
    """Return the id of the browser, if whoever has the e-mail address is known in it."""
    if not (token := device_token()):
        return None
    device = session.scalar(device_of(email, hash_token(token), utc_now()))
    return device.id if device else None


def pending_user() -> User | None:
    """Return who has signed in with a password in this browser and owes a second step, or None."""
    waits = hash_token(pending()), utc_now() - PENDING_FOR
    return session.scalar(user_of_session(*waits, is_pending=True))


def complete_with_code(user: User, code: str) -> None:
    """Complete signing in with a code. Raises RuleBroken about `code` if it is wrong."""
    begin_cookie_session(
        user, second_steps.complete_with_code(user, pending(), code, agent=browser(), now=utc_now())
    )


def complete_with_passkey(user: User, answer: str, party: RelyingParty) -> None:
    """Complete signing in with a passkey. Raises RuleBroken if it is refused."""
    token = second_steps.complete_with_passkey(
        user, pending(), answer, party, agent=browser(), now=utc_now()
    )
    begin_cookie_session(user, token)


def sign_in_with_passkey(answer: str, party: RelyingParty) -> None:
    """Sign in with a passkey alone. Raises RuleBroken if it is refused."""
    user, token = second_steps.begin_session(answer, party, agent=browser(), now=utc_now())
    begin_cookie_session(user, token)


def confirm_password(user: User, password: str) -> None:
    """Note that the password was typed here just now.

    Raises RuleBroken about `current_password` if it is wrong.
    """
    second_steps.confirm_password(user, cookie.get("token", ""), password, now=utc_now())


def password_is_recent() -> bool:
    """Tell whether the password was typed in this browser a moment ago."""
    token_hash = hash_token(cookie.get("token", ""))
    return session.scalar(session_with_password(token_hash, utc_now() - RECENT)) is not None


def pending() -> str:
    """Return the token of the session that owes a second step."""
    return str(cookie.get("pending", ""))


def browser() -> str:
    """Return what the browser calls itself."""
    return request.user_agent.string or ""


def sign_out(user: User) -> None:
    """End the session of this browser: its cookie, and every copy of it, is worth nothing."""
    sessions.end_session(user, cookie.get("token", ""))
    logout_user()
    cookie.clear()


def load_user(_named: str) -> User | None:
    """Return the user of the session whose token a cookie carries, if the server still knows it."""
    if is_database_closed():  # a page of an error
        return None
    named = user_of_session(hash_token(cookie.get("token", "")), sessions_since())
    own = with_restriction(named).add_columns(UserSession.id, UserSession.last_seen_at)
    found = session.execute(own).unique().first()
    if found is None:
        return None
    user, is_shut_out, has_news, g.session_id, g.last_seen_at = found
    read_as(user.id, is_shut_out=is_shut_out, has_news=has_news)
    return user


def polled_session() -> dict[str, object]:
    """Return the values of the statement of a poll that say whose browser this is."""
    return {"token_hash": hash_token(cookie.get("token", "")), "not_before": sessions_since()}


def sessions_since() -> dt.datetime:
    """Return the moment after which sessions have begun that are not over."""
    return utc_now() - dt.timedelta(hours=current_app.config["SESSION_HOURS"])


def note_seen(response: Response) -> Response:
    """Note that a browser is in use, if that was not noted in the last hours."""
    is_right, now = response.status_code < HTTPStatus.BAD_REQUEST, utc_now()
    if is_right and now - g.get("last_seen_at", now) > SEEN_AGAIN:
        with contextlib.suppress(DBAPIError):  # nobody misses it
            sessions.note_seen(g.session_id, now)
    return response


def cookie_is_read() -> bool:
    """Tell whether the view may know who is signed in; no mistyped calendar may (S02)."""
    if request.endpoint is None and request.path.endswith(".ics"):
        return False
    if request.endpoint == "static" or (request.endpoint is None and request.path.endswith(".ics")):
        return False
    return not {*COOKIELESS, POLLS} & set(request.blueprints)


class CookieSessions(SecureCookieSessionInterface):
    """Signed cookies, but none with what is for everybody."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie of a page that may know who reads it."""
        if cookie_is_read():
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us who is signed in."""
    manager = LoginManager(app, add_context_processor=False)
    manager.user_loader(load_user)
    app.session_interface = CookieSessions()
    app.after_request(note_seen)
