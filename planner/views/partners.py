"""Partner cities as the office keeps them: the list, and the form of a municipality."""

from flask import Blueprint, abort, current_app, render_template, request, url_for

from planner.access import allowed, form_status
from planner.db import session, touch
from planner.forms import one_line
from planner.forms.partners import MunicipalityAddressForm, MunicipalityForm
from planner.languages import Message, reader_language, translate
from planner.models import Municipality
from planner.now import today
from planner.queries.partners import (
    municipalities_beside,
    municipality_with,
    next_visits,
    partner_cities,
    partnerships_of,
    regained_slug,
)
from planner.queries.slugs import slugs_taken
from planner.queries.visits import home
from planner.rules import RuleBroken
from planner.rules.countries import country_name
from planner.rules.partners import facts_of, first_visits, move_to, partners_of
from planner.rules.permissions import Permission
from planner.rules.places import check_name_is_new, check_one_home
from planner.rules.slugs import free_slug, slug_of
from planner.views.editing import conflict_page
from planner.views.paging import paginate
from planner.views.pictures import take_picture
from planner.views.places import deletion, saved

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
    sought, order = one_line(request.args.get("q")), request.args.get("sort")
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
    form = MunicipalityAddressForm(obj=row)
    form.taken = session.scalars(slugs_taken(Municipality, form.slug.data, row)).all()
    return form_page(row, form)


def form_page(row, form):
    """Answer the form of a municipality, or save what it says."""
    if form.validate_on_submit() and is_in_order(form, row):
        back = url_for("partners.edit", partner_id=row.id) if row.id else ""
        if conflict := conflict_page(form, row, back):
            return conflict
        if take_picture(form, row):
            save(form, row)
            return saved(row.name, url_for("partners.index"))
    partnerships = session.scalars(partnerships_of([row.id])).all() if row.id else []
    page = render_template(
        "partners/edit.html", form=form, row=row, partners=partners_of(row, partnerships)
    )
    return page, form_status(form)


def is_in_order(form, row):
    """Tell whether name and home agree with the other municipalities; if not, the field says it."""
    others = session.scalars(municipalities_beside(row, form.country.data)).all()
    field = form.name
    try:
        check_name_is_new(form.name.data, form.state.data, others)
        field = form.is_home
        if form.is_home.data:
            check_one_home(row, session.scalar(home()))
    except RuleBroken as broken:
        field.errors = [translate(broken.message)]
    return not field.errors


def save(form, row):
    """Take over what was typed; an old address leads to the new one."""
    if row.slug is None:
        wanted = slug_of(form.name.data)
        row.slug = free_slug(wanted, session.scalars(slugs_taken(Municipality, wanted)))
    elif old := move_to(row, form.slug.data):
        session.execute(regained_slug(row, form.slug.data))
        session.add(old)
    form.populate_obj(row)
    row.facts = facts_of(form.facts_de.data, form.facts_en.data)
    touch(row)
    session.add(row)


@bp.route("/<int:partner_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def delete(partner_id):
    """Ask, then delete a municipality for good, while nothing refers to it."""
    row = session.scalar(municipality_with(partner_id)) or abort(404)
    return deletion(row, row.name, url_for("partners.index"), Message("Partner cities"))
