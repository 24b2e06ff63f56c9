"""Venues: where events take place."""

from flask import Blueprint, abort, render_template, url_for

from planner.db import session
from planner.forms.places.venues import STEP_FREE, VenueForm
from planner.languages import Message, reader_language
from planner.models import StepFree, Venue
from planner.queries.places.venues import venue_with, venues_listed
from planner.queries.programme.visits import home, municipalities
from planner.rules import EditConflict, RuleBroken
from planner.rules.permissions import Permission
from planner.services.places import places as acts
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate, sought_text
from planner.views.places.places import confirm_saved, delete_or_ask
from planner.web.access import allowed, form_status

bp = Blueprint("venues", __name__, url_prefix="/settings/venues")


@bp.get("")
@allowed(Permission.READ_VISITS)
def index():
    """Show the venues that match."""
    sought = sought_text()
    page = paginate(venues_listed(sought, reader_language()))
    return render_template("venues/list.html", page=page, sought=sought, step_free=STEP_FREE)


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def add():
    """Add a venue; most are at home."""
    town = session.scalar(home())
    return form_page(Venue(municipality_id=town and town.id, step_free=StepFree.UNKNOWN))


@bp.route("/<int:venue_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def edit(venue_id):
    """Change a venue."""
    return form_page(session.scalar(venue_with(venue_id)) or abort(404))


def form_page(venue):
    """Answer the form of a venue, or save what it says."""
    form, back = VenueForm(obj=venue), url_for("venues.index")
    form.set_choices(session.scalars(municipalities()))
    if form.validate_on_submit():
        try:
            acts.save_venue(venue, form.values(), seen=form.lock_version.data)
            return confirm_saved(venue.name.in_language().text, back)
        except EditConflict:
            return merge_or_ask(form, venue, back)
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("venues/edit.html", form=form, venue=venue), form_status(form)


@bp.route("/<int:venue_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def delete(venue_id):
    """Ask, then delete a venue for good, while no event is there."""
    venue = session.scalar(venue_with(venue_id)) or abort(404)
    name, back = venue.name.in_language().text, url_for("venues.index")
    return delete_or_ask(venue, name, back, Message("Venues"))
