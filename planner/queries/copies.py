"""Questions to the database about the copies that were given away."""

from sqlalchemy import Select, false, select
from sqlalchemy.orm import contains_eager, joinedload

from planner.models import Event, HandedCopy, HandedRow, Printout, Visit

MAX_COPIES = 20


def copies_of(visit: Visit | None, event: Event | None) -> Select[HandedCopy]:
    """Select the copies of lists of an event, or else of a visit and its events, latest first."""
    if event:
        about = Printout.event_id == event.id
    else:
        about = Printout.visit_id == visit.id if visit else false()
    return (
        select(HandedCopy)
        .join(HandedCopy.printout)
        .where(about)
        .options(contains_eager(HandedCopy.printout).joinedload(Printout.user))
        .order_by(HandedCopy.handed_on.desc(), HandedCopy.id.desc())
        .limit(MAX_COPIES)
    )


def copy_of(visit: Visit | None, event: Event | None, copy_id: int) -> Select[HandedCopy]:
    """Select a copy of a list of a visit itself, or of an event, by its id."""
    return (
        select(HandedCopy)
        .join(HandedCopy.printout)
        .where(HandedCopy.id == copy_id)
        .where(Printout.event_id == event.id if event else Printout.event_id.is_(None))
        .where(Printout.visit_id == visit.id if visit else Printout.visit_id.is_(None))
        .options(contains_eager(HandedCopy.printout).joinedload(Printout.user))
    )


def copy_with(copy_id: int) -> Select[HandedCopy]:
    """Select a copy by its id, to be deleted."""
    return (
        select(HandedCopy).where(HandedCopy.id == copy_id).options(joinedload(HandedCopy.printout))
    )


def rows_of_copy(copy: HandedCopy) -> Select[HandedRow]:
    """Select the rows of a copy that are left, in their order."""
    return select(HandedRow).where(HandedRow.copy_id == copy.id).order_by(HandedRow.id)
