"""Questions to the database about what lies in the trash."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from planner.models import (
    Assignment,
    Delegate,
    Delegation,
    Event,
    Feed,
    Guest,
    Person,
    Term,
    Visit,
)

Trashable: TypeAlias = Delegate | Delegation | Event | Guest | Person | Visit
Model = TypeVar("Model", bound=Trashable)
NAMED_BY: dict[type, ExecutableOption] = {
    Guest: joinedload(Guest.person),
    Delegate: joinedload(Delegate.person),
}


def row_of(model: type[Model], row_id: int) -> Select[Model]:
    """Select a row, deleted or not."""
    return select(model).where(model.id == row_id)


def deleted_rows(models: Sequence[type[Trashable]], since: dt.datetime) -> Select[str, int, Any]:
    """Select (kind, row_id, deleted_at) of what was deleted after a moment, the latest first.

    The kind is the name of the table.
    """
    parts = [
        select(
            literal(model.__tablename__).label("kind"),
            model.id.label("row_id"),
            model.deleted_at.label("deleted_at"),
        ).where(model.deleted_at > since)
        for model in models
    ]
    found = union_all(*parts).subquery()
    latest_first = found.c.deleted_at.desc(), found.c.kind, found.c.row_id.desc()
    return select(found.c.kind, found.c.row_id, found.c.deleted_at).order_by(*latest_first)


def number_deleted(model: type[Trashable], since: dt.datetime) -> Select[int]:
    """Count what was deleted of a kind after a moment."""
    return count(model, model.deleted_at > since)


def rows_named(model: type[Model], ids: Collection[int]) -> Select[Model]:
    """Select rows with what they are called."""
    found = select(model).where(model.id.in_(ids))
    return found.options(NAMED_BY[model]) if model in NAMED_BY else found


def amounts_going(row: Trashable) -> Select[*tuple[Any, ...]] | None:
    """Count what goes with a row when it is erased, by kind; what lies in the trash counts too.

    None: nothing goes with a row of this kind.
    """
    if isinstance(row, Visit):
        counted = amounts_of_visit(row)
    elif isinstance(row, Event):
        counted = {
            "guests": count(Guest, Guest.event_id == row.id),
            "assignments": count(Assignment, Assignment.event_id == row.id),
        }
    elif isinstance(row, Delegation):
        counted = {"delegates": count(Delegate, Delegate.delegation_id == row.id)}
    elif isinstance(row, Person):
        counted = amounts_of_person(row)
    else:
        return None
    return select(*(one.scalar_subquery().label(name) for name, one in counted.items()))


def amounts_of_visit(visit: Visit) -> dict[str, Select[int]]:
    """Return what counts the rows in a visit, by kind."""
    events = select(Event.id).where(Event.visit_id == visit.id)
    delegations = select(Delegation.id).where(Delegation.visit_id == visit.id)
    return {
        "events": count(Event, Event.visit_id == visit.id),
        "guests": count(Guest, Guest.event_id.in_(events)),
        "delegations": count(Delegation, Delegation.visit_id == visit.id),
        "delegates": count(Delegate, Delegate.delegation_id.in_(delegations)),
        "assignments": count(Assignment, Assignment.event_id.in_(events)),
        "feeds": count(Feed, Feed.visit_id == visit.id),
    }


def amounts_of_person(person: Person) -> dict[str, Select[int]]:
    """Return what counts the rows that are a person's, by kind."""
    return {
        "invitations": count(Guest, Guest.person_id == person.id),
        "delegations": count(Delegate, Delegate.person_id == person.id),
        "assignments": count(Assignment, Assignment.person_id == person.id),
        "terms": count(Term, Term.person_id == person.id),
        "feeds": count(Feed, Feed.person_id == person.id),
    }


def count(model: type[Any], condition: ColumnElement[bool]) -> Select[int]:
    """Count the rows of a model that meet a condition."""
    return select(func.count()).select_from(model).where(condition)
