"""Networks: exchanges between municipalities."""

from flask import Blueprint, abort, render_template, url_for

from planner.db import session
from planner.forms.places.networks import NetworkForm
from planner.languages import Message
from planner.models import Network
from planner.queries.places.networks import network_with, networks_with_members
from planner.queries.programme.visits import municipalities
from planner.rules import EditConflict, RuleBroken
from planner.rules.permissions import Permission
from planner.services.places import places as acts
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate
from planner.views.places.places import confirm_saved, delete_or_ask
from planner.web.access import allowed, form_status

bp = Blueprint("networks", __name__, url_prefix="/settings/networks")


@bp.get("")
@allowed(Permission.READ_VISITS)
def index():
    """Show all networks with their members."""
    return render_template("networks/list.html", page=paginate(networks_with_members()))


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def add():
    """Add a network."""
    return form_page(Network())


@bp.route("/<int:network_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def edit(network_id):
    """Change a network and its members."""
    return form_page(session.scalar(network_with(network_id)) or abort(404))


def form_page(network):
    """Answer the form of a network, or save what it says."""
    form, back = NetworkForm(obj=network), url_for("networks.index")
    form.set_choices(session.scalars(municipalities()))
    if form.validate_on_submit():
        members, seen = form.member_ids.data, form.lock_version.data
        try:
            acts.save_network(network, form.values(), member_ids=members, seen=seen)
            return confirm_saved(network.name, back)
        except EditConflict:
            return merge_or_ask(form, network, back)
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("networks/edit.html", form=form, network=network), form_status(form)


@bp.route("/<int:network_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def delete(network_id):
    """Ask, then delete a network for good, while no visit belongs to it."""
    network = session.scalar(network_with(network_id)) or abort(404)
    return delete_or_ask(network, network.name, url_for("networks.index"), Message("Networks"))
