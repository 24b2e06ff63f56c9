"""Questions to the database about offices."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from planner.models import Office, Person, Term
from planner.models.mixins.sorting import name_ordering


def offices(language: str) -> Select[Office]:
    """Select all offices by their title."""
    return select(Office).order_by(*name_ordering(Office, language))


def holders_of(offices: Iterable[Office]) -> Select[int, int]:
    """Select (office id, number of people who hold or held it) of offices."""
    return (
        select(Term.office_id, func.count(Term.person_id.distinct()))
        .where(Term.office_id.in_([office.id for office in offices]))
        .group_by(Term.office_id)
    )


def office_with(office_id: int) -> Select[Office]:
    """Select an office."""
    return select(Office).where(Office.id == office_id)


def terms_in(office: Office) -> Select[Term]:
    """Select the terms of an office of all times, also of people in the trash, the latest first."""
    return (
        select(Term)
        .join(Term.person)
        .where(Term.office_id == office.id)
        .options(contains_eager(Term.person), joinedload(Term.municipality))
        .order_by(Term.until.is_not(None), Term.since.desc(), Person.sort_name, Term.id)
    )


def offices_locked(office_ids: Iterable[int]) -> Select[Office]:
    """Select offices, which nobody else changes or takes meanwhile."""
    chosen = select(Office).where(Office.id.in_(set(office_ids))).order_by(Office.id)
    return chosen.with_for_update(of=Office)


def exclusive_terms(office: Office) -> Select[Term]:
    """Select all terms of an office, with their people."""
    needed = contains_eager(Term.person), joinedload(Term.municipality)
    return (
        select(Term)
        .join(Term.person)
        .where(Term.office_id == office.id)
        .options(*needed)
        .order_by(Term.id)
    )


def other_terms(office: Office, term: Term | None, today: dt.date) -> Select[Term]:
    """Select the other terms of an office that are not over yet, the earliest first."""
    listed = (
        select(Term)
        .join(Term.person)
        .where(
            Term.office_id == office.id,
            or_(Term.until.is_(None), Term.until >= today),
            Person.deleted_at.is_(None),
        )
        .options(contains_eager(Term.person), joinedload(Term.municipality))
        .order_by(Term.since, Term.id)
    )
    return listed.where(Term.id != term.id) if term and term.id else listed
