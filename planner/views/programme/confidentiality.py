"""Confidential visits: hide and open one, choose who is named at it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.access import allowed, signed_in_user
from planner.clock import utc_now
from planner.db import session
from planner.forms import VersionedForm, one_line
from planner.languages import Message, translate
from planner.models import Visit
from planner.queries.programme.confidentiality import (
    consequences,
    reader_of,
    readers_of,
    takeovers_of,
    users_to_name,
)
from planner.rules import RuleBroken
from planner.rules.permissions import Permission
from planner.services.programme.confidentiality import (
    name_reader,
    open_visit,
    remove_reader,
    restrict_visit,
)
from planner.views.visit_head import visit_page

bp = Blueprint("confidentiality", __name__)
MOST_USERS = 50
LONGEST_SEARCH = 100


@bp.get("/visits/<slug>/confidential")
@allowed(Permission.EDIT_VISITS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show who is named at a visit, or what it would mean to make it confidential."""
    if not visit.is_confidential:
        return visit_page(
            "confidentiality/restrict.html",
            visit,
            form=VersionedForm(obj=visit),
            consequences=session.execute(consequences(visit.id, signed_in_user().id)).one(),
        )
    sought = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    return visit_page(
        "confidentiality/readers.html",
        visit,
        readers=session.scalars(readers_of(visit.id)).unique().all(),
        found=session.scalars(users_to_name(visit.id, sought).limit(MOST_USERS)).unique().all(),
        sought=sought,
        takeovers=session.scalars(takeovers_of(visit.id)).all(),
    )


@bp.post("/visits/<slug>/confidential")
@allowed(Permission.EDIT_VISITS)
def restrict(visit: Visit) -> ResponseReturnValue:
    """Make a visit confidential."""
    form = VersionedForm()
    if not form.validate_on_submit():
        return back_to(visit)

    def act() -> str:
        seen, user = form.lock_version.data, signed_in_user()
        restrict_visit(visit, seen=seen, user=user, now=utc_now())
        return translate(Message("The visit is confidential now."))

    return answer(visit, act)


@bp.route("/visits/<slug>/confidential/end", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def end(visit: Visit) -> ResponseReturnValue:
    """Ask, and on POST let everybody of the office learn of a visit again."""
    form = VersionedForm(obj=visit)
    if not visit.is_confidential:
        return back_to(visit)
    if not form.validate_on_submit():
        return visit_page("confidentiality/end.html", visit, form=form)

    def act() -> str:
        open_visit(visit, seen=form.lock_version.data)
        return translate(Message("The visit is confidential no longer."))

    return answer(visit, act)


@bp.post("/visits/<slug>/confidential/users/<int:user_id>/name")
@allowed(Permission.EDIT_VISITS)
def name(visit: Visit, user_id: int) -> ResponseReturnValue:
    """Name a user at a visit."""

    def act() -> str:
        named = name_reader(visit, user_id, user=signed_in_user(), now=utc_now())
        return translate(Message("%(name)s is named now.", name=named.name))

    return answer(visit, act)


@bp.post("/visits/<slug>/confidential/users/<int:user_id>/remove")
@allowed(Permission.EDIT_VISITS)
def remove(visit: Visit, user_id: int) -> ResponseReturnValue:
    """Name a user no longer; who leaves a visit is led back to the others."""
    is_leaving = user_id == signed_in_user().id

    def act() -> str:
        remove_reader(visit, user_id)
        return translate(Message("The user is named no longer."))

    done = answer(visit, act)
    if is_leaving and session.scalar(reader_of(visit.id, user_id)) is None:
        return redirect(url_for("visits.index"), 303)
    return done


def answer(visit: Visit, act: Callable[[], str]) -> ResponseReturnValue:
    """Do an act, say what it did or why not, and go on to who is named."""
    slug = visit.slug
    try:
        flash(act())
    except RuleBroken as broken:
        flash(translate(broken.message), "warning")
        return redirect(url_for("confidentiality.show", slug=slug), 303)
    return back_to(visit)


def back_to(visit: Visit) -> ResponseReturnValue:
    """Lead to the page that says who is named at a visit."""
    return redirect(url_for("confidentiality.show", slug=visit.slug), 303)
