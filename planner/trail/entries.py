"""The entry of an act, written before the act is committed: one, with its rows and their values."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from planner.clock import utc_now
from planner.confidentiality import SeesAll, author_id, seeing_all
from planner.db import Base, name_of_act
from planner.models import HistoryEntry, HistoryRow, HistoryValues, Operation, SignIn
from planner.queries.history.stored import rows_of
from planner.rules.history.changes import Place, RowChange
from planner.rules.history.followed import ERASING_ACTS, kept_fields
from planner.rules.history.subjects import Subjects
from planner.rules.history.values import stored_fields
from planner.trail.changes import CHANGES, UNDOES, forget_changes, is_followed, note_entry
from planner.trail.subjects import subjects_of

ENTRIES, ROWS, VALUES = (
    insert(Base.metadata.tables[model.__tablename__])
    for model in (HistoryEntry, HistoryRow, HistoryValues)
)


def write_entry(session: Session) -> None:
    """Write the entry of the act that is about to be committed, if it has changed anything."""
    if not is_followed(session) or session.in_nested_transaction():
        return
    with seeing_all(SeesAll.HISTORY):
        session.flush()
        changes: list[RowChange] = [*session.info.get(CHANGES, {}).values()]
        if changes:
            store(session, changes)
    forget_changes(session)


def store(session: Session, changes: Sequence[RowChange]) -> None:
    """Store an entry with its rows and values: a few statements, however many rows there are."""
    name, connection = name_of_act(session) or "", session.connection()
    entry = {
        "at": utc_now(),
        "user_id": (user_id := author(changes)),
        "has_author": user_id is not None,
        "act": name,
        "undoes_id": session.info.get(UNDOES),
    }
    entry_id = connection.execute(ENTRIES.values(entry).returning(HistoryEntry.id)).scalar_one()
    note_entry(entry_id)
    is_erasing = name in ERASING_ACTS
    rows = [
        row_of(change, subjects, entry_id, is_erasing=is_erasing)
        for change, subjects in zip(changes, subjects_of(session, changes), strict=True)
    ]
    kept = {} if is_erasing else {change.place: values_of(change) for change in changes}
    ids = store_rows(connection, entry_id, rows, are_asked_for=any(kept.values()))
    values = [{"row_id": ids[place], **found} for place, found in kept.items() if found]
    if values:
        connection.execute(VALUES, values)


def store_rows(
    connection: Connection,
    entry_id: int,
    rows: Sequence[Mapping[str, Any]],
    *,
    are_asked_for: bool,
) -> dict[Place, int]:
    """Store the rows of an entry; return their ids by place, if they are asked for.

    Several are asked for after all: SQLite would store them one by one to tell which is which.
    """
    if are_asked_for and len(rows) == 1:
        row_id = connection.execute(ROWS.returning(HistoryRow.id).values(rows[0])).scalar_one()
        return {(rows[0]["table_name"], rows[0]["row_key"]): row_id}
    connection.execute(ROWS, rows)
    if not are_asked_for:
        return {}
    return {(row.table_name, row.row_key): row.id for row in connection.execute(rows_of(entry_id))}


def author(changes: Sequence[RowChange]) -> int | None:
    """Return the id of who acts: of somebody who signs in, it is the one who is let in."""
    for change in changes:
        if change.table == SignIn.__tablename__ and change.row.get("succeeded"):
            return author_id() or int(str(change.row["user_id"]))
    return author_id()


def row_of(
    change: RowChange, subjects: Subjects, entry_id: int, *, is_erasing: bool
) -> dict[str, Any]:
    """Return a row of the history; of an erased row nothing tells which one it was."""
    is_gone = is_erasing and change.operation is Operation.DELETED
    return {
        "entry_id": entry_id,
        "table_name": change.table,
        "row_key": "" if is_gone else change.key,
        "operation": change.operation,
        "fields": change.fields,
        "old_version": change.old_version,
        "version": change.version,
        "is_sealed": False,
        **subjects._asdict(),
    }


def values_of(change: RowChange) -> Mapping[str, Any] | None:
    """Return the values of a change that are kept; None: there are none."""
    names = kept_fields(change.table)
    before = None if change.before is None else stored_fields(change.before, names)
    after = None if change.after is None else stored_fields(change.after, names)
    return {"before": before, "after": after} if before or after else None
