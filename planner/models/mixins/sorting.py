"""What offices and places are sorted by: plain letters, in Python and in both databases alike."""

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Connection, String, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from planner.spelling import name_sort_form

# PostgreSQL would else sort by the rules of its own language, and Python by letters (P-28)
SORTABLE_STRING = String().with_variant(String(collation="C"), "postgresql")


class Sortable:
    """A row that lists put under its name, as readers of either language see it (P-28, e-13)."""

    sort_columns: ClassVar[dict[str, tuple[str, ...]]]  # by language: the names, the first known

    sort_de: Mapped[str] = mapped_column(SORTABLE_STRING, default="")  # kept on every save
    sort_en: Mapped[str] = mapped_column(SORTABLE_STRING, default="")


@event.listens_for(Sortable, "before_insert", propagate=True)
@event.listens_for(Sortable, "before_update", propagate=True)
def keep_sort_forms(_mapper: Mapper[Any], _connection: Connection, row: Sortable) -> None:
    """Spell out what a row is sorted by."""
    for column, form in sort_forms(row, type(row)).items():
        setattr(row, column, form)


def sort_forms(row: object, model: type[Sortable]) -> dict[str, str]:
    """Return what a row of a model is sorted by, by column."""
    return {
        f"sort_{language}": name_sort_form(
            next(filter(None, (getattr(row, name) for name in names)), "")
        )
        for language, names in model.sort_columns.items()
    }


def name_ordering(
    model: type[Sortable], language: str = "de"
) -> tuple[ColumnElement[str], ColumnElement[int]]:
    """Return what puts the rows of a model under their names."""
    return getattr(model, f"sort_{language}"), getattr(model, "id")  # noqa: B009
