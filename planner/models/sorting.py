"""What offices and places are sorted by: plain letters, in Python and in both databases alike."""

from typing import ClassVar

from sqlalchemy import String, event
from sqlalchemy.orm import Mapped, mapped_column

from planner.spelling import filed

# PostgreSQL would else sort by the rules of its own language, and Python by letters (P-28)
BY_LETTERS = String().with_variant(String(collation="C"), "postgresql")


class Sortable:
    """A row that lists put under its name, as readers of either language see it (P-28, e-13)."""

    sorted_by: ClassVar[dict[str, tuple[str, ...]]]  # by language: the names, the first known

    sort_de: Mapped[str] = mapped_column(BY_LETTERS, default="")  # kept on every save
    sort_en: Mapped[str] = mapped_column(BY_LETTERS, default="")


@event.listens_for(Sortable, "before_insert", propagate=True)
@event.listens_for(Sortable, "before_update", propagate=True)
def keep_sort_forms(_mapper, _connection, row):
    """Spell out what a row is sorted by."""
    for column, form in sort_forms(row, type(row)).items():
        setattr(row, column, form)


def sort_forms(row, model):
    """Return what a row of a model is sorted by, by column."""
    return {
        f"sort_{language}": filed(next(filter(None, (getattr(row, name) for name in names)), ""))
        for language, names in model.sorted_by.items()
    }


def by_name(model, language="de"):
    """Return what puts the rows of a model under their names."""
    return getattr(model, f"sort_{language}"), model.id
