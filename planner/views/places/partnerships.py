"""Partnerships between two municipalities, on the page of either."""

from flask import abort, flash, redirect, render_template, request, url_for

from planner.db import session
from planner.forms.places.partners import PartnershipForm
from planner.languages import Message, translate
from planner.queries.places.partners import municipality_with, partnership_in, partnerships_of
from planner.queries.programme.visits import municipalities
from planner.rules import EditConflict
from planner.rules.permissions import Permission
from planner.rules.places.partners import partners_of
from planner.services.places import partners as acts
from planner.views.editing import merge_or_ask
from planner.views.places.partners import bp
from planner.views.places.places import confirm_saved
from planner.web.access import allowed, form_status

URL_PREFIX = "/<int:partner_id>/partnerships"


def municipality_at(partner_id):
    """Return the municipality of an address."""
    return session.scalar(municipality_with(partner_id)) or abort(404)


@bp.route(f"{URL_PREFIX}/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def add_partnership(partner_id):
    """Add a partnership with a municipality that is no partner yet."""
    row = municipality_at(partner_id)
    partners = partners_of(row, session.scalars(partnerships_of([row.id])))
    taken = {row.id, *(partner.municipality.id for partner in partners)}
    form = PartnershipForm(lock_version=0)
    form.set_choices(other for other in session.scalars(municipalities()) if other.id not in taken)
    if form.validate_on_submit():
        acts.add_partnership(row.id, form.partner_id.data, form.values())
        return confirm_saved(row.name, url_for("partners.edit", partner_id=row.id))
    return render_template("partners/partnership.html", form=form, row=row), form_status(form)


@bp.route(f"{URL_PREFIX}/<int:partnership_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def edit_partnership(partner_id, partnership_id):
    """Change since when two municipalities are partners, and what it is about."""
    row = municipality_at(partner_id)
    partnership = session.scalar(partnership_in(row.id, partnership_id)) or abort(404)
    [partner] = partners_of(row, [partnership])
    form = filled_form(partner)
    if form.validate_on_submit():
        back, seen = url_for("partners.edit", partner_id=row.id), form.lock_version.data
        try:
            acts.save_partnership(row.id, partnership.id, form.values(), seen=seen)
        except EditConflict:
            return merge_or_ask(
                form, partnership, back, lambda: filled_form(partner, formdata=None)
            )
        return confirm_saved(row.name, back)
    page = render_template("partners/partnership.html", form=form, row=row, partnership=partnership)
    return page, form_status(form)


def filled_form(partner, **options):
    """Return the form of a partnership that exists, whose partner stays."""
    town = partner.municipality
    form = PartnershipForm(obj=partner.partnership, partner_id=town.id, **options)
    form.set_choices([town])
    return form


@bp.route(f"{URL_PREFIX}/<int:partnership_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def delete_partnership(partner_id, partnership_id):
    """Ask, then forget a partnership; the two municipalities stay."""
    row = municipality_at(partner_id)
    partnership = session.scalar(partnership_in(row.id, partnership_id)) or abort(404)
    name = f"{partnership.one.name} – {partnership.other.name}"
    back = url_for("partners.edit", partner_id=row.id)
    if request.method == "GET":
        return render_template("places/delete.html", name=name, uses=[], back=back, above=row.name)
    acts.delete_partnership(row.id, partnership.id)
    flash(translate(Message("Deleted: %(name)s", name=name)))
    return redirect(back, 303)
