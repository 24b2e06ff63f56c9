"""Questions to the database about assignments."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import Assignment, Event


def assignments_of(event: Event) -> Select[Assignment]:
    """Select the assignments to an event with their people, the first one first."""
    return (
        select(Assignment)
        .where(Assignment.event_id == event.id)
        .options(joinedload(Assignment.person))
        .order_by(Assignment.id)
    )


def assignment_of(event: Event, assignment_id: int) -> Select[Assignment]:
    """Select an assignment, only if it is the event's."""
    return assignments_of(event).where(Assignment.id == assignment_id)
