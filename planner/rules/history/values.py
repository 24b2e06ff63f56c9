"""Values of fields as the history keeps them, in JSON, and back again."""

import base64
import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from planner.db import Base
from planner.rules.history.followed import key_fields

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

Stored = str | int | float | bool | list[Any] | dict[str, Any] | None  # of JSON
Fields = Mapping[str, object]  # of a row: values by the names of its columns
KEY_SEPARATOR = "/"
PLAIN = frozenset({type(None), str, int, float, bool, list, dict})  # JSON has them as they are


def to_stored(value: object) -> Stored:
    """Return a value of a field as JSON has it; raises TypeError for a kind that nobody thought of.

    >>> to_stored(dt.date(2027, 4, 12))
    '2027-04-12'
    """
    if type(value) in PLAIN:  # most are: a row that is added tells all that it has
        return cast(Stored, value)
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, str | int | float | list | dict):
        return value
    raise TypeError(f"The history cannot keep a {type(value).__name__}.")


def from_stored(table: str, name: str, stored: Stored) -> object:
    """Return the value that a column of a table takes for what the history has kept of it."""
    if stored is None:
        return None
    kind = type_of(table, name)
    members: type[enum.Enum] | None = getattr(kind, "enum_class", None)
    if members is not None:
        return members(stored)
    python = kind.python_type
    if issubclass(python, dt.datetime | dt.date | dt.time):
        return python.fromisoformat(str(stored))
    if python is uuid.UUID:
        return uuid.UUID(str(stored))
    if python is bytes:
        return base64.b64decode(str(stored))
    return stored


def type_of(table: str, name: str) -> "TypeEngine[Any]":
    """Return the type of a column, of one of our own types the one that it is stored as."""
    kind: TypeEngine[Any] = Base.metadata.tables[table].columns[name].type
    return getattr(kind, "impl_instance", kind)  # that of a decorated type


def stored_fields(values: Fields, names: Iterable[str]) -> dict[str, Stored]:
    """Return some values of a row as JSON has them."""
    return {name: to_stored(values[name]) for name in names if name in values}


def restored_fields(table: str, stored: Mapping[str, Stored]) -> dict[str, object]:
    """Return values that the columns of a table take; those of columns that are gone are left."""
    known = Base.metadata.tables[table].columns
    return {
        name: from_stored(table, name, value) for name, value in stored.items() if name in known
    }


def row_key(table: str, values: Fields) -> str:
    """Return the primary key of a row as the history writes it: "12", or "12/en/envelope"."""
    return KEY_SEPARATOR.join(str(to_stored(values[name])) for name in key_fields(table))


def key_values(table: str, key: str) -> dict[str, object]:
    """Return the columns of a primary key by their names, from what the history has written."""
    parts = zip(key_fields(table), key.split(KEY_SEPARATOR), strict=True)
    return {
        name: from_stored(table, name, int(part) if is_number(table, name) else part)
        for name, part in parts
    }


def is_number(table: str, name: str) -> bool:
    """Tell whether a column takes whole numbers."""
    return type_of(table, name).python_type is int
