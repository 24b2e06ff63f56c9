"""Parts of an entry are taken back: rows come again, go again, or say what they said before."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from planner.db import Base
from planner.models import HistoryRow, Operation, Role, User, roles_users
from planner.models.columns import Deletable
from planner.queries.history.stored import has_key
from planner.revisions.effects import TRACKED_OPTION
from planner.rules import trash
from planner.rules.history.followed import is_versioned, key_fields, references_to
from planner.rules.history.undo import Part
from planner.rules.history.values import Stored, from_stored, key_values, restored_fields
from planner.trail.changes import changes_in

MODELS: dict[str, type[Any]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers
}
Place = tuple[str, str]
ORDER = {table.name: number for number, table in enumerate(Base.metadata.sorted_tables)}


def take_back(own: Session, parts: Sequence[Part], now: dt.datetime) -> list[Base]:
    """Take parts of an entry back, inside an act; return the rows that were touched.

    What frees a place comes before what takes it, and a row before those that name it.
    """
    rows = load(own, parts)
    inserted = {place_of(part.row) for part in parts if part.row.operation is Operation.DELETED}
    changes = [part for part in parts if part.row.operation is Operation.CHANGED]
    late = [part for part in changes if names_one_of(part, inserted)]
    early = [part for part in changes if part not in late]
    added = [part.row for part in parts if part.row.operation is Operation.ADDED]
    last = [row for row in added if not is_leaf(row)]
    remove(own, [row for row in added if row not in last], rows, now)
    for some in ([p for p in early if frees(p)], [p for p in early if not frees(p)]):
        change_back(own, some, rows)
    bring_back(own, [part.row for part in parts if place_of(part.row) in inserted], rows)
    change_back(own, late, rows)
    remove(own, sorted(last, key=lambda row: -ORDER[row.table_name]), rows, now)
    return list(rows.values())


def load(own: Session, parts: Iterable[Part]) -> dict[Place, Base]:
    """Load and lock the rows of some parts, a statement a table; users for their roles."""
    keys: dict[str, set[str]] = {}
    for part in parts:
        table = part.row.table_name
        table = User.__tablename__ if table == roles_users.name else table
        keys.setdefault(table, set()).add(part.row.row_key)
    found: dict[Place, Base] = {}
    for table in sorted(keys):
        by_key = {tuple(key_values(table, key).values()): key for key in keys[table]}
        model = MODELS[table]
        statement = select(model).where(has_key(table, list(by_key)))
        statement = statement.order_by(*model.__table__.primary_key)
        for row in own.scalars(statement.with_for_update(key_share=True)).unique():
            key = by_key[tuple(getattr(row, name) for name in key_fields(table))]
            found[table, key] = row
    return found


def place_of(row: HistoryRow) -> Place:
    """Return the table and the key of a row."""
    return row.table_name, row.row_key


def names_one_of(part: Part, places: set[Place]) -> bool:
    """Tell whether a field will name one of some rows again."""
    value = value_before(part)
    column = Base.metadata.tables[part.row.table_name].columns[str(part.field)]
    return any((one.column.table.name, str(value)) in places for one in column.foreign_keys)


def value_before(part: Part) -> Stored:
    """Return what stood in a field before."""
    before = (part.row.values and part.row.values.before) or {}
    value: Stored = before.get(part.field)
    return value


def frees(part: Part) -> bool:
    """Tell whether a row makes room for others by what is taken back: a flag falls, it goes."""
    value = value_before(part)
    return bool(value) if part.field == "deleted_at" else value in (None, False)


def is_leaf(row: HistoryRow) -> bool:
    """Tell whether no row can name such a row, or it only goes to the trash."""
    model = MODELS.get(row.table_name)
    is_kept = model is not None and issubclass(model, Deletable)
    return is_kept or not references_to(row.table_name, "", "CASCADE", "SET NULL")


def remove(
    own: Session, removed: Sequence[HistoryRow], rows: dict[Place, Base], now: dt.datetime
) -> None:
    """Let rows that were added go: to the trash where there is one."""
    for one in removed:
        row = rows.get(place_of(one))
        if isinstance(row, Deletable):
            trash.delete(row, now)
        elif row is not None:
            own.delete(rows.pop(place_of(one)))
    own.flush()


def change_back(own: Session, parts: Sequence[Part], rows: dict[Place, Base]) -> None:
    """Let fields say what they said before."""
    for part in parts:
        if part.row.table_name == roles_users.name:
            user = rows[User.__tablename__, part.row.row_key]
            if isinstance(user, User):
                user.roles = [own.get_one(Role, value_before(part))]
            continue
        value = from_stored(part.row.table_name, str(part.field), value_before(part))
        setattr(rows[place_of(part.row)], str(part.field), value)
    own.flush()


def bring_back(own: Session, gone: Iterable[HistoryRow], rows: dict[Place, Base]) -> None:
    """Let rows that were deleted come again with all that stood in them, parents first."""
    for one in sorted(gone, key=lambda row: (ORDER[row.table_name], row.id)):
        row = brought_back(own, one)
        rows[place_of(one)] = row


def brought_back(own: Session, gone: HistoryRow) -> Base:
    """Add a row that was deleted, flush it, and let its version go on from where it was."""
    before = (gone.values and gone.values.before) or {}
    row: Base = MODELS[gone.table_name](**restored_fields(gone.table_name, before))
    own.add(row)
    own.flush()
    if is_versioned(gone.table_name) and gone.old_version is not None:
        go_on_with_version(own, row, gone, gone.old_version + 1)
    return row


def go_on_with_version(own: Session, row: Base, gone: HistoryRow, version: int) -> None:
    """Count a row on from its old version: whoever had it open before has an older one."""
    table = Base.metadata.tables[gone.table_name]
    raised = update(table).where(
        has_key(gone.table_name, [tuple(key_values(gone.table_name, gone.row_key).values())])
    )
    own.connection().execute(
        raised.values(lock_version=version), execution_options={TRACKED_OPTION: True}
    )
    set_committed_value(row, "lock_version", version)
    changes = changes_in(own)
    if (change := changes.get(place_of(gone))) is not None:
        changes[place_of(gone)] = change._replace(version=version)
