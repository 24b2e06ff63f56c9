"""People as lists and papers read them: plain rows, each with the terms of the person."""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import func, select

from planner.db import shared_alias
from planner.models import Municipality, Office, Organisation, Person, Term

OFFICE = shared_alias(Office, name="office")


class Place(NamedTuple):
    """The municipality of an office."""

    id: int
    name: str


class Holding(NamedTuple):
    """A term of somebody on a list."""

    since: dt.date | None
    until: dt.date | None
    is_acting: bool
    body_de: str
    body_en: str
    office: Any  # Office
    municipality: Place | None


class Known(NamedTuple):
    """What lists say about a person; full_name, list_name and office_of take it as a Person."""

    id: int
    given_name: str
    family_name: str
    name_prefix: str
    academic_title: str
    post_nominals: str
    sort_name: str
    gender: str
    country: str
    function_de: str
    function_en: str
    organisation_de: str
    organisation_en: str
    languages: str = ""  # codes in order: "en de"
    terms: tuple[Holding, ...] = ()


def known(person_ids):
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
            Person.function_de,
            Person.function_en,
            func.coalesce(Organisation.name_de, ""),
            func.coalesce(Organisation.name_en, ""),
            Person.languages,
        )
        .outerjoin(Person.organisation)
        .where(Person.id.in_(person_ids))
    )


def holdings(person_ids):
    """Select (person id, place of the office, the rest of a Holding) of the terms of people."""
    return (
        select(
            Term.person_id,
            Municipality.id,
            Municipality.name,
            Term.since,
            Term.until,
            Term.is_acting,
            Term.body_de,
            Term.body_en,
            OFFICE,
        )
        .join(OFFICE, Term.office_id == OFFICE.id)
        .outerjoin(Term.municipality)
        .where(Term.person_id.in_(person_ids))
        .order_by(Term.id)
    )


def read_people(session, ids):
    """Read people with their terms, by their ids; two statements."""
    terms = {}
    for person_id, place_id, place, *rest in session.execute(holdings(ids)):
        held = Holding(*rest, Place(place_id, place) if place_id else None)
        terms.setdefault(person_id, []).append(held)
    return {
        row.id: Known(*row, tuple(terms.get(row.id, ()))) for row in session.execute(known(ids))
    }
