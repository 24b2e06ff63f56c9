"""People as lists and papers read them: plain rows, each with the terms of the person."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from planner.db import shared_alias
from planner.languages import Bilingual
from planner.models import Gender, Municipality, Office, Organisation, Person, Term
from planner.queries.rows import rows_by_name

OFFICE = shared_alias(Office, name="office")


class MunicipalityRow(NamedTuple):
    """The municipality of an office."""

    id: int
    name: str


class TermRow(NamedTuple):
    """A term of somebody on a list."""

    since: dt.date | None
    until: dt.date | None
    is_acting: bool
    body: Bilingual
    office: Any  # Office
    municipality: MunicipalityRow | None


class PersonRow(NamedTuple):
    """What lists say about a person; full_name, list_name and office_of take it as a Person."""

    id: int
    given_name: str
    family_name: str
    name_prefix: str
    academic_title: str
    post_nominals: str
    sort_name: str
    gender: Gender
    country: str
    function: Bilingual
    organisation_name: Bilingual
    languages: str = ""  # codes in order: "en de"
    terms: tuple[TermRow, ...] = ()


def person_rows(person_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Select what lists say about people."""
    return (
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.name_prefix,
            Person.academic_title,
            Person.post_nominals,
            Person.sort_name,
            Person.gender,
            Person.country,
            Person.function,
            Organisation.name.label("organisation_name"),
            Person.languages,
        )
        .outerjoin(Person.organisation)
        .where(Person.id.in_(person_ids))
    )


def term_rows(
    person_ids: Collection[int],
) -> Select[int, dt.date | None, dt.date | None, bool, Bilingual, Office, int | None, str | None]:
    """Select the columns of a TermRow, whose it is, and the place, of the terms of people."""
    return (
        select(
            Term.person_id,
            Term.since,
            Term.until,
            Term.is_acting,
            Term.body,
            OFFICE,
            Municipality.id.label("place_id"),
            Municipality.name.label("place_name"),
        )
        .join(OFFICE, Term.office_id == OFFICE.id)
        .outerjoin(Term.municipality)
        .where(Term.person_id.in_(person_ids))
        .order_by(Term.id)
    )


def read_people(session: Session, ids: Collection[int]) -> dict[int, PersonRow]:
    """Read people with their terms, by their ids; two statements."""
    terms: dict[int, list[TermRow]] = {}
    for row in rows_by_name(session.execute(term_rows(ids))):
        terms.setdefault(row.pop("person_id"), []).append(holding(**row))
    return {
        row["id"]: PersonRow(**row, terms=tuple(terms.get(row["id"], ())))
        for row in rows_by_name(session.execute(person_rows(ids)))
    }


def holding(place_id: int | None, place_name: str | None, **told: Any) -> TermRow:
    """Return the term that a row of holdings() tells of."""
    return TermRow(**told, municipality=MunicipalityRow(place_id, place_name) if place_id else None)
