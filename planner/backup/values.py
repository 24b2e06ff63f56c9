"""Values as a backup writes them: plain JSON, the same whatever database they came from."""

import base64
import datetime as dt
import enum
import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Text,
    Uuid,
    types,
)

Value = int | bool | str | dt.date | dt.datetime | bytes | uuid.UUID | None
Plain = int | bool | str | None  # what stands in the file


class PlainType(enum.StrEnum):
    """The types of columns, as docs/backup.md tells them."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    DATE = "date"
    LOCAL_TIME = "local time"  # a clock on a wall; its zone stands in another column
    MOMENT = "moment"  # UTC
    BYTES = "bytes"
    UUID = "uuid"
    JSON = "json"  # as text, so that not a blank of it changes


class JsonText(types.UserDefinedType[str]):
    """A column of JSON, written and read as its text."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """Return the type as PostgreSQL calls it."""
        return "JSON"


SQL_TYPES: dict[PlainType, types.TypeEngine[Any]] = {
    PlainType.INTEGER: BigInteger(),
    PlainType.BOOLEAN: Boolean(),
    PlainType.TEXT: Text(),
    PlainType.DATE: Date(),
    PlainType.LOCAL_TIME: DateTime(),
    PlainType.MOMENT: DateTime(),
    PlainType.BYTES: LargeBinary(),
    PlainType.UUID: Uuid(),
    PlainType.JSON: JsonText(),
}


def plain_type(kind: types.TypeEngine[Any]) -> PlainType | None:
    """Return the type of a column as the database has told it; None: a backup knows no such.

    SQLite keeps a UUID as 32 characters. Moments are told from local times by the models.
    """
    if isinstance(kind, types.CHAR) and kind.length == 32:
        return PlainType.UUID
    for sort, plain in (
        (Uuid, PlainType.UUID),
        (Boolean, PlainType.BOOLEAN),
        (Integer, PlainType.INTEGER),
        (DateTime, PlainType.LOCAL_TIME),
        (Date, PlainType.DATE),
        (LargeBinary, PlainType.BYTES),
        (JSON, PlainType.JSON),
        (String, PlainType.TEXT),
    ):
        if isinstance(kind, sort):
            return plain
    return None


def _same(value: Any) -> Any:
    return value


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


ENCODERS: dict[PlainType, Callable[[Any], Plain]] = {
    PlainType.DATE: dt.date.isoformat,
    PlainType.LOCAL_TIME: dt.datetime.isoformat,
    PlainType.MOMENT: lambda value: value.isoformat() + "Z",
    PlainType.BYTES: _base64,
    PlainType.UUID: str,
}


def _text(value: Plain) -> str:
    """Return a text; raises ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _integer(value: Plain) -> int:
    """Return a whole number; raises ValueError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("no whole number")
    return value


def _boolean(value: Plain) -> bool:
    """Return true or false; raises ValueError for anything else."""
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def _local_time(value: Plain) -> dt.datetime:
    """Return a time without a zone; raises ValueError for anything else."""
    time = dt.datetime.fromisoformat(_text(value))
    if time.tzinfo:
        raise ValueError("a time with a zone")
    return time


def _json(value: Plain) -> str:
    """Return a text that is JSON; raises ValueError for anything else."""
    json.loads(_text(value))
    return _text(value)


DECODERS: dict[PlainType, Callable[[Plain], Value]] = {
    PlainType.INTEGER: _integer,
    PlainType.BOOLEAN: _boolean,
    PlainType.TEXT: _text,
    PlainType.DATE: lambda value: dt.date.fromisoformat(_text(value)),
    PlainType.LOCAL_TIME: _local_time,
    PlainType.MOMENT: lambda value: _local_time(_text(value).removesuffix("Z")),
    PlainType.BYTES: lambda value: base64.b64decode(_text(value), validate=True),
    PlainType.UUID: lambda value: uuid.UUID(_text(value)),
    PlainType.JSON: _json,
}


def encoded_line(kinds: Sequence[PlainType], row: Sequence[Any]) -> bytes:
    """Return a row as a line: a JSON array of its values, in the order of the columns."""
    values = [
        None if value is None else ENCODERS.get(kind, _same)(value)
        for kind, value in zip(kinds, row, strict=True)
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decoded_line(kinds: Sequence[PlainType], line: bytes) -> list[Value]:
    """Return the values of a line. Raises ValueError if it is none."""
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(kinds):
        raise ValueError("not one value for each column")
    return [
        None if value is None else DECODERS[kind](value)
        for kind, value in zip(kinds, values, strict=True)
    ]
