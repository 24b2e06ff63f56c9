"""Who has saved a row since somebody opened it."""

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import InstanceState, joinedload

from planner.db import Base
from planner.models import HistoryEntry, HistoryRow


def saves_since(row: object, version: int) -> Select[HistoryEntry]:
    """Select the entries that have saved a row since it had a version, the latest first."""
    state: InstanceState[Base] = inspect(row, raiseerr=True)
    key = "/".join(map(str, state.identity or ()))
    own = (
        select(HistoryRow.entry_id)
        .where(HistoryRow.table_name == state.class_.__tablename__, HistoryRow.row_key == key)
        .where(HistoryRow.version > version)
    )
    return (
        select(HistoryEntry)
        .where(HistoryEntry.id.in_(own))
        .options(joinedload(HistoryEntry.user))
        .order_by(HistoryEntry.id.desc())
    )
