"""Confidential visits: hide and open one, choose who is named at it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

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
from planner.web.access import allowed, form_status, signed_in_user

bp = Blueprint("confidentiality", __name__)
MOST_USERS = 50
LONGEST_SEARCH = 100


@bp.route("/visits/<slug>/confidential", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show who is named at a visit; ask what hides it, and on POST hide it."""
    form = VersionedForm(obj=visit)
    if form.validate_on_submit():
        seen, user = form.lock_version.data, signed_in_user()
        return answer(
            visit,
            lambda: restrict_visit(visit, seen=seen, user=user, now=utc_now()),
            Message("The visit is confidential now."),
        )
    page = readers_page(visit) if visit.is_confidential else question_page(visit, form)
    return page, form_status(form)


def question_page(visit: Visit, form: VersionedForm) -> str:
    """Return the page that says what it means to hide a visit."""
    found = session.execute(consequences(visit.id, signed_in_user().id)).one()
    return visit_page("confidentiality/restrict.html", visit, form=form, consequences=found)


def readers_page(visit: Visit) -> str:
    """Return the page that says who is named at a visit, and who could be."""
    sought = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    return visit_page(
        "confidentiality/readers.html",
        visit,
        readers=session.scalars(readers_of(visit.id)).unique().all(),
        found=session.scalars(users_to_name(visit.id, sought).limit(MOST_USERS)).unique().all(),
        sought=sought,
        takeovers=session.scalars(takeovers_of(visit.id)).all(),
    )


@bp.route("/visits/<slug>/confidential/end", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def end(visit: Visit) -> ResponseReturnValue:
    """Ask, and on POST let everybody of the office learn of a visit again."""
    form = VersionedForm(obj=visit)
    if form.validate_on_submit():
        return answer(
            visit,
            lambda: open_visit(visit, seen=form.lock_version.data),
            Message("The visit is confidential no longer."),
        )
    if not visit.is_confidential:
        return question_page(visit, form), form_status(form)
    return visit_page("confidentiality/end.html", visit, form=form), form_status(form)


@bp.post("/visits/<slug>/confidential/users/<int:user_id>/name")
@allowed(Permission.EDIT_VISITS)
def name(visit: Visit, user_id: int) -> ResponseReturnValue:
    """Name a user at a visit."""
    user = signed_in_user()
    return answer(
        visit,
        lambda: name_reader(visit, user_id, user=user, now=utc_now()),
        Message("The user is named now."),
    )


@bp.post("/visits/<slug>/confidential/users/<int:user_id>/remove")
@allowed(Permission.EDIT_VISITS)
def remove(visit: Visit, user_id: int) -> ResponseReturnValue:
    """Name a user no longer; who leaves a visit is led to the others."""
    is_leaving = user_id == signed_in_user().id
    done = answer(
        visit,
        lambda: remove_reader(visit, user_id),
        Message("The user is named no longer."),
    )
    if is_leaving and session.scalar(reader_of(visit.id, user_id)) is None:
        return redirect(url_for("visits.index"), 303)
    return done


def answer(visit: Visit, change: Callable[[], object], words: Message) -> ResponseReturnValue:
    """Change a visit, say so or why not, and go on to who is named."""
    slug = visit.slug
    try:
        change()
    except RuleBroken as broken:
        flash(translate(broken.message), "warning")
    else:
        flash(translate(words))
        slug = visit.slug
    return redirect(url_for("confidentiality.show", slug=slug), 303)
