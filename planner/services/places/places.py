"""Acts on networks, venues and organisations; and the act that deletes any place."""

from planner.confidentiality import SeesAll, seeing_all
from planner.db import act, bump_version, set_columns
from planner.models import Municipality, Network, Organisation, Venue
from planner.queries.places.networks import other_networks
from planner.queries.places.places import reference_counts
from planner.queries.slugs import slugs_taken
from planner.rules import SAVED_BY_ANOTHER, RuleBroken
from planner.rules.places.places import (
    check_network_is_new,
    check_unused,
    check_unused_anywhere,
    set_members,
)
from planner.rules.slugs import free_slug, slug_of
from planner.services.places.pictures import discard_picture
from planner.services.versions import lock_row, lock_unchanged
from planner.values import value_as


def save_network(
    network: Network, values: dict[str, object], *, member_ids: list[int], seen: int | None
) -> Network:
    """Save a network, a new one or one that exists, with the municipalities that are members.

    `values` are columns by name; the slug of a new one is made from its name. Raises RuleBroken
    about `name` if another network has it, EditConflict, NotFound.
    """
    with act("save_network", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "name")) as own:
        lock_unchanged(own, network, seen)
        check_network_is_new(value_as(str, values["name"]), own.scalars(other_networks(network)))
        set_members(network, member_ids)
        set_columns(network, values)
        bump_version(network)
        if not network.slug:
            wanted = slug_of(network.name)
            network.slug = free_slug(wanted, own.scalars(slugs_taken(Network, wanted)))
        own.add(network)
    return network


def save_venue(venue: Venue, values: dict[str, object], *, seen: int | None) -> Venue:
    """Save a venue, a new one or one that exists; `values` are columns by name.

    Raises EditConflict, NotFound, and RuleBroken about its name if its municipality is gone.
    """
    with act("save_venue", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "name_de")) as own:
        lock_unchanged(own, venue, seen)
        set_columns(venue, values)
        own.add(venue)
    return venue


def save_organisation(
    organisation: Organisation, values: dict[str, object], *, seen: int | None
) -> Organisation:
    """Save an organisation, a new one or one that exists; `values` are columns by name.

    Raises EditConflict, NotFound, and RuleBroken about its name if its municipality is gone.
    """
    with act("save_organisation", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "name_de")) as own:
        lock_unchanged(own, organisation, seen)
        set_columns(organisation, values)
        own.add(organisation)
    return organisation


def delete_place(place: Municipality | Network | Organisation | Venue) -> None:
    """Delete a place for good, and its picture.

    Raises RuleBroken if something refers to it, also from the trash; NotFound if it is gone.
    """
    with act("delete_place", on_conflict=RuleBroken(SAVED_BY_ANOTHER)) as own:
        lock_row(own, place)
        check_unused(own.execute(reference_counts(place)).one()._asdict())
        with seeing_all(SeesAll.DELETION):
            check_unused_anywhere(own.execute(reference_counts(place)).one()._asdict())
        picture = getattr(place, "picture", None)
        own.delete(place)
        if picture:
            discard_picture(own, picture)
