"""Questions to the database about people."""

from collections.abc import Collection
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from planner.models import (
    Delegate,
    Delegation,
    Event,
    Guest,
    Municipality,
    Office,
    Organisation,
    Person,
    Sector,
    Term,
    Visit,
)
from planner.models.mixins.search import Searchable
from planner.models.mixins.sorting import name_ordering
from planner.spelling import spellings, split_words

OFFICES = selectinload(Person.terms).options(joinedload(Term.office), joinedload(Term.municipality))
"""What office_line reads: select(Guest).options(joinedload(Guest.person).options(OFFICES))."""
ADDRESSING_OPTIONS = OFFICES, selectinload(Person.address_overrides)
"""What forms_of_address reads of a person."""
SORT_KEYS = {order for key in ("name", "organisation", "country") for order in (key, f"-{key}")}
LATEST = 100
SortColumn: TypeAlias = SQLColumnExpression[str] | SQLColumnExpression[bool]
MOST_WORDS = 8


def search_conditions(sought: str) -> list[ColumnElement[bool]]:
    """Return the conditions that the name, the organisation or an office has each word."""
    if sought and not split_words(sought):
        return [false()]
    return [
        or_(*(contains_spelling(form) for form in spellings(word)))
        for word in split_words(sought)[:MOST_WORDS]
    ]


def contains_spelling(form: str) -> ColumnElement[bool]:
    """Return the condition that a name, the organisation or an office has these letters."""

    def within(model: type[Searchable]) -> ColumnElement[bool]:
        return model.search_name.contains(form, autoescape=True)

    return or_(
        within(Person),
        Person.organisation.has(within(Organisation)),
        Person.terms.any(
            or_(
                within(Term),
                Term.office.has(within(Office)),
                Term.municipality.has(within(Municipality)),
            )
        ),
    )


def address_book(
    sought: str = "", sector: Sector | None = None, order: str = "name", language: str = "de"
) -> Select[Person]:
    """Select the people who match, in an order such as "name" or "-country", with their offices."""
    listed = (
        select(Person)
        .outerjoin(Person.organisation)
        .where(Person.deleted_at.is_(None), *search_conditions(sought))
        .options(contains_eager(Person.organisation), OFFICES)
        .order_by(*sort_columns(order, language), Person.sort_name, Person.id)
    )
    return listed.where(Organisation.sector == sector) if sector else listed


def sort_columns(order: str, language: str) -> tuple[SortColumn, ...]:
    """Return the columns that an order sorts by; people without a value come last."""
    by_order: dict[str, list[SortColumn]] = {
        "name": [Person.sort_name],
        "organisation": [
            name_ordering(Organisation, language)[0],
            Person.organisation_id.is_(None),
        ],
        "country": [Person.country, Person.country == ""],
    }
    column, *unknown = by_order[order.removeprefix("-")]
    return *unknown, column.desc() if order.startswith("-") else column


def participants_of(visit: Visit | None, event: Event | None) -> Select[Person]:
    """Select the people who are guests of an event, or else guests or delegates of a visit."""
    guests = select(Guest.person_id).where(Guest.deleted_at.is_(None))
    found: ColumnElement[bool] = false()
    if event:
        found = Person.id.in_(guests.where(Guest.event_id == event.id))
    elif visit:
        invited = guests.join(Guest.event).where(
            Event.visit_id == visit.id, Event.deleted_at.is_(None)
        )
        sent = (
            select(Delegate.person_id)
            .join(Delegate.delegation)
            .where(
                Delegation.visit_id == visit.id,
                Delegation.deleted_at.is_(None),
                Delegate.deleted_at.is_(None),
            )
        )
        found = or_(Person.id.in_(invited), Person.id.in_(sent))
    return (
        select(Person)
        .where(found, Person.deleted_at.is_(None))
        .order_by(Person.sort_name, Person.id)
    )


def person_with(person_id: int) -> Select[Person]:
    """Select a person with the offices of all times."""
    return (
        select(Person)
        .where(Person.id == person_id, Person.deleted_at.is_(None))
        .options(joinedload(Person.organisation), OFFICES)
    )


def person_locked(person_id: int) -> Select[Person]:
    """Select a person, whom nobody else can change, delete or merge meanwhile, only name."""
    here = Person.id == person_id, Person.deleted_at.is_(None)
    return select(Person).where(*here).with_for_update(key_share=True)


def person_for_addressing(person_id: int) -> Select[Person]:
    """Select a person with all that forms of address are made of."""
    return person_with(person_id).options(*ADDRESSING_OPTIONS)


def people_for_addressing(person_ids: Collection[int]) -> Select[Person]:
    """Select people with all that forms of address and addresses are made of: three statements."""
    return (
        select(Person)
        .where(Person.id.in_(person_ids))
        .options(
            *ADDRESSING_OPTIONS,
            joinedload(Person.organisation).joinedload(Organisation.municipality),
        )
    )


def terms_of(person: Person) -> Select[Term]:
    """Select the terms of a person."""
    return select(Term).where(Term.person_id == person.id).order_by(Term.id)


def term_of(person: Person, term_id: int) -> Select[Term]:
    """Select a term, only if it is the person's."""
    return select(Term).where(Term.id == term_id, Term.person_id == person.id)


def guests_of_person(person: Person) -> Select[Guest]:
    """Select the guests that a person is, with event and visit, the latest first."""
    return (
        select(Guest)
        .join(Guest.event)
        .outerjoin(Event.visit)
        .where(
            Guest.person_id == person.id,
            Guest.deleted_at.is_(None),
            Event.deleted_at.is_(None),
            Visit.deleted_at.is_(None),
        )
        .options(contains_eager(Guest.event).contains_eager(Event.visit))
        .order_by(Event.starts_at.desc(), Event.id)
        .limit(LATEST)
    )


def delegates_of_person(person: Person) -> Select[Delegate]:
    """Select the delegates that a person is, with delegation and visit, the latest first."""
    return (
        select(Delegate)
        .join(Delegate.delegation)
        .join(Delegation.visit)
        .where(
            Delegate.person_id == person.id,
            Delegate.deleted_at.is_(None),
            Delegation.deleted_at.is_(None),
            Visit.deleted_at.is_(None),
        )
        .options(contains_eager(Delegate.delegation).contains_eager(Delegation.visit))
        .order_by(Visit.first_day.desc(), Delegate.id)
        .limit(LATEST)
    )


def organisations(language: str = "de") -> Select[Organisation]:
    """Select the organisations that a person can belong to, by name."""
    return select(Organisation).order_by(*name_ordering(Organisation, language))


def municipalities() -> Select[Municipality]:
    """Select the municipalities in which one can hold an office, by name."""
    return select(Municipality).order_by(*name_ordering(Municipality))


def merged_people(ids: Collection[int]) -> Select[Person]:
    """Select those of some people who were merged into others, with these."""
    merged = Person.id.in_(ids), Person.merged_into_id.is_not(None)
    return select(Person).where(*merged).options(joinedload(Person.merged_into))
