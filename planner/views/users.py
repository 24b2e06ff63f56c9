"""Users: who may sign in, as what, and which person of the address book they are."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from planner.access import allowed, form_status, set_password
from planner.db import session
from planner.forms.users import ROLES, UserChangeForm, UserForm
from planner.languages import Message, translate
from planner.now import today
from planner.queries.people import address_book, person_with
from planner.queries.users import (
    administrators,
    role_named,
    user_of_person,
    user_with,
    user_with_email,
    users,
)
from planner.rules import RuleBroken
from planner.rules.permissions import Permission
from planner.rules.users import change_role, check_person_free, new_user, random_password
from planner.views.paging import paginate

bp = Blueprint("users", __name__, url_prefix="/settings/users")
TAKEN = Message("There is an account with this e-mail address already.")
MOST_PEOPLE = 10
LONGEST_SEARCH = 100


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
        if session.scalar(user_with_email(form.email.data)):
            form.email.errors = [translate(TAKEN)]
        else:
            role = session.scalar(role_named(form.role.data))
            user = new_user(form.name.data, form.email.data, role)
            session.add(user)
            return with_new_password(user)
    return render_template("users/add.html", form=form), form_status(form)


def with_new_password(user):
    """Set a random password, commit, and show it once: no cookie and no redirect carries it."""
    password = random_password()
    set_password(user, password)
    user.must_change_password = True
    session.commit()
    return render_template("users/password.html", account=user, password=password)


@bp.route("/<int:user_id>/edit", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def edit(user_id):
    """Change name and role of a user, and whether the account is in use."""
    account = user_at(user_id)
    form = UserChangeForm(obj=account)
    if form.validate_on_submit():
        role, left = session.scalar(role_named(form.role.data)), session.scalars(administrators())
        try:
            change_role(account, role, form.active.data, left.all())
        except RuleBroken as broken:
            form.role.errors = [translate(broken.message)]
        else:
            account.name = form.name.data
            return saved(account)
    return render_template("users/edit.html", form=form, account=account), form_status(form)


def saved(account):
    """Commit, and lead back to the list."""
    session.commit()
    flash(translate(Message("Saved: %(title)s", title=account.name)))
    return redirect(url_for("users.index"), 303)


@bp.post("/<int:user_id>/password")
@allowed(Permission.CHANGE_SETTINGS)
def password(user_id):
    """Give a user a new password; all browsers of the user are signed out."""
    return with_new_password(user_at(user_id))


@bp.get("/<int:user_id>/person")
@allowed(Permission.CHANGE_SETTINGS)
def person(user_id):
    """Look for the person whom a user is."""
    account = user_at(user_id)
    sought = request.args.get("q", account.name).strip()[:LONGEST_SEARCH]
    found = session.scalars(address_book(sought).limit(MOST_PEOPLE)).all() if sought else []
    return render_template(
        "users/person.html", account=account, sought=sought, found=found, today=today()
    )


@bp.post("/<int:user_id>/person/<int:person_id>")
@allowed(Permission.CHANGE_SETTINGS)
def link(user_id, person_id):
    """Link a user with a person of the address book."""
    account = user_at(user_id)
    linked = session.scalar(person_with(person_id)) or abort(404)
    check_person_free(account, session.scalar(user_of_person(person_id)))
    account.person = linked
    return saved(account)


@bp.post("/<int:user_id>/person/unlink")
@allowed(Permission.CHANGE_SETTINGS)
def unlink(user_id):
    """Let a user be nobody of the address book."""
    account = user_at(user_id)
    account.person = None
    return saved(account)
