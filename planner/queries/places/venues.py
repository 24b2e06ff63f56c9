"""Questions to the database about venues."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Venue
from planner.models.sorting import name_ordering
from planner.queries.places.partners import search_conditions


def venues_listed(sought="", language="de"):
    """Select the venues that match by name, with their municipality."""
    return (
        select(Venue)
        .where(*search_conditions(Venue, sought))
        .options(joinedload(Venue.municipality))
        .order_by(*name_ordering(Venue, language))
    )


def venue_with(venue_id):
    """Select a venue."""
    return select(Venue).where(Venue.id == venue_id)
