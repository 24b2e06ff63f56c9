"""People as lists and papers read them: plain rows, each with the terms of the person."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select
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
    office: Office
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
    """Select the columns of a PersonRow, but its terms, of people."""
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
            Organisation.name.label("organisation_name"),  # type: ignore[no-untyped-call]  # of Bundle
            Person.languages,
        )
        .outerjoin(Person.organisation)
        .where(Person.id.in_(person_ids))
    )


def term_rows(
    person_ids: Collection[int],
) -> Select[int, dt.date | None, dt.date | None, bool, Bilingual, Office, int | None, str | None]:
    """Select the columns of a TermRow, its person and its municipality, of the terms of people."""
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
    for row in session.execute(term_rows(ids)):
        terms.setdefault(row.person_id, []).append(term_row(row))
    return {
        columns["id"]: PersonRow(**columns, terms=tuple(terms.get(columns["id"], ())))
        for columns in rows_by_name(session.execute(person_rows(ids)))
    }


def term_row(row: Row[*tuple[Any, ...]]) -> TermRow:
    """Return the term of a row of term_rows()."""
    return TermRow(
        since=row.since,
        until=row.until,
        is_acting=row.is_acting,
        body=row.body,
        office=row.office,
        municipality=MunicipalityRow(row.place_id, row.place_name) if row.place_id else None,
    )
