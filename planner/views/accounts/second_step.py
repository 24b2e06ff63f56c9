"""Sign in with a second step after the password, or with a passkey alone."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from planner.clock import utc_now
from planner.db import session
from planner.forms.second_factors import PasskeyForm, SecondStepForm
from planner.languages import translate
from planner.models import User
from planner.queries.second_factors import app_of, passkeys_of
from planner.rules import RuleBroken
from planner.rules.second_factors import new_challenge, relying_party
from planner.services.accounts.passkeys import questions_for_sign_in
from planner.services.accounts.second_factors import SIGN_IN
from planner.views.accounts.waiting import sentence_of
from planner.web import cookies
from planner.web.access import form_status, open_to_all, safe_next
from planner.web.limits import count_code, count_sender

bp = Blueprint("second_step", __name__, url_prefix="/sign-in")


@bp.route("/second-step", methods=["GET", "POST"])
@open_to_all("the password was right, and only this page is open to it")
def code() -> ResponseReturnValue:
    """Ask for a code of the app, a recovery code or a passkey."""
    user = cookies.pending_user() or abort(redirect(url_for("account.sign_in"), 303))
    form = SecondStepForm()
    if form.validate_on_submit():
        try:
            count_code(user.id)
            cookies.complete_with_code(user, form.code.data or "")
        except RuleBroken as broken:
            form.refuse(broken)
        except TooManyRequests as asked:
            form.refuse(RuleBroken(sentence_of(asked), "code"))
            return step_page(user, form), 429, {"Retry-After": str(asked.retry_after)}
        else:
            return go_on()
    return step_page(user, form), form_status(form)


@bp.post("/second-step/passkey")
@open_to_all("the password was right, and only this page is open to it")
def passkey() -> ResponseReturnValue:
    """Take a passkey as the second step."""
    user = cookies.pending_user() or abort(redirect(url_for("account.sign_in"), 303))
    party = relying_party(current_app.config["PUBLIC_URL"]) or abort(404)
    answer, form = PasskeyForm(), SecondStepForm(formdata=None)
    if answer.validate_on_submit():
        try:
            cookies.complete_with_passkey(user, answer.credential.data or "", party)
        except RuleBroken as broken:
            return step_page(user, form, translate(broken.message)), 422
        return go_on()
    return step_page(user, form), form_status(answer)


@bp.post("/passkey")
@open_to_all("one signs in here")
def passkey_alone() -> ResponseReturnValue:
    """Sign in with a passkey that knows its user: no password is asked for."""
    party = relying_party(current_app.config["PUBLIC_URL"]) or abort(404)
    form = PasskeyForm()
    count_sender()
    if form.validate_on_submit():
        try:
            cookies.sign_in_with_passkey(form.credential.data or "", party)
            return go_on()
        except RuleBroken as broken:
            flash(translate(broken.message))
    return redirect(url_for("account.sign_in", next=request.args.get("next")), 303)


def go_on() -> ResponseReturnValue:
    """Lead to where somebody wanted to go before signing in."""
    return redirect(safe_next(request.args.get("next")), 303)


def step_page(user: User, form: SecondStepForm, refused: str = "") -> str:
    """Return the page of the second step, with what this user has."""
    known = [one.credential_id for one in session.scalars(passkeys_of(user.id))]
    return render_template(
        "second_factors/step.html",
        form=form,
        refused=refused,
        has_app=session.scalar(app_of(user.id)) is not None,
        asked=asked_passkeys(known) if known else "",
    )


def asked_passkeys(known: list[bytes]) -> str:
    """Return what a browser asks a device to sign in, as JSON; empty where it may not ask."""
    party = relying_party(current_app.config["PUBLIC_URL"])
    if party is None:
        return ""
    challenge = new_challenge(current_app.config["SECRET_KEY"], SIGN_IN, utc_now())
    return questions_for_sign_in(party, challenge, known)
