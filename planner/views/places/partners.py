"""Partner cities as the office keeps them: the list, and the form of a municipality."""

from flask import Blueprint, abort, current_app, render_template, request, url_for

from planner.db import session
from planner.forms import typed_text
from planner.forms.places.partners import MunicipalityAddressForm, MunicipalityForm
from planner.languages import Message, reader_language
from planner.models import Municipality
from planner.now import today
from planner.queries.places.partners import (
    municipality_with,
    next_visits,
    partner_cities,
    partnerships_of,
)
from planner.rules import EditConflict, RuleBroken
from planner.rules.permissions import Permission
from planner.rules.places.countries import country_name
from planner.rules.places.partners import first_visits, partners_of
from planner.services.places import partners as acts
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate, sought_text
from planner.views.places.pictures import picture_of
from planner.views.places.places import confirm_saved, delete_or_ask
from planner.web.access import allowed, form_status

bp = Blueprint("partners", __name__, url_prefix="/partners")
ORDERS = ("name", "-name", "country", "-country")


@bp.app_template_global("country")
def country(code):
    """Return the name of a country in the reader's language."""
    return country_name(code, reader_language())


@bp.get("")
@allowed(Permission.READ_VISITS)
def index():
    """Show the municipalities that match: partners of whom and since when, and the next visit."""
    sought, order = sought_text(), request.args.get("sort")
    order = order if order in ORDERS else ORDERS[0]
    page = paginate(partner_cities(sought, order))
    ids = [row.id for row in page.rows]
    partnerships = session.scalars(partnerships_of(ids)).all()
    return render_template(
        "partners/list.html",
        page=page,
        sought=sought,
        order=order,
        partners={row.id: partners_of(row, partnerships) for row in page.rows},
        visits=first_visits(session.execute(next_visits(ids, today()))),
    )


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def add():
    """Add a municipality; its address is made from its name, once."""
    row = Municipality(zone=current_app.config["OFFICE_ZONE"], is_public=True)
    return form_page(row, MunicipalityForm(obj=row))


@bp.route("/<int:partner_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def edit(partner_id):
    """Change a municipality."""
    row = session.scalar(municipality_with(partner_id)) or abort(404)
    return form_page(row, MunicipalityAddressForm(obj=row))


def form_page(row, form):
    """Answer the form of a municipality, or save what it says."""
    if form.validate_on_submit():
        back = url_for("partners.edit", partner_id=row.id) if row.id else ""
        try:
            save(form, row)
            return confirm_saved(row.name, url_for("partners.index"))
        except EditConflict:
            return merge_or_ask(form, row, back)
        except RuleBroken as broken:
            form.refuse(broken)
    partnerships = session.scalars(partnerships_of([row.id])).all() if row.id else []
    page = render_template(
        "partners/edit.html", form=form, row=row, partners=partners_of(row, partnerships)
    )
    return page, form_status(form)


def save(form, row):
    """Save what was typed, with the picture."""
    with picture_of(form) as picture:
        acts.save_municipality(
            row,
            form.values(),
            slug=form.slug.data if "slug" in form else None,
            facts=typed_text(form, "facts"),
            picture=picture,
            seen=form.lock_version.data,
        )


@bp.route("/<int:partner_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def delete(partner_id):
    """Ask, then delete a municipality for good, while nothing refers to it."""
    row = session.scalar(municipality_with(partner_id)) or abort(404)
    return delete_or_ask(row, row.name, url_for("partners.index"), Message("Partner cities"))
