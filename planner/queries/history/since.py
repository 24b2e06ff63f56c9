"""Questions to the database about what has changed since a paper was printed."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from planner.models import (
    Audience,
    Event,
    HistoryEntry,
    HistoryRow,
    Operation,
    Person,
    Printout,
    PrintoutPerson,
)
from planner.rules.history.papers import OF_PEOPLE, SHOWN, is_shown
from planner.rules.printing.marks import Marks
from planner.rules.programme.audience import visible_audiences

#: What is printed on the day of the setting TODAY has another time than its entry in the history.
NEAR = dt.timedelta(hours=1)
#: Rows that belong to a person and to a visit, but to no event.
OF_MEMBERS = OF_PEOPLE | {"delegate"}
COMES_BACK = "deleted_at"

RowOfHistory = Row[str, Operation, list[str], int | None, int | None]


class InPrintout(NamedTuple):
    """Somebody who is in a printout, and into whom the entry was merged since."""

    person_id: int
    merged_into_id: int | None


def people_in(printout: Printout) -> Select[int, int | None]:
    """Select the ids of the people in a printout, and of whom they were merged into."""
    return (
        select(PrintoutPerson.person_id, Person.merged_into_id)
        .join(Person, Person.id == PrintoutPerson.person_id)
        .where(PrintoutPerson.printout_id == printout.id)
    )


def noted_at(printout: Printout) -> Select[dt.datetime]:
    """Select the moment at which the history tells of a printout."""
    return (
        select(HistoryEntry.at)
        .join(HistoryRow)
        .where(HistoryRow.table_name == Printout.__tablename__)
        .where(HistoryRow.row_key == str(printout.id), HistoryRow.operation == Operation.ADDED)
    )


def moment_of(session: Session, printout: Printout) -> dt.datetime:
    """Return the moment, in UTC, whose changes a printout does not show any more."""
    noted = session.scalar(noted_at(printout))
    is_elsewhere = noted is not None and abs(noted - printout.printed_at) > NEAR
    return noted if noted is not None and is_elsewhere else printout.printed_at


def rows_since(
    printout: Printout, since: dt.datetime
) -> Select[str, Operation, list[str], int | None, int | None]:
    """Select what was done since a moment to the rows that a printout may show."""
    in_it = select(PrintoutPerson.person_id).where(PrintoutPerson.printout_id == printout.id)
    of_people = and_(HistoryRow.table_name.in_(OF_MEMBERS), HistoryRow.person_id.in_(in_it))
    return (
        select(
            HistoryRow.table_name,
            HistoryRow.operation,
            HistoryRow.fields,
            HistoryRow.person_id,
            HistoryRow.event_id,
        )
        .join(HistoryEntry)
        .where(HistoryEntry.at >= since, HistoryRow.table_name.in_(SHOWN[printout.document]))
        .where(or_(about(printout), of_people))
        .order_by(HistoryRow.id)
    )


def about(printout: Printout) -> ColumnElement[bool]:
    """Return the condition that a row of the history is about the event or visit of a printout."""
    if printout.event_id is not None:
        return HistoryRow.event_id == printout.event_id
    return HistoryRow.visit_id == printout.visit_id


def read_marks(session: Session, printout: Printout) -> Marks:
    """Read who is in a printout, and what of it has changed since; three statements."""
    since = moment_of(session, printout)
    found = [InPrintout(*row) for row in session.execute(people_in(printout))]
    now = {one.person_id: one.merged_into_id or one.person_id for one in found}
    rows = [
        row
        for row in session.execute(rows_since(printout, since))
        if is_shown(printout.document, row.table_name, row.operation, row.fields)
    ]
    people = {now.get(row.person_id, row.person_id) for row in rows if row.person_id is not None}
    tells_of_events = Event.__tablename__ in SHOWN[printout.document]
    events = {row.event_id for row in rows if row.event_id is not None and tells_of_events}
    new = {row.event_id for row in rows if row.event_id is not None and brings_event(row)}
    return Marks(
        since,
        frozenset(now.values()),
        frozenset(people),
        frozenset(new),
        frozenset(events - new),
    )


def brings_event(row: RowOfHistory) -> bool:
    """Tell whether an act added an event, or took it out of the trash; one that is there now."""
    if row.table_name != Event.__tablename__:
        return False
    return row.operation is Operation.ADDED or COMES_BACK in row.fields


def people_named(ids: Collection[int]) -> Select[Person]:
    """Select some people in the order of their names, those in the trash too."""
    return select(Person).where(Person.id.in_(ids)).order_by(Person.sort_name, Person.id)


def events_removed(printout: Printout, since: dt.datetime) -> Select[Event]:
    """Select the events that went into the trash since a moment and may stand in a printout."""
    audiences = visible_audiences(Audience(printout.audience))
    return (
        select(Event)
        .where(Event.visit_id == printout.visit_id, Event.audience.in_(audiences))
        .where(Event.deleted_at >= since, Event.created_at < since)
        .order_by(Event.starts_at, Event.id)
    )


def events_marked(ids: Collection[int]) -> Select[Event]:
    """Select some events by time."""
    living = Event.deleted_at.is_(None)
    return select(Event).where(Event.id.in_(ids), living).order_by(Event.starts_at, Event.id)


def count_of_people(printout: Printout) -> Select[int]:
    """Select of how many people in a printout is still known who they are."""
    of_it = PrintoutPerson.printout_id == printout.id
    return select(func.count()).select_from(PrintoutPerson).where(of_it)
