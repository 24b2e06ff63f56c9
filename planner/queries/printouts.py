"""Questions to the database about what was printed."""

from collections.abc import Collection

from sqlalchemy import Insert, Select, exists, false, insert, literal, or_, select
from sqlalchemy.orm import joinedload

from planner.models import CALENDAR, Event, Person, Printout, PrintoutPerson, Visit

MAX_PRINTOUTS = 20
MAX_COMPARABLE = 100


def printouts_of(visit: Visit | None, event: Event | None) -> Select[Printout]:
    """Select the printouts of an event, or else of a visit and all its events, latest first."""
    if event:
        about = Printout.event_id == event.id
    else:
        about = Printout.visit_id == visit.id if visit else false()
    return (
        select(Printout)
        .where(about, Printout.document != CALENDAR)
        .options(joinedload(Printout.user))
        .order_by(Printout.printed_at.desc(), Printout.id.desc())
        .limit(MAX_PRINTOUTS)
    )


def comparable_printouts(visit: Visit | None, event: Event | None) -> Select[Printout]:
    """Select the printouts of an event, or else of a visit itself, of which is known who is in it.

    The latest are first; of each it is said who has printed it, and to whom it was given.
    """
    latest = Printout.printed_at.desc(), Printout.id.desc()
    return comparable(visit, event).order_by(*latest).limit(MAX_COMPARABLE)


def latest_of_document(visit: Visit | None, event: Event | None, document: str) -> Select[Printout]:
    """Select the latest printout of a document of an event, or of a visit itself."""
    latest = Printout.printed_at.desc(), Printout.id.desc()
    return comparable(visit, event).where(Printout.document == document).order_by(*latest).limit(1)


def comparable_printout(
    visit: Visit | None, event: Event | None, printout_id: int
) -> Select[Printout]:
    """Select one of the printouts of an event, or of a visit itself, by its id."""
    return comparable(visit, event).where(Printout.id == printout_id)


def comparable(visit: Visit | None, event: Event | None) -> Select[Printout]:
    """Select the printouts of an occasion of which is known who is in them."""
    known = exists().where(PrintoutPerson.printout_id == Printout.id)
    return (
        select(Printout)
        .where(Printout.event_id == event.id if event else Printout.event_id.is_(None))
        .where(Printout.visit_id == visit.id if visit else Printout.visit_id.is_(None))
        .where(or_(Printout.people == 0, known), Printout.document != CALENDAR)
        .options(joinedload(Printout.user), joinedload(Printout.copy))
    )


def latest_like(printout: Printout) -> Select[Printout]:
    """Select the latest printout of a user that is like another in all but moment and version."""
    same = ("document", "visit_id", "event_id", "chosen", "medium", "user_id")
    return (
        select(Printout)
        .where(*(getattr(Printout, name) == getattr(printout, name) for name in same))
        .order_by(Printout.printed_at.desc(), Printout.id.desc())
        .limit(1)
    )


def people_insertion(printout_id: int, ids: Collection[int]) -> Insert:
    """Insert that some people are in a printout: those of them who are not erased meanwhile."""
    there = select(literal(printout_id), Person.id).where(Person.id.in_(ids))
    return insert(PrintoutPerson).from_select(["printout_id", "person_id"], there)
