"""Bilingual texts of rows: a column a language, read, written and selected as one value."""

from collections.abc import Callable, Sequence
from typing import Any, overload

from sqlalchemy import ColumnElement, Row, Select
from sqlalchemy.orm import Bundle
from sqlalchemy.orm.util import AliasedInsp

from planner.languages import LANGUAGES, Bilingual


class BilingualBundle(Bundle[Bilingual]):
    """Columns of a query, one a language, that come back as one value; NULL is no text."""

    inherit_cache = True

    def adapt_to_entity(self, alias: AliasedInsp[Any]) -> "BilingualBundle":
        """Return the same columns of an alias; SQLAlchemy asks for it as of all attributes."""
        columns = (getattr(alias.entity, name) for name, _ in self.columns.items())
        return BilingualBundle(self.name, *columns)

    def create_row_processor(
        self,
        query: Select[Any],
        procs: Sequence[Callable[[Row[Any]], str | None]],
        labels: Sequence[str],
    ) -> Callable[[Row[Any]], Bilingual]:
        """Return what makes the value of a row."""
        return lambda row: Bilingual._make([read(row) or "" for read in procs])


class BilingualColumns:
    """The attribute `title` of a model over its columns `title_de` and `title_en`.

    Nothing is stored under it: each reading takes what the columns say now, and an assignment
    goes to the columns, where those listen who watch them. On the class it is what a query selects.
    (A composite of SQLAlchemy keeps a copy, which an assignment to a column leaves as it was.)
    """

    def __set_name__(self, model: type, name: str) -> None:
        """Learn the name of the attribute, and with it those of the columns."""
        self.name = name
        self.columns = tuple(f"{name}_{language}" for language in LANGUAGES)

    @overload
    def __get__(self, row: None, model: type) -> BilingualBundle: ...
    @overload
    def __get__(self, row: object, model: type) -> Bilingual: ...
    def __get__(self, row: object | None, model: type) -> BilingualBundle | Bilingual:
        """Return the text of a row, or what selects it."""
        if row is None:
            columns: list[ColumnElement[str]] = [getattr(model, name) for name in self.columns]
            return BilingualBundle(self.name, *columns)
        return Bilingual._make([getattr(row, name) or "" for name in self.columns])

    def __set__(self, row: object, text: Bilingual) -> None:
        """Write each language into its column."""
        for name, words in zip(self.columns, text, strict=True):
            setattr(row, name, words)
