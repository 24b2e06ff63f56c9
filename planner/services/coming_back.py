"""What comes out of the trash fits in again, or stays there: offices, the lead of a delegation."""

import datetime as dt

from sqlalchemy.orm import Session

from planner.languages import Message
from planner.models import Delegate, Person
from planner.queries.guests.delegations import leader_of
from planner.queries.people.people import terms_of
from planner.queries.precedence.offices import offices_locked, other_terms
from planner.rules import RuleBroken
from planner.rules.people.people import full_name
from planner.rules.people.terms import HELD_BY_ANOTHER, conflicting_term, is_exclusive


def give_up_offices(own: Session, person: Person) -> None:
    """Let others hold the offices of a person who goes to the trash; inside the act."""
    for term in own.scalars(terms_of(person)):
        term.is_exclusive = False


def take_offices_again(own: Session, person: Person, today: dt.date) -> None:
    """Keep the offices for a person who comes back; inside the act.

    Raises RuleBroken if somebody else holds one of them that one person can hold at a time.
    """
    terms = own.scalars(terms_of(person)).all()
    offices = {one.id: one for one in own.scalars(offices_locked(one.office_id for one in terms))}
    for term in terms:
        office = offices[term.office_id]
        if office.is_singular:
            others = own.scalars(other_terms(office, term, today)).all()
            if other := conflicting_term(term, others, today):
                names = {"name": full_name(person), "other": full_name(other.person)}
                raise RuleBroken(Message(HELD_BY_ANOTHER.msgid, **names))
        term.is_exclusive = is_exclusive(office, person)


def follow_present_leader(own: Session, delegate: Delegate) -> None:
    """Make a former leader who comes back a member if somebody else leads; inside the act."""
    if delegate.is_leader:
        with own.no_autoflush:
            if own.scalar(leader_of(delegate.delegation_id)):
                delegate.is_leader = False
