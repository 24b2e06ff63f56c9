"""Sign in and out, choose a password, language and theme, see where one is signed in."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask import session as cookie

from planner.clock import utc_now
from planner.db import session
from planner.forms.users import AccountForm, NewPasswordForm, PasswordForm, SignInForm
from planner.languages import LANGUAGES, Message, translate
from planner.queries.sign_ins import devices_of, sign_ins_of
from planner.queries.users import sessions_of
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.permissions import Permission
from planner.services.accounts import reset_links, sessions, sign_ins
from planner.services.accounts import users as acts
from planner.views.accounts.second_step import asked_passkeys
from planner.views.accounts.waiting import MUST_WAIT, waiting_page
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate
from planner.web import cookies
from planner.web.access import allowed, form_status, open_to_all, safe_next, signed_in_user
from planner.web.limits import count_account, count_password, count_sender

bp = Blueprint("account", __name__)
LONGEST_TOKEN = 100


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all("one signs in here")
def sign_in():
    """Sign in; wrong password and unknown account get the same answer."""
    form = SignInForm()
    try:
        if request.method == "POST" and (address := try_to_sign_in(form)):
            return redirect(address, 303)
    except RuleBroken as broken:
        form.refuse(broken)
    except MUST_WAIT as asked:
        return waiting_page("account/sign_in.html", form, "password", asked)
    page = render_template("account/sign_in.html", form=form, asked=asked_passkeys([]))
    return page, form_status(form)


def try_to_sign_in(form):
    """Sign in as a form says; return where to go on, or nothing. Whoever sent it is counted."""
    email = form.email.data or ""
    device_id = cookies.known_device_id(email)
    count_sender(device_id)
    if not form.validate_on_submit():
        return None
    count_account(email, device_id)
    next_address = request.args.get("next")
    if cookies.sign_in(email, form.password.data):
        return safe_next(next_address)
    return url_for("second_step.code", next=next_address)


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
    form, user = PasswordForm(), signed_in_user()
    if form.validate_on_submit():
        try:
            count_password(user.id)
            cookies.change_password(user, form.current_password.data, form.new_password.data)
        except RuleBroken as broken:
            form.refuse(broken)
        except MUST_WAIT as asked:
            return waiting_page("account/password.html", form, "current_password", asked)
        else:
            flash(translate(Message("Your password is changed. Other devices are signed out.")))
            return redirect(url_for("overview.show"), 303)
    return render_template("account/password.html", form=form), form_status(form)


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@open_to_all("the token is the key: whoever has the link chooses a password")
def reset(token):
    """Choose a password at a link; looking at it uses nothing up, mail scanners do that too."""
    if len(token) > LONGEST_TOKEN or not reset_links.link_serves(token, now=utc_now()):
        return link_over()
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            count_sender()
            user = reset_links.use_link(token, form.new_password.data, now=utc_now())
        except NotFound:
            return link_over()
        except RuleBroken as broken:
            form.refuse(broken)
        except MUST_WAIT as asked:
            return waiting_page("account/reset.html", form, "new_password", asked)
        else:
            cookies.remember_device(user)
            flash(translate(Message("Your password is set. Please sign in with it.")))
            return redirect(url_for("account.sign_in"), 303)
    return render_template("account/reset.html", form=form), form_status(form)


def link_over():
    """Say that a link does not serve, and nothing of any account."""
    return render_template("account/link_over.html"), 404


@bp.route("/account", methods=["GET", "POST"])
@allowed(Permission.USE_ACCOUNT)
def show():
    """Show one's own account and change how the planner speaks and looks."""
    user = signed_in_user()
    form = AccountForm(obj=user)
    if form.validate_on_submit():
        try:
            acts.save_account(user, form.values(), seen=form.lock_version.data)
        except EditConflict:
            return merge_or_ask(form, user, url_for("account.show"))
        flash(translate(Message("Saved."), user.language))
        return redirect(url_for("account.show"), 303)
    return render_template("account/show.html", form=form), form_status(form)


@bp.get("/account/devices")
@allowed(Permission.USE_ACCOUNT)
def devices():
    """Show where one is signed in, and the tries to sign in of the last 90 days."""
    user = signed_in_user()
    return render_template(
        "account/devices.html",
        sessions=session.scalars(sessions_of(user.id, cookies.sessions_since())).all(),
        own_session=g.session_id,
        known=len(session.scalars(devices_of(user.id)).all()),
        page=paginate(sign_ins_of(user.id)),
    )


@bp.post("/account/devices/<int:session_id>/sign-out")
@allowed(Permission.USE_ACCOUNT)
def end_session(session_id):
    """Sign out another device of one's own, or this one."""
    sessions.end_session_of(signed_in_user(), session_id)
    return told(Message("The device is signed out."))


@bp.post("/account/devices/sign-out")
@allowed(Permission.USE_ACCOUNT)
def end_other_sessions():
    """Sign out all devices of one's own but this one."""
    sessions.end_sessions(signed_in_user(), but=cookie.get("token", ""))
    return told(Message("All other devices are signed out."))


@bp.post("/account/devices/forget")
@allowed(Permission.USE_ACCOUNT)
def forget_devices():
    """Let no browser be known as one's own any more."""
    sign_ins.forget_devices(signed_in_user())
    return told(Message("No device is known any more."))


def told(message):
    """Say what has happened, and show the devices again."""
    flash(translate(message))
    return redirect(url_for("account.devices"), 303)


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
