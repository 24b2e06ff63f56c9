"""Names that nobody else has, however they are written: kept by the database on every save."""

from typing import Any, ClassVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from planner.spelling import unaccented

LONGEST_PLAIN_NAME = 400  # one letter may spell out as 18; an index of PostgreSQL has its limit


class PlainlyNamed:
    """A row with a column for its name in plain letters, by which it is told from others."""

    plain_columns: ClassVar[tuple[str, ...]]  # the columns that make the name

    plain_name: Mapped[str] = mapped_column(default="")


@event.listens_for(PlainlyNamed, "before_insert", propagate=True)
@event.listens_for(PlainlyNamed, "before_update", propagate=True)
def keep_plain_name(_mapper: Mapper[Any], _connection: Connection, row: PlainlyNamed) -> None:
    """Spell out by what a row is told from others."""
    row.plain_name = plain_name(row, type(row))


def plain_name(row: object, model: type[PlainlyNamed]) -> str:
    """Return the name of a row in plain letters; each of its parts is a line."""
    parts = (unaccented(getattr(row, name) or "") for name in model.plain_columns)
    return "\n".join(parts)[:LONGEST_PLAIN_NAME]
