"""Acts on assignments: give a person a duty at an event, and take it back."""

from sqlalchemy.exc import IntegrityError

from planner.db import act
from planner.models import Assignment, Duty, Event
from planner.queries.people.people import person_with
from planner.queries.programme.assignments import assignment_of
from planner.rules.programme import assignments as rules
from planner.services.rows import one_or_not_found, reload_event


def assign_person(event: Event, person_id: int, duty: Duty, languages: str) -> Assignment:
    """Give a person a duty at an event; languages are codes in their order: "de en".

    Raises RuleBroken if the person has the duty, also if somebody else is faster, and NotFound
    if the event or the person is gone.
    """
    with act("assign_person") as own:
        event = reload_event(own, event)
        person = one_or_not_found(own, person_with(person_id))
        refusal = rules.duty_taken(person, duty)
        assignment = rules.add_assignment(event, person, duty, languages)
        try:
            own.flush()
        except IntegrityError as faster:  # the unique index refuses the second
            raise refusal from faster
    return assignment


def release_assignment(event: Event, assignment_id: int) -> None:
    """Delete an assignment to an event. Raises NotFound for one to another event."""
    with act("release_assignment") as own:
        event = reload_event(own, event)
        rules.remove_assignment(event, one_or_not_found(own, assignment_of(event, assignment_id)))
