"""Networks: exchanges between municipalities."""

from flask import Blueprint, abort, render_template, url_for

from planner.access import allowed, form_status
from planner.db import session, touch
from planner.forms.networks import NetworkForm
from planner.languages import Message, translate
from planner.models import Network
from planner.queries.networks import network_with, networks_beside, networks_with_members
from planner.queries.slugs import slugs_taken
from planner.queries.visits import municipalities
from planner.rules import RuleBroken
from planner.rules.permissions import Permission
from planner.rules.places import check_network_is_new, set_members
from planner.rules.slugs import free_slug, slug_of
from planner.views.editing import conflict_page
from planner.views.paging import paginate
from planner.views.places import deletion, saved

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
    form.offer(session.scalars(municipalities()))
    if form.validate_on_submit() and name_is_new(form, network):
        if conflict := conflict_page(form, network, back):
            return conflict
        return save(form, network)
    return render_template("networks/edit.html", form=form, network=network), form_status(form)


def name_is_new(form, network):
    """Tell whether no other network has the name; if one has, the field says so."""
    try:
        check_network_is_new(form.name.data, session.scalars(networks_beside(network)))
    except RuleBroken as broken:
        form.name.errors = [translate(broken.message)]
        return False
    return True


def save(form, network):
    """Take over what was typed, and go on to the list."""
    form.populate_obj(network)
    set_members(network, form.member_ids.data)
    touch(network)
    if not network.slug:
        wanted = slug_of(network.name)
        network.slug = free_slug(wanted, session.scalars(slugs_taken(Network, wanted)))
    session.add(network)
    return saved(network.name, url_for("networks.index"))


@bp.route("/<int:network_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PLACES)
def delete(network_id):
    """Ask, then delete a network for good, while no visit belongs to it."""
    network = session.scalar(network_with(network_id)) or abort(404)
    return deletion(network, network.name, url_for("networks.index"), Message("Networks"))
