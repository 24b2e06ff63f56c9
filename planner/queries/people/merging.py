"""Questions to the database about what belongs to two people who shall be merged."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from planner.db import Base
from planner.models import (
    AddressOverride,
    Assignment,
    Delegate,
    Delegation,
    Event,
    Feed,
    Guest,
    HandedRow,
    HistoryRow,
    Move,
    Person,
    PrintoutPerson,
    Term,
    User,
)
from planner.queries.people.people import OFFICES
from planner.rules.people.belongings import Belongings

PERSON_REFERENCES = (  # every column that names a person; a test finds one that is missing
    *(Guest.person_id, Guest.represents_id, Delegate.person_id, Assignment.person_id),
    *(Term.person_id, AddressOverride.person_id, Feed.person_id, User.person_id),
)
KEPT_REFERENCES = (  # what was done stays done
    *(Person.merged_into_id, HistoryRow.person_id, PrintoutPerson.person_id, HandedRow.person_id),
)
Model = TypeVar("Model", bound=Base)
OF_EVENT = joinedload(Guest.event).joinedload(Event.visit)


def people_locked(ids: Collection[int]) -> Select[int]:
    """Select the ids of people; nobody can refer to them anew until this transaction ends."""
    return select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()


def two_people(ids: Collection[int]) -> Select[Person]:
    """Select people who are not in the trash, with all that their entries say."""
    return (
        select(Person)
        .where(Person.id.in_(ids), Person.deleted_at.is_(None))
        .options(joinedload(Person.organisation), joinedload(Person.address_overrides), OFFICES)
        .execution_options(populate_existing=True)
    )


def read_belongings(session: Session, ids: Collection[int]) -> Belongings:
    """Read all that belongs to people, also what is in the trash; eleven statements."""
    guests = read(session, Guest, OF_EVENT, Guest.person_id.in_(ids))
    at_lists = [guest.id for guest in guests]
    delegates = read(
        session,
        Delegate,
        joinedload(Delegate.delegation).joinedload(Delegation.visit),
        Delegate.person_id.in_(ids),
    )
    travelling = [delegate.id for delegate in delegates]
    assigned_to = joinedload(Assignment.event).joinedload(Event.visit)
    return Belongings(
        guests=guests,
        companions=read(session, Guest, OF_EVENT, Guest.companion_of_id.in_(at_lists)),
        representatives=read(session, Guest, OF_EVENT, Guest.represents_id.in_(ids)),
        moves=read(
            session, Move, None, or_(Move.guest_id.in_(at_lists), Move.anchor_id.in_(at_lists))
        ),
        delegates=delegates,
        fellow_delegates=read(session, Delegate, None, Delegate.companion_of_id.in_(travelling)),
        assignments=read(session, Assignment, assigned_to, Assignment.person_id.in_(ids)),
        terms=read(session, Term, joinedload(Term.office), Term.person_id.in_(ids)),
        overrides=read(session, AddressOverride, None, AddressOverride.person_id.in_(ids)),
        feeds=read(session, Feed, joinedload(Feed.visit), Feed.person_id.in_(ids)),
        users=read(session, User, None, User.person_id.in_(ids)),
    )


def read(
    session: Session,
    model: type[Model],
    options: ExecutableOption | None,
    condition: ColumnElement[bool],
) -> list[Model]:
    """Read the rows of a model that meet a condition, in the order of their keys."""
    rows = select(model).where(condition).order_by(*model.__table__.primary_key)
    return list(session.scalars(rows.options(options) if options else rows).unique())
