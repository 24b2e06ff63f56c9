"""One page per error, with what to do next; nothing that somebody typed is lost."""

import contextlib
from http import HTTPStatus

from flask import current_app, g, render_template, request, url_for
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NotFoundPage

from planner.access import CsrfLost, SessionOver, signed_in_user
from planner.db import session
from planner.feeds.answers import NO_SUCH_CALENDAR, error_response
from planner.languages import Message, translate
from planner.printing.typesetting.typesetting import TypesettingFailed
from planner.rules import SAVED_BY_ANOTHER, NotFound, RuleBroken
from planner.rules.permissions import roles_with

BUSY = Message("The database is busy. What you have sent was not saved; send it again.")
TITLES = {
    400: Message("This page was too old"),
    403: Message("You may not do this"),
    404: Message("There is no such page"),
    405: Message("This cannot be done here"),
    409: Message("This cannot be done"),
    413: Message("That is too large"),
    429: Message("Too many tries"),
    500: Message("Something went wrong here"),
    503: Message("There is no PDF just now"),
}
REASONS = {
    400: Message("The page had been open for too long. Go back, reload it and try again."),
    403: Message("Your account has no right for this."),
    404: Message("The address may be mistyped, or what was here is gone."),
    405: Message("This address does not take what your browser sent."),
    413: Message("Please send a smaller file."),
    429: Message("Please wait a minute and try again."),
    500: Message("It is noted in the log. Please try again in a moment."),
}
ROLES = {
    "administrator": Message("administrator"),
    "organiser": Message("organizer"),
    "assistant": Message("assistant"),
    "door": Message("door"),
    "reader": Message("reader"),
}
FORWARDED_HEADERS = {"Allow", "Retry-After"}
UNKEPT = {"csrf_token", "lock_version", "password", "current_password", "new_password"}


def page(status, reason=None, title=None, **values):
    """Return the page of an error and its status."""
    title = title or TITLES.get(status, Message("This cannot be done"))
    reason = reason or REASONS.get(status) or TITLES[409]
    text = render_template(
        "error.html", title=translate(title), reason=translate(reason), status=status, **values
    )
    return text, status


def http_error(error):
    """Answer an HTTP error; redirects pass."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    if error.code == HTTPStatus.FORBIDDEN and "missing_permission" in g:
        return denied(g.missing_permission)
    if request.path.endswith(".ics"):
        missing = error.code == HTTPStatus.NOT_FOUND
        answer = error_response(
            error.code, NO_SUCH_CALENDAR if missing else HTTPStatus(error.code).phrase
        )
        answer.headers.extend(
            [pair for pair in error.get_headers() if pair[0] in FORWARDED_HEADERS]
        )
        return answer
    text, status = page(error.code, typed=typed_in_vain(error.code))
    headers = [pair for pair in error.get_headers() if pair[0] in FORWARDED_HEADERS]
    return text, status, headers


def typed_in_vain(status):
    """Return what was sent to a page that is gone: nothing that somebody typed is lost."""
    if status != HTTPStatus.NOT_FOUND or request.method != "POST" or not signed_in_user():
        return []
    return typed_fields()


def typed_fields():
    """Return (name, text) of what was typed into a form, without secrets."""
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in UNKEPT]
    return [(name, text) for name, text in typed if text]


def saved_by_another(_error):
    """Say that somebody else was faster; nothing of this save is kept."""
    session.rollback()
    return page(409, SAVED_BY_ANOTHER)


def database_busy(error):
    """Say that the database does not answer, or that two saves waited for each other."""
    current_app.logger.error("database: %s", type(error.orig).__name__)
    with contextlib.suppress(DBAPIError):
        session.rollback()
        session.connection(execution_options={"reads": True})  # the page must not wait as well
    text, status = page(503, BUSY, title=Message("Please try again in a moment"))
    return text, status, {"Retry-After": "5"}


def denied(permission):
    """Say who can grant the right that was missing."""
    roles = ", ".join(translate(ROLES[role]) for role in roles_with(permission))
    remedy = Message("Those who have it: %(roles)s. An administrator can grant it.", roles=roles)
    return page(403, remedy=translate(remedy), mail_to=current_app.config["OFFICE_EMAIL"])


def session_over(_error):
    """Answer a form that was sent without sign-in: everything typed is on the page."""
    back = request.path if request.url_rule and "GET" in request.url_rule.methods else None
    return page(
        403,
        Message("You are not signed in, or were away for too long."),
        title=Message("Please sign in"),
        session_over=True,
        typed=typed_fields(),
        sign_in_address=url_for("account.sign_in", next=back),
    )


def init_app(app):
    """Answer what no form has caught."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(NotFound, lambda _: http_error(NotFoundPage()))
    app.register_error_handler(ObjectDeletedError, lambda _: http_error(NotFoundPage()))
    app.register_error_handler(RuleBroken, lambda broken: page(409, broken.message))
    app.register_error_handler(StaleDataError, saved_by_another)
    app.register_error_handler(OperationalError, database_busy)
    app.register_error_handler(TypesettingFailed, lambda failed: page(503, failed.message))
    app.register_error_handler(CsrfLost, lambda _: page(400))
    app.register_error_handler(SessionOver, session_over)
