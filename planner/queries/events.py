"""Questions to the database about events."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Event


def event_of(visit, event_id):
    """Select an event, only if it belongs to the visit; to none, if there is no visit."""
    belongs = Event.visit_id == visit.id if visit else Event.visit_id.is_(None)
    needed = joinedload(Event.venue), joinedload(Event.responsible)
    return (
        select(Event)
        .where(Event.id == event_id, belongs, Event.deleted_at.is_(None))
        .options(*needed)
    )
