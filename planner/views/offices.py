"""Offices: what one can be."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from planner.access import allowed, form_status
from planner.db import session
from planner.forms.offices import BRANCHES, LEVELS, STYLES, OfficeForm
from planner.languages import Message, reader_language, translate
from planner.models import Office
from planner.queries.offices import holders_of, office_with, offices, terms_in
from planner.queries.schemes import schemes_naming
from planner.rules.offices import why_kept
from planner.rules.people import office_title
from planner.rules.permissions import Permission
from planner.views.editing import conflict_page
from planner.views.paging import paginate

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
    form = OfficeForm(lock_version=0)
    if form.validate_on_submit():
        return saved(form, Office())
    return render_template("offices/edit.html", form=form), form_status(form)


@bp.route("/<int:office_id>/edit", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def edit(office_id):
    """Change an office."""
    office = session.scalar(office_with(office_id)) or abort(404)
    form = OfficeForm(obj=office)
    if form.validate_on_submit():
        if conflict := conflict_page(form, office, url_for("offices.index")):
            return conflict
        return saved(form, office)
    return render_template("offices/edit.html", form=form, office=office), form_status(form)


def saved(form, office):
    """Write the form into the office, commit, and lead back to the list."""
    form.populate_obj(office)
    session.add(office)
    session.commit()
    flash(translate(Message("Saved: %(title)s", title=name_of(office))))
    return redirect(url_for("offices.index"), 303)


@bp.route("/<int:office_id>/delete", methods=["GET", "POST"])
@allowed(Permission.CHANGE_SETTINGS)
def delete(office_id):
    """Ask, then delete an office for good, while nobody holds or held it."""
    office = session.scalar(office_with(office_id)) or abort(404)
    terms, name = session.scalars(terms_in(office)).all(), name_of(office)
    places = session.scalars(schemes_naming(office)).all()
    if kept := why_kept(terms, places):
        why = translate(kept)
        page = render_template(
            "offices/delete.html", name=name, terms=terms, places=places, why=why
        )
        return page, IN_USE if request.method == "POST" else 200
    if request.method == "GET":
        return render_template("offices/delete.html", name=name)
    session.delete(office)
    session.commit()
    flash(translate(Message("Deleted: %(name)s", name=name)))
    return redirect(url_for("offices.index"), 303)


def name_of(office):
    """Return the title of an office, whoever holds it."""
    return office_title(office, None, reader_language())
