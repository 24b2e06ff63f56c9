"""Confidential visits whose users are gone: an administrator may take one over."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.clock import utc_now
from planner.confidentiality import SeesAll, seeing_all
from planner.db import session
from planner.languages import Message, translate
from planner.queries.programme.confidentiality import left_visits, names_of_readers
from planner.rules.permissions import Permission
from planner.services.programme.confidentiality import dismiss_takeovers, take_over
from planner.web.access import allowed, signed_in_user

bp = Blueprint("left_visits", __name__)


@bp.get("/settings/left-visits")
@allowed(Permission.CHANGE_SETTINGS)
def index() -> ResponseReturnValue:
    """Show the numbers and days of confidential visits of which nobody named can sign in."""
    with seeing_all(SeesAll.TAKEOVER):
        visits = session.execute(left_visits()).all()
        named = session.execute(names_of_readers([visit.id for visit in visits])).all()
    names: dict[int, list[str]] = {}
    for row in named:
        names.setdefault(row.visit_id, []).append(row.name)
    return render_template("confidentiality/left.html", visits=visits, names=names)


@bp.post("/settings/left-visits/<int:visit_id>/take")
@allowed(Permission.CHANGE_SETTINGS)
def take(visit_id: int) -> ResponseReturnValue:
    """Take over a visit."""
    visit = take_over(visit_id, user=signed_in_user(), now=utc_now())
    flash(translate(Message("You have taken over this visit: please name who plans it.")))
    return redirect(url_for("confidentiality.show", slug=visit.slug), 303)


@bp.post("/overview/takeovers")
@allowed(Permission.USE_ACCOUNT)
def dismiss() -> ResponseReturnValue:
    """Note that the reader knows who has taken over a visit."""
    dismiss_takeovers(signed_in_user())
    return redirect(url_for("overview.show"), 303)
