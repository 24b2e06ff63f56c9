"""Who has saved a row since somebody opened it."""

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import InstanceState, joinedload

from planner.db import Base
from planner.models import HistoryEntry, HistoryRow


def saves_since(row: Base, version: int) -> Select[HistoryRow]:
    """Select what was saved of a row since it had a version, the latest first, with its author."""
    state: InstanceState[Base] = inspect(row, raiseerr=True)
    key = "/".join(map(str, state.identity or ()))
    return (
        select(HistoryRow)
        .where(HistoryRow.table_name == row.__tablename__, HistoryRow.row_key == key)
        .where(HistoryRow.version > version)
        .options(joinedload(HistoryRow.entry).joinedload(HistoryEntry.user))
        .order_by(HistoryRow.id.desc())
    )
