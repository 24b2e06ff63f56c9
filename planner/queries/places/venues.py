"""Questions to the database about venues."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import Venue
from planner.models.mixins.sorting import name_ordering
from planner.queries.places.partners import search_conditions


def venues_listed(sought: str = "", language: str = "de") -> Select[Venue]:
    """Select the venues that match by name, with their municipality."""
    return (
        select(Venue)
        .where(*search_conditions(Venue, sought))
        .options(joinedload(Venue.municipality))
        .order_by(*name_ordering(Venue, language))
    )


def venue_with(venue_id: int) -> Select[Venue]:
    """Select a venue."""
    return select(Venue).where(Venue.id == venue_id)
