"""Questions to the database about the history."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import HistoryEntry, HistoryKind, Person

LATEST = 50
IS_MERGE = HistoryEntry.kind == HistoryKind.MERGED


def history_of(person: Person) -> Select[HistoryEntry]:
    """Select what was done to a person, the latest first."""
    return (
        select(HistoryEntry)
        .where(HistoryEntry.person_id == person.id)
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .limit(LATEST)
    )


def merges_of(person_ids: Collection[int]) -> Select[HistoryEntry]:
    """Select what entries that were merged are called now: with the person they belong to."""
    return (
        select(HistoryEntry)
        .where(HistoryEntry.merged_id.in_(person_ids), IS_MERGE)
        .options(joinedload(HistoryEntry.person))
        .order_by(HistoryEntry.id)
    )
