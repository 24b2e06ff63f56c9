"""Spell anew what is stored for sorting and searching, once a setting or the spelling changes."""

import itertools
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from planner.db import SORTS_WITH_PREFIX, Base
from planner.models.mixins.plain_names import PlainlyNamed, plain_name
from planner.models.mixins.search import Searchable, searched_text
from planner.models.mixins.sorting import Sortable, sort_forms
from planner.models.people import Person, sort_name
from planner.spelling import search_form

PERSON_SORT_COLUMNS = ("given_name", "name_prefix", "family_name", "sorts_with_prefix", "sort_name")


def reindex(session: Session) -> None:
    """Write what rows are sorted by and found by where it would be another if saved now.

    Nobody has edited these rows: no version rises, and no calendar is made anew.
    """
    by_default = session.info[SORTS_WITH_PREFIX]
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__):
        if issubclass(mapper.class_, (PlainlyNamed, Searchable, Sortable)):
            reindex_rows(session, mapper.class_, by_default)


def reindex_rows(session: Session, model: type[Any], by_default: bool) -> None:
    """Write what the rows of a model are sorted by and found by anew."""
    table: Table = model.__table__
    changed = []
    for row in session.execute(select(*(table.c[name] for name in columns_of(model)))).all():
        values = sort_and_search_values(row, model, by_default)
        if any(getattr(row, name) != value for name, value in values.items()):
            changed.append({"row_id": row.id} | values)
    if changed:
        session.execute(update(table).where(table.c.id == bindparam("row_id")), changed)


def columns_of(model: type) -> dict[str, None]:
    """Return the columns that hold the names of a model and what is made of them."""
    names = ["id"]
    if issubclass(model, Searchable):
        names += ["search_name", *model.search_columns]
    if issubclass(model, Sortable):
        names += ["sort_de", "sort_en", *itertools.chain(*model.sort_columns.values())]
    if issubclass(model, PlainlyNamed):
        names += ["plain_name", *model.plain_columns]
    if model is Person:
        names += PERSON_SORT_COLUMNS
    return dict.fromkeys(names)


def sort_and_search_values(row: Any, model: type, by_default: bool) -> dict[str, str]:
    """Return what a row is sorted by and found by, by column."""
    values = {}
    if issubclass(model, Searchable):
        values["search_name"] = search_form(*searched_text(row, model))
    if issubclass(model, Sortable):
        values |= sort_forms(row, model)
    if issubclass(model, PlainlyNamed):
        values["plain_name"] = plain_name(row, model)
    if model is Person:
        values["sort_name"] = sort_name(row, by_default)
    return values
