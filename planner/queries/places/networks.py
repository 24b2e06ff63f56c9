"""Questions to the database about networks."""

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from planner.models import Network, NetworkMember
from planner.models.mixins.sorting import name_ordering

MEMBERS = selectinload(Network.members).joinedload(NetworkMember.municipality)


def networks_with_members() -> Select[Network]:
    """Select all networks by name, with their members."""
    return select(Network).options(MEMBERS).order_by(*name_ordering(Network))


def network_with(network_id: int) -> Select[Network]:
    """Select a network with its members."""
    return select(Network).where(Network.id == network_id).options(MEMBERS)


def other_networks(network: Network) -> Select[Network]:
    """Select the other networks."""
    return select(Network).where(Network.id != network.id) if network.id else select(Network)
