"""Second factors of one's own account: an app, passkeys, recovery codes."""

import functools
from collections.abc import Callable

import pyotp
from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.clock import utc_now
from planner.db import session
from planner.encryption import KeyChanged, decrypt, encrypt
from planner.forms.second_factors import AppForm, ConfirmForm, NewPasskeyForm
from planner.queries.second_factors import app_of, passkeys_of, unused_recovery_codes
from planner.rules import RuleBroken
from planner.rules.permissions import Permission
from planner.rules.second_factors import (
    app_address,
    new_challenge,
    relying_party,
    spaced,
    user_handle,
)
from planner.services.accounts import second_factors as acts
from planner.services.accounts.passkeys import questions_for_new_key
from planner.views.accounts.waiting import MUST_WAIT, waiting_page
from planner.web import cookies
from planner.web.access import allowed, form_status, safe_next, signed_in_user
from planner.web.limits import count_password

bp = Blueprint("second_factors", __name__, url_prefix="/account/second-factor")


def after_password(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Ask for the password once more, unless it was typed in this browser a moment ago."""

    @functools.wraps(view)
    def checked(**values: int) -> ResponseReturnValue:
        if cookies.password_is_recent():
            return view(**values)
        back = request.full_path.rstrip("?") if request.method == "GET" else url_for(".index")
        return redirect(url_for(".confirm", next=back), 303)

    return checked


@bp.get("")
@allowed(Permission.USE_ACCOUNT)
def index() -> ResponseReturnValue:
    """Show with what one signs in besides the password."""
    user = signed_in_user()
    return render_template(
        "second_factors/index.html",
        app=session.scalar(app_of(user.id)),
        passkeys=session.scalars(passkeys_of(user.id)).all(),
        codes_left=session.scalar(unused_recovery_codes(user.id)),
        takes_passkeys=relying_party(current_app.config["PUBLIC_URL"]) is not None,
    )


@bp.route("/confirm", methods=["GET", "POST"])
@allowed(Permission.USE_ACCOUNT)
def confirm() -> ResponseReturnValue:
    """Type the password once more; for some minutes it is not asked for again."""
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            count_password(signed_in_user().id)
            cookies.confirm_password(signed_in_user(), form.current_password.data or "")
        except RuleBroken as broken:
            form.refuse(broken)
        except MUST_WAIT as asked:
            return waiting_page("second_factors/confirm.html", form, "current_password", asked)
        else:
            return redirect(safe_next(request.args.get("next")), 303)
    return render_template("second_factors/confirm.html", form=form), form_status(form)


@bp.route("/app", methods=["GET", "POST"])
@allowed(Permission.USE_ACCOUNT)
@after_password
def app() -> ResponseReturnValue:
    """Scan the code with an app, and type what it shows; one that is there already is replaced."""
    user, key = signed_in_user(), current_app.config["SECRET_KEY"]
    purpose = f"setup of {user.id}"
    form = AppForm()
    try:
        secret = decrypt(key, purpose, form.setup.data or "")
    except KeyChanged:
        secret = pyotp.random_base32()
        form.setup.data = encrypt(key, purpose, secret)
    if form.validate_on_submit():
        try:
            return after_adding(acts.add_app(user, secret, form.code.data or "", now=utc_now()))
        except RuleBroken as broken:
            form.refuse(broken)
    address = app_address(secret, user.email, current_app.config["OFFICE_NAME"])
    return (
        render_template(
            "second_factors/app.html", form=form, address=address, secret=spaced(secret)
        ),
        form_status(form),
    )


@bp.post("/app/remove")
@allowed(Permission.USE_ACCOUNT)
@after_password
def remove_app() -> ResponseReturnValue:
    """Sign in without an app from now on."""
    acts.remove_app(signed_in_user())
    return redirect(url_for(".index"), 303)


@bp.route("/passkeys/add", methods=["GET", "POST"])
@allowed(Permission.USE_ACCOUNT)
@after_password
def add_passkey() -> ResponseReturnValue:
    """Add a passkey of the device at hand."""
    user, key = signed_in_user(), current_app.config["SECRET_KEY"]
    party = relying_party(current_app.config["PUBLIC_URL"]) or abort(404)
    form = NewPasskeyForm()
    if form.validate_on_submit():
        try:
            answer, name = form.credential.data or "", form.name.data or ""
            return after_adding(acts.add_passkey(user, answer, name, party, now=utc_now()))
        except RuleBroken as broken:
            form.refuse(RuleBroken(broken.message, "name"))
    form.credential.data = ""  # each answer is to one question
    known = [one.credential_id for one in session.scalars(passkeys_of(user.id))]
    challenge = new_challenge(key, acts.for_new_key(user.id), utc_now())
    asked = questions_for_new_key(user, user_handle(key, user.id), known, party, challenge)
    return render_template("second_factors/passkey.html", form=form, asked=asked), form_status(form)


@bp.post("/passkeys/<int:passkey_id>/remove")
@allowed(Permission.USE_ACCOUNT)
@after_password
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Sign in without a passkey from now on."""
    acts.remove_passkey(signed_in_user(), passkey_id)
    return redirect(url_for(".index"), 303)


@bp.post("/recovery-codes")
@allowed(Permission.USE_ACCOUNT)
@after_password
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes; they are shown on this one page and kept nowhere."""
    return codes_page(acts.renew_recovery_codes(signed_in_user()))


def after_adding(codes: list[str]) -> ResponseReturnValue:
    """Show the first recovery codes, or lead back if there are some already."""
    return codes_page(codes) if codes else redirect(url_for(".index"), 303)


def codes_page(codes: list[str]) -> str:
    """Show recovery codes once: no cookie and no redirect carries them."""
    return render_template("second_factors/codes.html", codes=codes)
