"""Rules of assignments: who works at an event, and as what."""

from planner.languages import Message
from planner.models import Assignment, Duty, Event, Person
from planner.rules import RuleBroken
from planner.rules.people.people import full_name

DUTIES = {
    Duty.INTERPRETER: Message("Interpreter"),
    Duty.DRIVER: Message("Driver"),
    Duty.CONTACT: Message("Contact on site"),
    Duty.SPEAKER: Message("Speaker"),
}


def add_assignment(event: Event, person: Person, duty: Duty, languages: str) -> Assignment:
    """Give a person a duty at an event, and return the assignment; no calendar prints it.

    Raises RuleBroken if the person has the duty already.
    """
    if any(known.person_id == person.id and known.duty is duty for known in event.assignments):
        raise duty_taken(person, duty)
    assignment = Assignment(person=person, duty=duty, languages=languages)
    event.assignments.append(assignment)
    return assignment


def duty_taken(person: Person, duty: Duty) -> RuleBroken:
    """Return the error that a person has the duty already."""
    text = Message(
        "%(name)s has this duty here already: %(duty)s.", name=full_name(person), duty=DUTIES[duty]
    )
    return RuleBroken(text)


def remove_assignment(event: Event, assignment: Assignment) -> None:
    """Take a duty at an event from a person again."""
    event.assignments.remove(assignment)
