"""Rules of assignments: who works at an event, and as what."""

from planner.languages import Message
from planner.models import Assignment, Duty
from planner.rules import RuleBroken
from planner.rules.people.people import full_name

DUTIES = {
    Duty.INTERPRETER: Message("Interpreter"),
    Duty.DRIVER: Message("Driver"),
    Duty.CONTACT: Message("Contact on site"),
    Duty.SPEAKER: Message("Speaker"),
}


def add_assignment(event, person, duty, languages):
    """Give a person a duty at an event; no calendar prints who. Return the assignment.

    Raises RuleBroken if the person has the duty.
    """
    if any(one.person_id == person.id and one.duty is duty for one in event.assignments):
        raise duty_taken(person, duty)
    assignment = Assignment(person=person, duty=duty, languages=languages)
    event.assignments.append(assignment)
    return assignment


def duty_taken(person, duty):
    """Return the broken rule that a person has a duty once."""
    text = Message(
        "%(name)s has this duty here already: %(duty)s.", name=full_name(person), duty=DUTIES[duty]
    )
    return RuleBroken(text)


def remove_assignment(event, assignment):
    """Take a duty at an event from a person again."""
    event.assignments.remove(assignment)
