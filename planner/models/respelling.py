"""Spell anew what is stored for sorting and searching, once a setting or the spelling changes."""

from sqlalchemy import bindparam, select, update

from planner.db import SORTS_WITH_PREFIX, Base
from planner.models.people import Person, sort_name
from planner.models.search import Searchable, searched_text
from planner.spelling import search_form

SORTED = ("given_name", "name_prefix", "family_name", "sorts_with_prefix", "sort_name")


def respell(session):
    """Write the search name and the sort name of each row that would have another if saved now.

    Nobody has edited these rows: no version rises, and no calendar is made anew.
    """
    by_default = session.info[SORTS_WITH_PREFIX]
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.local_table.name):
        if issubclass(mapper.class_, Searchable):
            respell_rows(session, mapper.class_, by_default)


def respell_rows(session, model, by_default):
    """Write the search name of the rows of a model anew, of people the sort name too."""
    is_person = model is Person
    table = model.__table__
    names = dict.fromkeys(["id", "search_name", *model.searched, *(SORTED if is_person else ())])
    changed = []
    for row in session.execute(select(*(table.c[name] for name in names))).all():
        values = {"search_name": search_form(*searched_text(row, model))}
        if is_person:
            values["sort_name"] = sort_name(row, by_default)
        if any(getattr(row, name) != value for name, value in values.items()):
            changed.append({"row_id": row.id} | values)
    if changed:
        session.execute(update(table).where(table.c.id == bindparam("row_id")), changed)
