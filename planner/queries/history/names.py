"""Rows by whose names the history tells what was done: one statement for each table."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from planner.db import Base
from planner.models import (
    Assignment,
    Delegate,
    Delegation,
    Event,
    Guest,
    Move,
    Partnership,
    Printout,
    SchemeVersion,
)

MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
NAMED_BY: dict[str, tuple[ExecutableOption, ...]] = {
    "assignment": (joinedload(Assignment.event), joinedload(Assignment.person)),
    "delegate": (joinedload(Delegate.delegation), joinedload(Delegate.person)),
    "delegation": (joinedload(Delegation.visit),),
    "event": (joinedload(Event.visit),),
    "guest": (joinedload(Guest.person), joinedload(Guest.event)),
    "move": (joinedload(Move.guest).joinedload(Guest.person),),
    "partnership": (joinedload(Partnership.one), joinedload(Partnership.other)),
    "printout": (joinedload(Printout.visit),),
    "scheme_version": (joinedload(SchemeVersion.scheme),),
}


def rows_called(table: str, ids: Collection[int]) -> Select[Base]:
    """Select rows of a table by their ids, with what they are called by."""
    model = MODELS[table]
    return select(model).where(model.id.in_(ids)).options(*NAMED_BY.get(table, ()))
