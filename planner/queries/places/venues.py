"""Questions to the database about venues."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Venue
from planner.models.sorting import by_name
from planner.queries.places.partners import found_by


def venues_listed(sought="", language="de"):
    """Select the venues that match by name, with their municipality."""
    return (
        select(Venue)
        .where(*found_by(Venue, sought))
        .options(joinedload(Venue.municipality))
        .order_by(*by_name(Venue, language))
    )


def venue_with(venue_id):
    """Select a venue."""
    return select(Venue).where(Venue.id == venue_id)
