"""Questions to the database about partner cities."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, Delete, Select, Subquery, delete, or_, select
from sqlalchemy.orm import joinedload, selectinload

from planner.models import (
    Delegation,
    Municipality,
    NetworkMember,
    OldSlug,
    Organisation,
    Partnership,
    Visit,
    VisitStatus,
)
from planner.models.mixins.search import Searchable
from planner.models.mixins.sorting import name_ordering
from planner.spelling import spellings, split_words

NETWORKS = selectinload(Municipality.memberships).joinedload(NetworkMember.network)


def search_conditions(model: type[Searchable], sought: str) -> list[ColumnElement[bool]]:
    """Return the conditions that the search name of a row has each word, in any spelling."""
    return [
        or_(*(model.search_name.contains(form, autoescape=True) for form in spellings(word)))
        for word in split_words(sought)
    ]


def partner_cities(sought: str = "", order: str = "name") -> Select[Municipality]:
    """Select the municipalities that match, our own first, with their networks."""
    by = {"name": Municipality.sort_de, "country": Municipality.country}
    column = by[order.removeprefix("-")]
    return (
        select(Municipality)
        .where(*search_conditions(Municipality, sought))
        .options(NETWORKS)
        .order_by(
            Municipality.is_home.desc(),
            column.desc() if order.startswith("-") else column,
            *name_ordering(Municipality),
        )
    )


def municipality_with(municipality_id: int) -> Select[Municipality]:
    """Select a municipality with its facts and its picture."""
    needed = selectinload(Municipality.facts), joinedload(Municipality.picture)
    return select(Municipality).where(Municipality.id == municipality_id).options(*needed)


def portraits_of(municipality_ids: Collection[int]) -> Select[Municipality]:
    """Select municipalities with their facts, for the office, which may read them all."""
    return (
        select(Municipality)
        .where(Municipality.id.in_(municipality_ids))
        .options(selectinload(Municipality.facts))
        .order_by(*name_ordering(Municipality))
    )


def other_municipalities(municipality: Municipality, country: str) -> Select[Municipality]:
    """Select the other municipalities of a country."""
    others = select(Municipality).where(Municipality.country == country)
    return others.where(Municipality.id != municipality.id) if municipality.id else others


def portrait_at(slug: str) -> Select[Municipality]:
    """Select the public municipality at an address, with all that its portrait shows."""
    return (
        select(Municipality)
        .where(Municipality.slug == slug, Municipality.is_public)
        .options(NETWORKS, selectinload(Municipality.facts), joinedload(Municipality.picture))
    )


def portrait_formerly_at(slug: str) -> Select[Municipality]:
    """Select the municipality that had an address last (model rule 9)."""
    return (
        select(Municipality)
        .join(OldSlug, OldSlug.municipality_id == Municipality.id)
        .where(OldSlug.slug == slug, Municipality.is_public)
        .order_by(OldSlug.id.desc())
        .limit(1)
    )


def old_slug_deletion(municipality: Municipality, slug: str) -> Delete:
    """Delete a former address of a municipality, which it has again."""
    return delete(OldSlug).where(OldSlug.municipality_id == municipality.id, OldSlug.slug == slug)


def partnerships_of(municipality_ids: Collection[int]) -> Select[Partnership]:
    """Select the partnerships of municipalities, with both sides."""
    involved = or_(
        Partnership.one_id.in_(municipality_ids), Partnership.other_id.in_(municipality_ids)
    )
    both = joinedload(Partnership.one), joinedload(Partnership.other)
    return select(Partnership).where(involved).options(*both)


def partnership_in(municipality_id: int, partnership_id: int) -> Select[Partnership]:
    """Select a partnership, only if it is the municipality's."""
    return partnerships_of([municipality_id]).where(Partnership.id == partnership_id)


def visit_municipalities() -> Subquery:
    """Return a subquery of (visit id, municipality id): the host and the senders of each visit."""
    sent = select(Visit.id, Delegation.municipality_id).join(Visit.delegations)
    sent_by_organisation = (
        select(Visit.id, Organisation.municipality_id)
        .join(Visit.delegations)
        .join(Delegation.organisation)
    )
    there = Delegation.deleted_at.is_(None)
    return (
        select(Visit.id, Visit.host_id.label("municipality_id"))
        .union(sent.where(there), sent_by_organisation.where(there))
        .subquery()
    )


def visits_with(municipality_ids: Collection[int]) -> Select[int, Visit]:
    """Select (municipality id, visit) of visits with municipalities."""
    ends = visit_municipalities()
    return (
        select(ends.c.municipality_id, Visit)
        .select_from(Visit)
        .join(ends, ends.c.id == Visit.id)
        .where(ends.c.municipality_id.in_(municipality_ids), Visit.deleted_at.is_(None))
    )


def next_visits(municipality_ids: Collection[int], today: dt.date) -> Select[int, Visit]:
    """Select (municipality id, visit) of visits with municipalities that are not over."""
    return (
        visits_with(municipality_ids)
        .where(
            Visit.last_day >= today,
            Visit.status.not_in([VisitStatus.CANCELLED, VisitStatus.OVER]),
        )
        .order_by(Visit.first_day, Visit.id)
    )


def earlier_visits(municipality_ids: Collection[int], day: dt.date) -> Select[int, Visit]:
    """Select (municipality id, visit) of visits with municipalities before a day, the last first.

    Only those whose outcomes somebody has written down.
    """
    return (
        visits_with(municipality_ids)
        .where(
            Visit.last_day < day,
            Visit.status != VisitStatus.CANCELLED,
            or_(*(text != "" for text in Visit.outcomes.columns)),
        )
        .order_by(Visit.last_day.desc(), Visit.id)
    )


def public_visits_with(municipality: Municipality) -> Select[Visit]:
    """Select the public visits with a municipality."""
    ends = visit_municipalities()
    with_it = select(ends.c.id).where(ends.c.municipality_id == municipality.id)
    return select(Visit).where(
        Visit.id.in_(with_it),
        Visit.is_public,
        Visit.status != VisitStatus.DRAFT,
        Visit.deleted_at.is_(None),
    )
