"""Questions to the database about networks."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from planner.models import Network, NetworkMember
from planner.models.sorting import by_name

MEMBERS = selectinload(Network.members).joinedload(NetworkMember.municipality)


def networks_with_members():
    """Select all networks by name, with their members."""
    return select(Network).options(MEMBERS).order_by(*by_name(Network))


def network_with(network_id):
    """Select a network with its members."""
    return select(Network).where(Network.id == network_id).options(MEMBERS)


def networks_beside(network):
    """Select the other networks."""
    return select(Network).where(Network.id != network.id) if network.id else select(Network)
