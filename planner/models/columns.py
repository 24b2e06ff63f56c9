"""Kinds of columns: moments in UTC, members of enums, and what lies in the trash."""

import datetime as dt
import enum
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Enum, Index, TypeDecorator, text
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

Member = TypeVar("Member", bound=enum.Enum)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment; comes back with its zone from databases that drop it, such as SQLite."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return a moment as it is stored: in UTC, without its zone."""
        return value and value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Return a stored moment with its zone, UTC."""
        return value and value.replace(tzinfo=dt.UTC)


def enum_column(
    kind: type[Member], default: Member | None = None, **options: Any
) -> MappedColumn[Member]:
    """Return a column for a member of an enum, kept as its value and checked by the database."""
    return mapped_column(
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            length=20,
            values_callable=lambda members: [member.value for member in members],
        ),
        default=default,
        **options,
    )


def unique_where(name: str, *columns: str, condition: str | None = None) -> Index:
    """Return a unique index over columns, of the rows that meet a condition; NULLs are distinct.

    It names columns, never expressions: SQLAlchemy does not read those back from SQLite, so that a
    migration which makes a table anew would lose them (docs/decisions/014).
    """
    where = None if condition is None else text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Deletable:
    """What a person could regret to have deleted: a deleted row waits in the trash."""

    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


def trash_index(table: str) -> Index:
    """Return the index of the few rows of a table that lie in the trash.

    One of all rows SQLite would take for those that do not: it would read the whole table.
    """
    where = text("deleted_at IS NOT NULL")
    name = f"ix_{table}_deleted_at"
    return Index(name, "deleted_at", sqlite_where=where, postgresql_where=where)
