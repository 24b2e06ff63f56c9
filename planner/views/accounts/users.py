"""Users: who may sign in, as what, and which person of the address book they are."""

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    url_for,
)

from planner.addresses import external_url
from planner.clock import utc_now
from planner.db import session
from planner.forms.second_factors import SecondFactorRolesForm
from planner.forms.users import ROLES, DeleteUserForm, UserChangeForm, UserForm
from planner.languages import Message, translate
from planner.models import RoleName, User
from planner.now import today
from planner.queries.deleting_users import left_behind, possible_successors
from planner.queries.people.people import address_book
from planner.queries.second_factors import roles_with_users, second_factor_of
from planner.queries.sign_ins import sign_ins, sign_ins_of
from planner.queries.users import sessions_of, user_with, users
from planner.rules import EditConflict, RuleBroken
from planner.rules.permissions import Permission
from planner.rules.second_factors import roles_with_factor
from planner.services.accounts import reset_links, second_factors, sessions
from planner.services.accounts import users as acts
from planner.services.accounts.deleting import delete_user
from planner.services.accounts.reset_links import LINK_SERVES
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate, sought_text
from planner.web import cookies
from planner.web.access import allowed, form_status, signed_in_user

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
    """Add a user; the link to choose a password is shown on this one page and kept nowhere."""
    form = UserForm()
    if form.validate_on_submit():
        try:
            account = acts.insert_user(form.name.data, form.email.data, form.role.data)
            return link_page(account)
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("users/add.html", form=form), form_status(form)


def link_page(account: User) -> str:
    """Show a new link to choose a password once: no cookie and no redirect carries it."""
    token = reset_links.make_link(account, now=utc_now())
    address = external_url("account.reset", token=token)
    return render_template(
        "users/link.html", account=account, address=address, until=utc_now() + LINK_SERVES
    )


@bp.route("/<int:user_id>/edit", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def edit(user_id):
    """Change name, address and role of a user, and whether the account is in use."""
    account = user_at(user_id)
    form = UserChangeForm(obj=account)
    if form.validate_on_submit():
        try:
            seen, by = form.lock_version.data, signed_in_user()
            return confirm_saved(acts.save_user(account, seen=seen, by=by, **form.values()))
        except EditConflict:
            return merge_or_ask(form, account, url_for("users.edit", user_id=user_id))
        except RuleBroken as broken:
            form.refuse(broken)
    since = cookies.sessions_since()
    page = render_template(
        "users/edit.html",
        form=form,
        account=account,
        devices=session.scalars(sessions_of(user_id, since)).all(),
        has_second_factor=session.scalar(second_factor_of(user_id)),
    )
    return page, form_status(form)


@bp.post("/<int:user_id>/second-factors/remove")
@allowed(Permission.CHANGE_SETTINGS)
def remove_second_factors(user_id):
    """Remove the second factors of a user who has lost them."""
    account = user_at(user_id)
    second_factors.remove_second_factors(account)
    return confirm_saved(account)


@bp.route("/second-factor", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def second_factor():
    """Choose which roles need a second factor."""
    counts = session.execute(roles_with_users()).all()
    roles = [role for role, *_ in counts]
    form = SecondFactorRolesForm(obj=roles_with_factor(roles))
    if form.validate_on_submit():
        try:
            second_factors.demand_of_roles(form.roles.data, seen=form.lock_version.data)
        except EditConflict:
            saved = SecondFactorRolesForm(formdata=None, obj=roles_with_factor(roles))
            return merge_or_ask(form, None, url_for("users.second_factor"), lambda: saved)
        flash(translate(Message("Saved.")))
        return redirect(url_for("users.index"), 303)
    by_role = [(ROLES[RoleName(role.name)], number, having) for role, number, having in counts]
    return (
        render_template("users/second_factor.html", form=form, by_role=by_role),
        form_status(form),
    )


@bp.route("/<int:user_id>/delete", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def delete_account(user_id):
    """Say what becomes of what a user leaves behind, and delete the account for good."""
    account = user_at(user_id)
    form = DeleteUserForm()
    form.set_choices(session.scalars(possible_successors(user_id)).unique())
    if form.validate_on_submit():
        by_id, successor_id = signed_in_user().id, form.successor_id.data
        try:
            name = delete_user(
                account, by_id=by_id, successor_id=successor_id, today=today(), now=utc_now()
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(translate(Message("%(name)s is deleted.", name=name)))
            return redirect(url_for("users.index"), 303)
    left = session.execute(left_behind(user_id, today())).one()
    page = render_template("users/delete.html", form=form, account=account, left=left)
    return page, form_status(form)


def confirm_saved(account):
    """Say that an account is saved, and lead back to the list."""
    flash(translate(Message("Saved: %(title)s", title=account.name)))
    return redirect(url_for("users.index"), 303)


@bp.post("/<int:user_id>/link")
@allowed(Permission.CHANGE_SETTINGS)
def reset_link(user_id):
    """Make a link at which a user chooses a password; an older one ends."""
    return link_page(user_at(user_id))


@bp.post("/<int:user_id>/sign-out")
@allowed(Permission.CHANGE_SETTINGS)
def end_sessions(user_id):
    """Sign a user out everywhere."""
    account = user_at(user_id)
    sessions.end_sessions(account)
    flash(translate(Message("%(name)s is signed out everywhere.", name=account.name)))
    return redirect(url_for("users.edit", user_id=user_id), 303)


@bp.get("/sign-ins")
@allowed(Permission.CHANGE_SETTINGS)
def sign_in_log():
    """Show all tries to sign in of the last 90 days."""
    return render_template("users/sign_ins.html", page=paginate(sign_ins()), account=None)


@bp.get("/<int:user_id>/sign-ins")
@allowed(Permission.CHANGE_SETTINGS)
def sign_ins_of_user(user_id):
    """Show the tries to sign in to an account of the last 90 days."""
    account = user_at(user_id)
    page = paginate(sign_ins_of(user_id))
    return render_template("users/sign_ins.html", page=page, account=account)


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
