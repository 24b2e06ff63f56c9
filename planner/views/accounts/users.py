"""Users: who may sign in, as what, and which person of the address book they are."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from planner.access import allowed, form_status, signed_in_user
from planner.db import session
from planner.forms.users import ROLES, UserChangeForm, UserForm
from planner.languages import Message, translate
from planner.models import User
from planner.now import today
from planner.queries.people.people import address_book
from planner.queries.users import user_with, users
from planner.rules import RuleBroken
from planner.rules.permissions import Permission
from planner.rules.users import random_password
from planner.services.accounts import users as acts
from planner.views.paging import paginate, sought_text

bp = Blueprint("users", __name__, url_prefix="/settings/users")
MOST_PEOPLE = 10


def user_at(user_id):
    """Return the user of an address."""
    return session.scalar(user_with(user_id)) or abort(404)


@bp.get("")
@allowed(Permission.CHANGE_SETTINGS)
def index():
    """Show all accounts of the office."""
    return render_template("users/list.html", page=paginate(users()), roles=ROLES)


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def add():
    """Add a user; the password is shown on this one page and kept nowhere."""
    form = UserForm()
    if form.validate_on_submit():
        name, email, role = form.name.data, form.email.data, form.role.data
        fresh = random_password()
        try:
            return password_page(acts.add_user(name, email, role, fresh), fresh)
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("users/add.html", form=form), form_status(form)


def password_page(account: User, password: str) -> str:
    """Show a new password once: no cookie and no redirect carries it."""
    return render_template("users/password.html", account=account, password=password)


@bp.route("/<int:user_id>/edit", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def edit(user_id):
    """Change name and role of a user, and whether the account is in use."""
    account = user_at(user_id)
    form = UserChangeForm(obj=account)
    if form.validate_on_submit():
        try:
            saved = acts.save_user(
                account,
                name=form.name.data,
                role=form.role.data,
                active=form.active.data,
                by=signed_in_user(),
            )
            return confirm_saved(saved)
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("users/edit.html", form=form, account=account), form_status(form)


def confirm_saved(account):
    """Say that an account is saved, and lead back to the list."""
    flash(translate(Message("Saved: %(title)s", title=account.name)))
    return redirect(url_for("users.index"), 303)


@bp.post("/<int:user_id>/password")
@allowed(Permission.CHANGE_SETTINGS)
def password(user_id):
    """Give a user a new password; all browsers of the user are signed out."""
    account, fresh = user_at(user_id), random_password()
    acts.set_password(account, fresh)
    return password_page(account, fresh)


@bp.get("/<int:user_id>/person")
@allowed(Permission.CHANGE_SETTINGS)
def person(user_id):
    """Look for the person whom a user is."""
    account = user_at(user_id)
    sought = sought_text(account.name)
    found = session.scalars(address_book(sought).limit(MOST_PEOPLE)).all() if sought else []
    return render_template(
        "users/person.html", account=account, sought=sought, found=found, today=today()
    )


@bp.post("/<int:user_id>/person/<int:person_id>")
@allowed(Permission.CHANGE_SETTINGS)
def link(user_id, person_id):
    """Link a user with a person of the address book."""
    return confirm_saved(acts.link_person(user_at(user_id), person_id))


@bp.post("/<int:user_id>/person/unlink")
@allowed(Permission.CHANGE_SETTINGS)
def unlink(user_id):
    """Let a user be nobody of the address book."""
    return confirm_saved(acts.unlink_person(user_at(user_id)))
