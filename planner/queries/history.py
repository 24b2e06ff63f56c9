"""Questions to the database about the history."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import HistoryEntry, HistoryKind, Person

LATEST = 50
IS_MERGE = HistoryEntry.kind == HistoryKind.MERGED


def history_of(person: Person) -> Select[HistoryEntry]:
    """Select the entries of the history of a person, the latest first."""
    return (
        select(HistoryEntry)
        .where(HistoryEntry.person_id == person.id)
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .limit(LATEST)
    )


def merges_of(person_ids: Collection[int]) -> Select[HistoryEntry]:
    """Select the entries that say into whom people were merged, with that person."""
    return (
        select(HistoryEntry)
        .where(HistoryEntry.merged_id.in_(person_ids), IS_MERGE)
        .options(joinedload(HistoryEntry.person))
        .order_by(HistoryEntry.id)
    )
