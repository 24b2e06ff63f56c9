"""Offices: what one can be."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.db import session
from planner.forms.precedence.offices import BRANCHES, LEVELS, STYLES, OfficeForm
from planner.languages import Message, reader_language, translate
from planner.models import Office
from planner.now import today
from planner.queries.precedence.offices import holders_of, office_with, offices, terms_in
from planner.queries.precedence.schemes import versions_naming
from planner.rules import EditConflict, RuleBroken
from planner.rules.people.people import office_title
from planner.rules.permissions import Permission
from planner.rules.precedence.offices import reason_to_keep
from planner.services.precedence import offices as acts
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate
from planner.web.access import allowed, form_status

IN_USE = 409
bp = Blueprint("offices", __name__, url_prefix="/settings/offices")


@bp.get("")
@allowed(Permission.CHANGE_SETTINGS)
def index():
    """Show all offices, and how many people hold or held each of them."""
    page = paginate(offices(reader_language()))
    holders = dict(session.execute(holders_of(page.rows)).all())
    return render_template(
        "offices/list.html",
        page=page,
        holders=holders,
        levels=LEVELS,
        branches=BRANCHES,
        styles=STYLES,
    )


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def add():
    """Add an office."""
    return form_page(Office(), OfficeForm(lock_version=0))


@bp.route("/<int:office_id>/edit", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def edit(office_id):
    """Change an office."""
    office = session.scalar(office_with(office_id)) or abort(404)
    return form_page(office, OfficeForm(obj=office))


def form_page(office: Office, form: OfficeForm) -> ResponseReturnValue:
    """Answer the form of an office, or save what it says."""
    back = url_for("offices.index")
    if form.validate_on_submit():
        try:
            acts.save_office(office, form.values(), seen=form.lock_version.data, today=today())
        except EditConflict:
            return merge_or_ask(form, office, back)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(translate(Message("Saved: %(title)s", title=name_of(office))))
            return redirect(back, 303)
    known = office if office.id else None
    return render_template("offices/edit.html", form=form, office=known), form_status(form)


@bp.route("/<int:office_id>/delete", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def delete(office_id):
    """Ask, then delete an office for good, while nobody holds or held it."""
    office = session.scalar(office_with(office_id)) or abort(404)
    name = name_of(office)
    if request.method == "GET":
        return deletion_page(office, name)
    try:
        acts.delete_office(office)
    except RuleBroken:
        return deletion_page(office, name), IN_USE
    flash(translate(Message("Deleted: %(name)s", name=name)))
    return redirect(url_for("offices.index"), 303)


def deletion_page(office: Office, name: str) -> str:
    """Return the page that asks whether to delete an office, or says why it stays."""
    terms = session.scalars(terms_in(office)).all()
    places = session.scalars(versions_naming(office)).all()
    kept = reason_to_keep(terms, places)
    return render_template(
        "offices/delete.html", name=name, terms=terms, places=places, why=kept and translate(kept)
    )


def name_of(office):
    """Return the title of an office, whoever holds it."""
    return office_title(office, None, reader_language())
