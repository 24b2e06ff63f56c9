"""Questions to the database about what has changed since a paper was printed."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
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

RowOfHistory = Row[str, Operation, list[str], int | None, int | None, dt.datetime]


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


def notes_of(printouts: Collection[Printout]) -> Select[str, dt.datetime]:
    """Select at which moments the history tells of printouts, with their ids as it writes them."""
    keys = [str(one.id) for one in printouts]
    return (
        select(HistoryRow.row_key, HistoryEntry.at)
        .join(HistoryEntry)
        .where(HistoryRow.table_name == Printout.__tablename__, HistoryRow.row_key.in_(keys))
        .where(HistoryRow.operation == Operation.ADDED)
    )


def moments_of(session: Session, printouts: Collection[Printout]) -> dict[int, dt.datetime]:
    """Return by their ids the moments, in UTC, since which printouts show no changes any more."""
    noted = {int(row.row_key): row.at for row in session.execute(notes_of(printouts))}
    return {one.id: moment(one.printed_at, noted.get(one.id)) for one in printouts}


def moment(printed_at: dt.datetime, noted_at: dt.datetime | None) -> dt.datetime:
    """Return when the rows of a printout were read: as it says, unless the day was set by hand."""
    if noted_at is None or abs(noted_at - printed_at) <= NEAR:
        return printed_at
    return noted_at


def rows_since(
    since: dt.datetime, tables: Collection[str], *which: ColumnElement[bool]
) -> Select[str, Operation, list[str], int | None, int | None, dt.datetime]:
    """Select what was done since a moment to rows of some tables."""
    return (
        select(
            HistoryRow.table_name,
            HistoryRow.operation,
            HistoryRow.fields,
            HistoryRow.person_id,
            HistoryRow.event_id,
            HistoryEntry.at,
        )
        .join(HistoryEntry)
        .where(HistoryEntry.at >= since, HistoryRow.table_name.in_(tables), *which)
        .order_by(HistoryRow.id)
    )


def about(printout: Printout) -> ColumnElement[bool]:
    """Return the condition that a row of the history is about the event or visit of a printout."""
    if printout.event_id is not None:
        return HistoryRow.event_id == printout.event_id
    return HistoryRow.visit_id == printout.visit_id


def read_marks(session: Session, printout: Printout) -> Marks:
    """Read who is in a printout, and what of it has changed since; three statements."""
    since = moments_of(session, [printout])[printout.id]
    found = [InPrintout(*row) for row in session.execute(people_in(printout))]
    now = {one.person_id: one.merged_into_id or one.person_id for one in found}
    in_it = select(PrintoutPerson.person_id).where(PrintoutPerson.printout_id == printout.id)
    of_people = and_(HistoryRow.table_name.in_(OF_MEMBERS), HistoryRow.person_id.in_(in_it))
    tables = SHOWN[printout.document].keys()
    rows = [
        row
        for row in session.execute(rows_since(since, tables, or_(about(printout), of_people)))
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


def count_changes(session: Session, printouts: Sequence[Printout]) -> dict[int, int]:
    """Return by the ids of some printouts of how many people or events they show something old.

    Three statements, however many there are; all must be of one visit, or of one event.
    """
    if not printouts:
        return {}
    moments = moments_of(session, printouts)
    first, tables = min(moments.values()), {table for one in printouts for table in shown_by(one)}
    ours = or_(*(about(one) for one in printouts))
    found = session.execute(rows_since(first, tables - OF_MEMBERS, ours)).all()
    of_people = rows_since(first, tables & OF_MEMBERS).add_columns(PrintoutPerson.printout_id)
    people = session.execute(
        of_people.join(PrintoutPerson, PrintoutPerson.person_id == HistoryRow.person_id).where(
            PrintoutPerson.printout_id.in_([one.id for one in printouts])
        )
    ).all()
    return {
        one.id: len(
            {
                (row.person_id, None if row.person_id else row.event_id)
                for row in (
                    *(row for row in found if is_about(row, one)),
                    *(row for row in people if row.printout_id == one.id),
                )
                if row.at >= moments[one.id]
                and is_shown(one.document, row.table_name, row.operation, row.fields)
            }
        )
        for one in printouts
    }


def shown_by(printout: Printout) -> Collection[str]:
    """Return the tables whose changes a printout shows."""
    return SHOWN.get(printout.document, {}).keys()


def is_about(row: RowOfHistory, printout: Printout) -> bool:
    """Tell whether a row of the history that is about one of some printouts is about this one."""
    return printout.event_id in (None, row.event_id)


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


def events_named(ids: Collection[int]) -> Select[Event]:
    """Select some events by time, those in the trash too."""
    return select(Event).where(Event.id.in_(ids)).order_by(Event.starts_at, Event.id)
