"""Sign in and out, change one's password, choose language and theme."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie

from planner import cookies
from planner.access import allowed, form_status, open_to_all, safe_next, signed_in_user
from planner.forms.users import AccountForm, PasswordForm, SignInForm
from planner.languages import LANGUAGES, Message, translate
from planner.limits import count_try
from planner.rules import RuleBroken
from planner.rules.permissions import Permission
from planner.services.accounts import users as acts
from planner.views.accounts.second_step import asked_passkeys

bp = Blueprint("account", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all("one signs in here")
def sign_in():
    """Sign in; wrong password and unknown account get the same answer."""
    form = SignInForm()
    if request.method == "POST":
        count_try()
    if form.validate_on_submit():
        try:
            is_all = cookies.sign_in(form.email.data, form.password.data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            next_address = request.args.get("next")
            step = url_for("second_step.code", next=next_address)
            return redirect(safe_next(next_address) if is_all else step, 303)
    asked = asked_passkeys([])
    return render_template("account/sign_in.html", form=form, asked=asked), form_status(form)


@bp.post("/sign-out")
@allowed(Permission.USE_ACCOUNT)
def sign_out():
    """Sign out; copies of the cookie are refused from now on."""
    cookies.sign_out(signed_in_user())
    return redirect(url_for("account.sign_in"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@allowed(Permission.USE_ACCOUNT)
def password():
    """Change one's own password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            cookies.change_password(
                signed_in_user(), form.current_password.data, form.new_password.data
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(translate(Message("Your password is changed. Other devices are signed out.")))
            return redirect(url_for("overview.show"), 303)
    return render_template("account/password.html", form=form), form_status(form)


@bp.route("/account", methods=["GET", "POST"])
@allowed(Permission.USE_ACCOUNT)
def show():
    """Show one's own account and change how the planner speaks and looks."""
    user = signed_in_user()
    form = AccountForm(obj=user)
    if form.validate_on_submit():
        acts.save_account(user, form.values())
        flash(translate(Message("Saved."), user.language))
        return redirect(url_for("account.show"), 303)
    return render_template("account/show.html", form=form), form_status(form)


@bp.post("/account/language")
@open_to_all("who reads the sign-in page chooses a language too")
def language():
    """Read in another language from now on, on the page where one was."""
    chosen = request.form.get("language")
    if chosen not in LANGUAGES:
        abort(400)
    if user := signed_in_user():
        acts.save_account(user, {"language": chosen})
    else:
        cookie["language"] = chosen
    return redirect(safe_next(came_from()), 303)


def came_from():
    """Return the page on which one was, without its host; nothing if the browser tells nonsense."""
    try:
        address = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    return address._replace(scheme="", netloc="", fragment="").geturl()
