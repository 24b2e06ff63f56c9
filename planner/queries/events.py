"""Questions to the database about events."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Event
from planner.rules.audience import open_to


def event_of(visit, event_id):
    """Select an event, only if it belongs to the visit; to none, if there is no visit."""
    belongs = Event.visit_id == visit.id if visit else Event.visit_id.is_(None)
    needed = joinedload(Event.venue), joinedload(Event.responsible)
    return (
        select(Event)
        .where(Event.id == event_id, belongs, Event.deleted_at.is_(None))
        .options(*needed)
    )


def seen_by(reader):
    """Return the condition that readers of a class may see an event (rules.audience.visible)."""
    return Event.audience.in_(open_to(reader))


def events_of(visit):
    """Select the events of a visit, the earliest on the wall first."""
    return (
        select(Event)
        .where(Event.visit_id == visit.id, Event.deleted_at.is_(None))
        .options(joinedload(Event.venue))
        .order_by(Event.starts_at, Event.id)
    )
