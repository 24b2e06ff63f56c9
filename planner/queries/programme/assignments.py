"""Questions to the database about assignments."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import Assignment, Event


def assignments_of(event: Event) -> Select[Assignment]:
    """Select who works at an event, as they were assigned."""
    return (
        select(Assignment)
        .where(Assignment.event_id == event.id)
        .options(joinedload(Assignment.person))
        .order_by(Assignment.id)
    )


def assignment_of(event: Event, assignment_id: int) -> Select[Assignment]:
    """Select an assignment, only if it is one to the event."""
    return assignments_of(event).where(Assignment.id == assignment_id)
