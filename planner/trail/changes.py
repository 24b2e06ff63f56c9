"""The changes of an act, kept in its session until the commit."""

from collections.abc import Iterable, Mapping

from flask import g
from sqlalchemy.orm import Session, SessionTransaction

from planner.db import name_of_act
from planner.rules.history.changes import Place, RowChange, note_change
from planner.rules.history.followed import SILENT_ACTS

CHANGES, UNDOES = "changes of the act", "entry that the act undoes"  # in Session.info
AT_SAVEPOINTS = "changes of the act until its savepoints"  # likewise


def is_followed(session: Session) -> bool:
    """Tell whether the history tells of what happens in a session now: of acts, but silent ones."""
    name = name_of_act(session)
    return name is not None and name not in SILENT_ACTS


def changes_in(session: Session) -> dict[Place, RowChange]:
    """Return the changes of the act so far."""
    changes: dict[Place, RowChange] = session.info.setdefault(CHANGES, {})
    return changes


def note_changes(session: Session, found: Iterable[RowChange]) -> None:
    """Put changes to those of the act."""
    changes = changes_in(session)
    for change in found:
        note_change(changes, change)


def note_undone(session: Session, entry_id: int) -> None:
    """Let the entry of the act say which one it undoes."""
    session.info[UNDOES] = entry_id


def forget_changes(session: Session) -> None:
    """Forget what an act has changed: it is committed, or undone."""
    for name in (CHANGES, UNDOES, AT_SAVEPOINTS):
        session.info.pop(name, None)


def remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    """Keep what an act has changed until a savepoint: what comes after it may be undone."""
    if transaction.nested:
        session.info.setdefault(AT_SAVEPOINTS, {})[transaction] = dict(changes_in(session))


def return_to_savepoint(session: Session, transaction: SessionTransaction) -> None:
    """Forget what an act has changed since a savepoint: it is undone."""
    before = session.info.get(AT_SAVEPOINTS, {}).pop(transaction, None)
    if before is not None:
        session.info[CHANGES] = before


def note_entry(entry_id: int) -> None:
    """Note which entry was written, for the page that follows."""
    g.last_entry_id = entry_id


def last_entry_id() -> int | None:
    """Return the id of the entry that was written last in this request; None: there is none."""
    entry_id: int | None = g.get("last_entry_id")
    return entry_id


def version_of(row: Mapping[str, object]) -> int | None:
    """Return how often a row was saved, from its columns; None: nobody counts it."""
    version = row.get("lock_version")
    return version if isinstance(version, int) else None
