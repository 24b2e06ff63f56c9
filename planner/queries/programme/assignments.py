"""Questions to the database about assignments."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Assignment


def assignments_of(event):
    """Select who works at an event, as they were assigned."""
    return (
        select(Assignment)
        .where(Assignment.event_id == event.id)
        .options(joinedload(Assignment.person))
        .order_by(Assignment.id)
    )


def assignment_of(event, assignment_id):
    """Select an assignment, only if it is one to the event."""
    return assignments_of(event).where(Assignment.id == assignment_id)
