"""Statements by which the history forgets what stood in erased rows, never what was done."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Delete, Update, and_, delete, or_, select, update

from planner.models import HistoryRow, HistoryValues, User, Visit, roles_users
from planner.rules.history.subjects import SUBJECTS

OF_THE_SAME_KEY = {User.__tablename__: roles_users.name}  # tables that are part of another
NUMBERED = {table: getattr(HistoryRow, column) for table, column in SUBJECTS.items()}


def history_changes(table: str, ids: Collection[int]) -> list[Delete | Update]:
    """Return the statements after which no value is left of rows that are erased.

    What is told of a confidential visit is sealed: without the visit nobody is named at it. The
    keys go too, since new rows may get them (SQLite).
    """
    keys = [str(one) for one in ids]
    tables = [table, *filter(None, [OF_THE_SAME_KEY.get(table)])]
    themselves = and_(HistoryRow.table_name.in_(tables), HistoryRow.row_key.in_(keys))
    belongs = or_(themselves, NUMBERED[table].in_(ids)) if table in NUMBERED else themselves
    found: list[Delete | Update] = [forget_values(belongs)]
    if table == Visit.__tablename__:
        secret = select(Visit.id).where(Visit.id.in_(ids), Visit.is_confidential)
        sealed = update(HistoryRow).where(HistoryRow.visit_id.in_(secret))
        found.append(sealed.values(is_sealed=True))
    return [*found, update(HistoryRow).where(belongs).values(row_key="")]


def forget_values(condition: ColumnElement[bool]) -> Delete:
    """Delete what stood in the rows of the history that meet a condition."""
    return delete(HistoryValues).where(
        HistoryValues.row_id.in_(select(HistoryRow.id).where(condition))
    )
