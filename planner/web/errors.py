"""One page per error, with what to do next; nothing that somebody typed is lost.

No page of an error asks the database: it shows what is known without, and nothing waits twice.
"""

import errno
from http import HTTPStatus

from flask import current_app, g, render_template, request, url_for
from flask import session as cookie
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NotFoundPage
from wtforms import ValidationError

from planner.connections import close_database
from planner.constraints import constraint_name
from planner.db import session
from planner.feeds.answers import NO_SUCH_CALENDAR, error_response, retry_later_response
from planner.forms.sent import has_secrets, repeatable_entries, shown_entries
from planner.languages import LANGUAGES, Message, translate
from planner.log import fields, request_id
from planner.machine.disks import full_place
from planner.machine.faults import Fault, fault_of
from planner.printing.typesetting.typesetting import TypesettingFailed
from planner.rules import SAVED_BY_ANOTHER, NotFound, RuleBroken
from planner.rules.permissions import roles_with
from planner.services.accounts.passwords import HashingBusy
from planner.services.papers import PrintoutNotNoted
from planner.web.access import UNSAFE, CsrfLost, SessionOver, cookie_is_read
from planner.web.public_memory import answer_after_fault
from planner.wording.constraints import REFUSED, SENTENCES

MANY_SIGN_IN = Message("Many people are signing in just now. Please send it again in a moment.")
TITLES = {
    400: Message("This page was too old"),
    403: Message("You may not do this"),
    404: Message("There is no such page"),
    405: Message("This cannot be done here"),
    408: Message("Your line was too slow"),
    409: Message("This cannot be done"),
    413: Message("That is too large"),
    429: Message("Too many tries"),
    500: Message("Something went wrong here"),
    503: Message("There is no PDF just now"),
    507: Message("There is no room just now"),
}
REASONS = {
    400: Message("The page had been open for too long. Go back, reload it and try again."),
    403: Message("Your account has no right for this."),
    404: Message("The address may be mistyped, or what was here is gone."),
    405: Message("This address does not take what your browser sent."),
    408: Message("What you have sent did not arrive in time, and was not saved; send it again."),
    413: Message("Please send a smaller file."),
    429: Message("Please wait a minute and try again."),
    500: Message("It is noted in the log. Please try again in a moment."),
    507: Message("The disk is full. What you have sent was not saved; tell whoever runs this."),
}
ROLES = {
    "administrator": Message("administrator"),
    "organiser": Message("organizer"),
    "assistant": Message("assistant"),
    "door": Message("door"),
    "reader": Message("reader"),
}
FAULTS = {
    Fault.BUSY: (
        Message("Please try again in a moment"),
        Message("The database is busy."),
    ),
    Fault.AWAY: (
        Message("Please try again in a few minutes"),
        Message("The database cannot be reached just now."),
    ),
    Fault.FULL: (
        Message("The disk is full"),
        Message("Nothing can be saved until there is room again. Please tell an administrator."),
    ),
    Fault.READ_ONLY: (
        Message("Nothing can be saved just now"),
        Message("The planner can be read, but not changed. Please tell an administrator."),
    ),
    Fault.DAMAGED: (
        Message("The data cannot be read"),
        Message("The database or its disk is damaged. Please tell an administrator."),
    ),
}
FULL_PLACES = {  # where a file could not be written
    "pictures": Message(
        "The picture could not be stored: the disk of the pictures is full. All else can be saved. "
        "Please tell an administrator."
    ),
    "cache": Message("The disk of the cache is full. Please tell an administrator."),
    "temporary": Message("The disk of temporary files is full. Please tell an administrator."),
}
NOT_NOTED = Message(
    "The planner notes who prints a paper with data of people, and cannot note anything just now: "
    "so it is not printed. What everybody may read can be printed."
)
RETRY_AFTER = {Fault.BUSY: 5, Fault.AWAY: 30}  # seconds; of all else, five minutes
NOT_SAVED = Message("What you have sent was not saved.")
UNCERTAIN = Message(
    "Whether what you have sent was saved is not known. Please look before you send it again."
)
FORWARDED_HEADERS = {"Allow", "Retry-After"}
REPEATABLE = {429, 500, 503}  # statuses after which the same may be sent again


def page(status, reason=None, title=None, remedy=None, **values):
    """Return the page of an error and its status; from here on nobody asks the database."""
    close_database()
    if cookie_is_read() and not g.get("chosen_language"):
        g.chosen_language = language_of_cookie()
    title = title or TITLES.get(status, Message("This cannot be done"))
    reason = reason or REASONS.get(status) or TITLES[409]
    text = render_template(
        "error.html",
        title=translate(title),
        reason=translate(reason),
        remedy=remedy and translate(remedy),
        status=status,
        **sent_values(status),
        **values,
    )
    return text, status


def language_of_cookie():
    """Return the language in which this browser was last shown a page, or None."""
    chosen = cookie.get("language") or cookie.get("shown", {}).get("language")
    return chosen if chosen in LANGUAGES else None


def sent_values(status):
    """Return what a page shows of the form that was sent, and what sends it once more."""
    if request.method not in UNSAFE:
        again = request.full_path.rstrip("?") if status in REPEATABLE else None
        return {"typed": [], "retry_address": again}
    try:
        form, files = request.form, request.files
    except (HTTPException, OSError):  # it cannot be read: too large, or no room for its file
        return {"typed": [], "unread": True}
    lost_files = [file.filename for file in files.values() if file.filename]
    secrets_typed = has_secrets(form)
    return {
        "typed": shown_entries(form),
        "lost_files": lost_files,
        "secrets_typed": secrets_typed,
        "again": repeatable_entries(form) if may_repeat(status) and not secrets_typed else [],
        "again_address": request.full_path.rstrip("?"),
    }


def may_repeat(status):
    """Tell whether one button may send a form again: only one that came from a page of ours.

    Otherwise a foreign page could have its form sent with our token, by a click on our button.
    """
    here = request.url_rule and not request.path.startswith(("//", "/\\"))
    if status not in REPEATABLE or not here:
        return False
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def http_error(error):
    """Answer an HTTP error; redirects pass."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    if error.code == HTTPStatus.FORBIDDEN and "missing_permission" in g:
        return denied(g.missing_permission)
    headers = [pair for pair in error.get_headers() if pair[0] in FORWARDED_HEADERS]
    if request.path.endswith(".ics"):
        missing = error.code == HTTPStatus.NOT_FOUND
        answer = error_response(
            error.code, NO_SUCH_CALENDAR if missing else HTTPStatus(error.code).phrase
        )
        answer.headers.extend(headers)
        return answer
    reference = request_id() if error.code == HTTPStatus.INTERNAL_SERVER_ERROR else None
    text, status = page(error.code, reference=reference)
    return text, status, headers


def fault(error):
    """Answer trouble with the database or a disk; what is a fault of the program goes on."""
    kind = fault_of(error)
    is_calendar = request.path.endswith(".ics") and isinstance(error, DBAPIError)
    if kind is None and not is_calendar:
        raise error
    if kept := answer_after_fault():
        return kept
    log_fault(error, kind)
    if request.path.endswith(".ics"):
        close_database()
        return retry_later_response(HTTPStatus.SERVICE_UNAVAILABLE)
    title, reason = words_of(error, kind)
    remedy = outcome(kind) if request.method in UNSAFE else None
    mail_to = current_app.config["OFFICE_EMAIL"] if kind not in RETRY_AFTER else ""
    text, status = page(503, reason, title=title, remedy=remedy, mail_to=mail_to)
    return text, status, {"Retry-After": str(RETRY_AFTER.get(kind, 300))}


def words_of(error, kind):
    """Return title and reason of a fault; of a file that could not be written, where."""
    title, reason = FAULTS[kind]
    if isinstance(error, OSError) and kind is Fault.FULL:
        reason = FULL_PLACES.get(full_place(current_app.config), reason)
    return title, reason


def printout_not_noted(error):
    """Say why a paper with data of people is not printed."""
    title, reason = FAULTS[error.fault]
    text, status = page(503, NOT_NOTED, title=title, remedy=reason)
    return text, status, {"Retry-After": str(RETRY_AFTER.get(error.fault, 300))}


def outcome(kind):
    """Return what has become of what was sent."""
    return UNCERTAIN if kind is Fault.AWAY and g.get("is_committing") else NOT_SAVED


def log_fault(error, kind):
    """Write into the log what is wrong, by its code; the words of a driver quote what it got."""
    original = getattr(error, "orig", None)
    code = (
        getattr(original, "sqlstate", None)
        or getattr(original, "sqlite_errorname", None)
        or errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    )
    name = type(original or error).__name__
    said = fields("database", kind=kind.value if kind else "error", error=name, code=code)
    current_app.logger.error("database", extra=said)


def hashing_busy(_error):
    """Say that too many passwords are being checked just now."""
    text, status = page(503, MANY_SIGN_IN, title=Message("Please try again in a moment"))
    return text, status, {"Retry-After": "2"}


def refused_by_database(error):
    """Say which rule a row has broken; the log learns its name and nothing that was typed."""
    name = constraint_name(error)
    current_app.logger.error("refused", extra=fields("refused", constraint=name or ""))
    session.rollback()
    return page(409, SENTENCES.get(name, REFUSED))


def denied(permission):
    """Say who can grant the right that was missing."""
    roles = ", ".join(translate(ROLES[role]) for role in roles_with(permission))
    remedy = Message("Those who have it: %(roles)s. An administrator can grant it.", roles=roles)
    return page(403, remedy=remedy, mail_to=current_app.config["OFFICE_EMAIL"])


def session_over(_error):
    """Answer a form that was sent without sign-in: everything typed is on the page."""
    back = request.path if request.url_rule and "GET" in request.url_rule.methods else None
    return page(
        403,
        Message("You are not signed in, or were away for too long."),
        title=Message("Please sign in"),
        session_over=True,
        sign_in_address=url_for("account.sign_in", next=back),
    )


def init_app(app):
    """Answer what no form has caught."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(NotFound, lambda _: http_error(NotFoundPage()))
    app.register_error_handler(ObjectDeletedError, lambda _: http_error(NotFoundPage()))
    app.register_error_handler(RuleBroken, lambda broken: page(409, broken.message))
    app.register_error_handler(StaleDataError, lambda _: page(409, SAVED_BY_ANOTHER))
    for kind in (DBAPIError, PoolTimeout, PendingRollbackError, OSError):
        app.register_error_handler(kind, fault)
    app.register_error_handler(PrintoutNotNoted, printout_not_noted)
    app.register_error_handler(IntegrityError, refused_by_database)
    app.register_error_handler(TypesettingFailed, lambda failed: page(503, failed.message))
    app.register_error_handler(HashingBusy, hashing_busy)
    app.register_error_handler(CsrfLost, lambda _: page(400))
    app.register_error_handler(SessionOver, session_over)
