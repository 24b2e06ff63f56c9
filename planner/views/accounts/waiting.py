"""Who has to wait before the next try is told at the form, and loses nothing."""

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from planner.forms import Form
from planner.languages import Message, translate
from planner.services.accounts.passwords import HashingBusy
from planner.web.errors import MANY_SIGN_IN

MUST_WAIT = (TooManyRequests, HashingBusy)


def waiting_page(template: str, form: Form, field: str, asked: Exception) -> ResponseReturnValue:
    """Show a form again, and say at a field how long its reader has to wait."""
    form[field].errors = [translate(sentence_of(asked))]
    is_try = isinstance(asked, TooManyRequests)
    headers = {"Retry-After": str(asked.retry_after if isinstance(asked, TooManyRequests) else 2)}
    return render_template(template, form=form), 429 if is_try else 503, headers


def sentence_of(asked: Exception) -> Message:
    """Return why somebody has to wait, and how long."""
    if not isinstance(asked, TooManyRequests) or not isinstance(asked.retry_after, int):
        return MANY_SIGN_IN
    minutes = -(-asked.retry_after // 60)
    if minutes == 1:
        return Message("Too many tries. Please wait a minute before the next one.")
    return Message(
        "Too many tries. Please wait %(minutes)s minutes before the next one.", minutes=minutes
    )
