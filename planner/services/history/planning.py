"""What of an entry can be taken back now, held against what is stored."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from planner.clock import utc_now
from planner.db import Base
from planner.models import HistoryRow, Operation, User
from planner.queries.history.stored import Row, has_key, names_in, stored_rows
from planner.queries.history.undoing import newer_rows, number_of_rows, rows_of
from planner.rules import NotFound
from planner.rules.history.followed import followed_fields, references_to
from planner.rules.history.rights import may_take_back
from planner.rules.history.subjects import SUBJECTS
from planner.rules.history.undo import (
    Obstacle,
    Part,
    Plan,
    Reason,
    final_reason,
    is_unchanged,
    parts_of,
    without_torn,
)
from planner.rules.history.values import (
    key_values,
    row_key,
    stored_fields,
)
from planner.rules.trash import TRASH_RETENTION

Place = tuple[str, str]


def plan_undo(own: Session, entry_id: int, user: User) -> Plan:
    """Return what of an entry a user can take back now, and what stands in the way of the rest.

    Raises NotFound if there is no such entry, or nothing of it that the user may know.
    """
    rows = own.scalars(rows_of(entry_id)).all()
    if not rows:
        raise NotFound
    is_whole = own.scalar(number_of_rows(entry_id)) == len(rows)
    parts = list(parts_of(rows))
    state = State(own, rows)
    found: list[Part] = []
    obstacles: list[Obstacle] = []
    for part in parts:
        reason = final_reason(part)
        if reason is None and not (is_whole and may_take_back(user, part.row)):
            reason = Reason.NO_RIGHT
        reason = reason or state.reason_against(part)
        if reason is None:
            found.append(part)
        else:
            obstacles.append(Obstacle(part, reason))
    found, hung = state.without_what_hangs(found)
    plan = without_torn(found, obstacles + hung)
    return Plan(plan.possible, with_newer(own, entry_id, plan.obstacles))


class State:
    """What is stored now of the rows of an entry, and of what they name: a few statements."""

    def __init__(self, own: Session, rows: Sequence[HistoryRow]) -> None:
        self.own = own
        self.rows = rows
        self.stored: dict[Place, Row] = {}
        by_table: dict[str, list[str]] = {}
        for row in rows:
            if row.row_key:
                by_table.setdefault(row.table_name, []).append(row.row_key)
        for table, keys in by_table.items():
            self.read(table, [tuple(key_values(table, key).values()) for key in keys])
        self.inserted = {
            (row.table_name, row.row_key) for row in rows if row.operation is Operation.DELETED
        }
        self.in_trash = set(self.subjects_in_trash())
        self.named = self.rows_named()

    def read(self, table: str, keys: Sequence[tuple[object, ...]]) -> None:
        """Read rows of a table by their keys."""
        for row in stored_rows(self.own, table, has_key(table, keys)):
            self.stored[table, row_key(table, row)] = row

    def subjects_in_trash(self) -> Iterator[tuple[str, int]]:
        """Yield what the rows belong to and lies in the trash, but what the entry put there."""
        restored = {
            (row.table_name, row.row_key) for row in self.rows if "deleted_at" in row.fields
        }
        for table, column in SUBJECTS.items():
            if "deleted_at" not in Base.metadata.tables[table].columns:
                continue
            ids = {getattr(row, column) for row in self.rows} - {None}
            keys = [(one,) for one in ids]
            for row in stored_rows(self.own, table, has_key(table, keys)) if keys else ():
                if row["deleted_at"] and (table, str(row["id"])) not in restored:
                    yield column, int(str(row["id"]))

    def rows_named(self) -> set[Place]:
        """Return those rows which values name that would stand there again, and that are there."""
        wanted: dict[str, set[int]] = {}
        for row in self.rows:
            for table, key in named_before(row):
                wanted.setdefault(table, set()).add(key)
        return {
            (table, str(found["id"]))
            for table, keys in wanted.items()
            for found in stored_rows(self.own, table, has_key(table, [(key,) for key in keys]))
        }

    def reason_against(self, part: Part) -> Reason | None:
        """Return why a part cannot be taken back, as things are stored now."""
        row, place = part.row, (part.row.table_name, part.row.row_key)
        stored = self.stored.get(place)
        if any((column, getattr(row, column)) in self.in_trash for column in SUBJECTS.values()):
            is_itself = SUBJECTS.get(row.table_name)
            if row.operation is not Operation.ADDED or is_itself is None:
                return Reason.IN_TRASH
        if row.operation is Operation.DELETED:
            if stored is not None:
                return Reason.THERE_AGAIN
            return None if self.names_what_is_there(row, None) else Reason.GONE
        if stored is None or is_over(stored, utc_now()):
            return Reason.GONE
        known = stored_fields(stored, followed_fields(row.table_name))
        if not is_unchanged(part, known):
            return Reason.CHANGED_SINCE
        if row.operation is Operation.CHANGED and not self.names_what_is_there(row, part.field):
            return Reason.GONE
        return None

    def names_what_is_there(self, row: HistoryRow, field: str | None) -> bool:
        """Tell whether all that a row, or one field of it, would name again is there."""
        return all(
            (table, str(key)) in self.named or (table, str(key)) in self.inserted
            for table, key in named_before(row, field)
        )

    def without_what_hangs(self, parts: Sequence[Part]) -> tuple[list[Part], list[Obstacle]]:
        """Return the parts without rows on which others hang that would stay; and those."""
        added = {
            (part.row.table_name, part.row.row_key): part
            for part in parts
            if part.row.operation is Operation.ADDED
        }
        let_go = {(part.row.table_name, part.row.row_key, part.field) for part in parts}
        hung: dict[Place, Obstacle] = {}
        for table in {table for table, _ in added}:
            keys = [int(key) for one, key in added if one == table and key.isdigit()]
            is_kept = "deleted_at" in Base.metadata.tables[table].columns
            for reference in references_to(table, "", "CASCADE", "SET NULL") if keys else ():
                child, column = reference.parent.table.name, reference.parent.key
                for row in stored_rows(self.own, child, names_in(child, column, keys)):
                    here = child, row_key(child, row)
                    stays = here not in added and (*here, column) not in let_go
                    if stays and not (is_kept and row.get("deleted_at")):
                        place = table, str(row[column])
                        newer = HistoryRow(table_name=here[0], row_key=here[1])
                        hung[place] = Obstacle(added[place], Reason.BUILT_UPON, newer)
        left = [part for part in parts if (part.row.table_name, part.row.row_key) not in hung]
        return left, list(hung.values())


def named_before(row: HistoryRow, field: str | None = None) -> Iterator[tuple[str, int]]:
    """Yield (table, id) of the rows that a row named before it was deleted or changed."""
    before = (row.values and row.values.before) or {}
    for column in Base.metadata.tables[row.table_name].columns:
        key = before.get(column.key)
        if field in (None, column.key) and isinstance(key, int) and not isinstance(key, bool):
            for reference in column.foreign_keys:
                if reference.column.key == "id":
                    yield reference.column.table.name, key


def is_over(stored: Mapping[str, object], now: dt.datetime) -> bool:
    """Tell whether a row lies in the trash and its days are over: it waits to be erased."""
    deleted_at = stored.get("deleted_at")
    return isinstance(deleted_at, dt.datetime) and deleted_at <= now - TRASH_RETENTION


def with_newer(own: Session, entry_id: int, obstacles: Sequence[Obstacle]) -> list[Obstacle]:
    """Return obstacles with the newest row of the history that tells of each, if there is one."""
    places = {place_of(one) for one in obstacles if place_of(one)[1]}
    if not places:
        return list(obstacles)
    newer: dict[Place, list[HistoryRow]] = {}
    for row in own.scalars(newer_rows(places, entry_id)):
        newer.setdefault((row.table_name, row.row_key), []).append(row)
    return [
        one._replace(newer=next(telling(one, newer.get(place_of(one), ())), None))
        for one in obstacles
    ]


def place_of(obstacle: Obstacle) -> Place:
    """Return the row whose newer history says what stands in the way."""
    row = obstacle.newer or obstacle.part.row
    return row.table_name, row.row_key


def telling(obstacle: Obstacle, newer: Sequence[HistoryRow]) -> Iterator[HistoryRow]:
    """Yield the newer rows that tell of an obstacle."""
    field = obstacle.part.field
    for row in newer:
        if field is None or row.operation is not Operation.CHANGED or field in row.fields:
            yield row
