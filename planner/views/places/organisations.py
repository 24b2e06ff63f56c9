"""Organisations: whom people speak for."""

from flask import Blueprint, abort, render_template, request, url_for

from planner.db import session
from planner.forms.people.people import SECTORS
from planner.forms.places.organisations import OrganisationForm
from planner.languages import Message, reader_language
from planner.models import Organisation
from planner.queries.places.organisations import organisation_with, organisations_listed
from planner.queries.programme.visits import municipalities
from planner.rules import EditConflict, RuleBroken
from planner.rules.permissions import Permission
from planner.services.places import places as acts
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate, sought_text
from planner.views.places.places import confirm_saved, delete_or_ask
from planner.web.access import allowed, form_status

bp = Blueprint("organisations", __name__, url_prefix="/settings/organisations")


@bp.get("")
@allowed(Permission.READ_PEOPLE)
def index():
    """Show the organisations that match."""
    sought, sector = sought_text(), request.args.get("sector")
    sector = sector if sector in SECTORS else None
    page = paginate(organisations_listed(sought, sector, reader_language()))
    return render_template(
        "organisations/list.html", page=page, sought=sought, sector=sector, sectors=SECTORS
    )


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def add():
    """Add an organisation."""
    return form_page(Organisation())


@bp.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def edit(organisation_id):
    """Change an organisation."""
    return form_page(session.scalar(organisation_with(organisation_id)) or abort(404))


def form_page(organisation):
    """Answer the form of an organisation, or save what it says."""
    form, back = OrganisationForm(obj=organisation), url_for("organisations.index")
    form.set_choices(session.scalars(municipalities()))
    if form.validate_on_submit():
        try:
            acts.save_organisation(organisation, form.values(), seen=form.lock_version.data)
            return confirm_saved(organisation.name.in_language().text, back)
        except EditConflict:
            return merge_or_ask(form, organisation, back)
        except RuleBroken as broken:
            form.refuse(broken)
    return (
        render_template("organisations/edit.html", form=form, organisation=organisation),
        form_status(form),
    )


@bp.route("/<int:organisation_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def delete(organisation_id):
    """Ask, then delete an organisation for good, while nobody belongs to it."""
    organisation = session.scalar(organisation_with(organisation_id)) or abort(404)
    name, back = organisation.name.in_language().text, url_for("organisations.index")
    return delete_or_ask(organisation, name, back, Message("Organizations"))
