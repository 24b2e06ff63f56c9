"""What makes a row be found by any part of its names, however they are spelled."""

from typing import Any, ClassVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from planner.spelling import search_form


class Searchable:
    """A row with a column to search in; it is kept on every save, so that nobody can forget it."""

    search_columns: ClassVar[tuple[str, ...]]  # the columns by which the row is found

    search_name: Mapped[str] = mapped_column(default="")


@event.listens_for(Searchable, "before_insert", propagate=True)
@event.listens_for(Searchable, "before_update", propagate=True)
def keep_search_name(_mapper: Mapper[Any], _connection: Connection, row: Searchable) -> None:
    """Spell out what a search looks into."""
    row.search_name = search_form(*searched_text(row, type(row)))


def searched_text(row: object, model: type[Searchable]) -> list[str]:
    """Return the texts by which a row of a model is found."""
    return [getattr(row, name) or "" for name in model.search_columns]
