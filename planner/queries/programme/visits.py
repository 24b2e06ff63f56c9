"""Questions to the database about visits."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    SQLColumnExpression,
    and_,
    case,
    delete,
    extract,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from planner.models import (
    Delegate,
    Delegation,
    Event,
    Guest,
    Municipality,
    Network,
    OldSlug,
    Organisation,
    Reply,
    Status,
    User,
    Visit,
    VisitStatus,
)
from planner.models.mixins.sorting import name_ordering
from planner.spelling import spellings, split_words


class VisitFilter(NamedTuple):
    """The part of the list of visits that a reader wants to see."""

    show: str = "upcoming"  # or past, drafts, all
    sought: str = ""
    partner: int | None = None
    year: int | None = None
    in_charge: int | None = None
    sort: str = ""  # "date" or "-date"; else as fits the part

    @property
    def order(self) -> str:
        """How the list is sorted: what was asked for, else what comes next or was last."""
        return self.sort or ("-date" if self.show in {"past", "all"} else "date")

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the part."""
        return bool(self.sought or self.partner or self.year or self.in_charge)


SENDER = (
    joinedload(Delegation.municipality),
    joinedload(Delegation.organisation).joinedload(Organisation.municipality),
)


def visit_at(slug: str) -> Select[Visit]:
    """Select the visit at an address, with its host, its network and the user in charge."""
    related = joinedload(Visit.host), joinedload(Visit.in_charge), joinedload(Visit.network)
    return select(Visit).where(Visit.slug == slug, Visit.deleted_at.is_(None)).options(*related)


def removed_visit_at(slug: str) -> Select[Visit]:
    """Select the visit in the trash that had an address."""
    return select(Visit).where(Visit.slug == slug, Visit.deleted_at.is_not(None))


def visit_with(visit_id: int) -> Select[Visit]:
    """Select the visit that has an id, unless it is in the trash."""
    return select(Visit).where(Visit.id == visit_id, Visit.deleted_at.is_(None))


def visit_formerly_at(slug: str) -> Select[Visit]:
    """Select the visit that had an address last (model rule 9)."""
    return (
        select(Visit)
        .join(OldSlug, OldSlug.visit_id == Visit.id)
        .where(OldSlug.slug == slug, Visit.deleted_at.is_(None))
        .order_by(OldSlug.id.desc())
        .limit(1)
    )


def home() -> Select[Municipality]:
    """Select the municipality whose office this is."""
    return select(Municipality).where(Municipality.is_home)


def delegations_counted(visit_ids: Collection[int]) -> Select[Delegation, int]:
    """Select (delegation, number of its delegates) of visits, with the sender of each."""
    counted = (
        select(func.count())
        .where(Delegate.delegation_id == Delegation.id, Delegate.deleted_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(Delegation, counted)
        .where(Delegation.visit_id.in_(visit_ids), Delegation.deleted_at.is_(None))
        .options(*SENDER)
        .order_by(Delegation.id)
    )


def people_counted(visit_ids: Collection[int]) -> Select[int, int, int]:
    """Select (visit id, number of its guests, number of those who accepted) (model rule 7)."""
    people = union_all(delegates_of(visit_ids), guests_of(visit_ids)).subquery()
    accepted = case((people.c.accepted, people.c.person_id))
    return select(
        people.c.visit_id,
        func.count(people.c.person_id.distinct()),
        func.count(accepted.distinct()),
    ).group_by(people.c.visit_id)


def delegates_of(visit_ids: Collection[int]) -> Select[int, int, bool]:
    """Select (visit id, person id, accepted or not) of all delegates of visits."""
    return (
        select(Delegation.visit_id, Delegate.person_id, literal(False).label("accepted"))
        .join(Delegate.delegation)
        .where(
            Delegation.visit_id.in_(visit_ids),
            Delegation.deleted_at.is_(None),
            Delegate.deleted_at.is_(None),
        )
    )


def guests_of(visit_ids: Collection[int]) -> Select[int | None, int, bool]:
    """Select (visit id, person id, accepted or not) of all guests of events that take place."""
    return (
        select(Event.visit_id, Guest.person_id, (Guest.reply == Reply.ACCEPTED).label("accepted"))
        .join(Guest.event)
        .where(
            Event.visit_id.in_(visit_ids),
            Event.status != Status.CANCELLED,
            Event.deleted_at.is_(None),
            Guest.deleted_at.is_(None),
        )
    )


def visits_listed(wanted: VisitFilter, today: dt.date) -> Select[Visit]:
    """Select the visits that a filter wants, in its order."""
    return (
        select(Visit)
        .where(
            Visit.deleted_at.is_(None),
            *part_conditions(wanted.show, today),
            *filter_conditions(wanted),
        )
        .options(joinedload(Visit.host), joinedload(Visit.in_charge))
        .order_by(*visit_ordering(wanted.order))
    )


def visit_ordering(order: str) -> tuple[SQLColumnExpression[dt.date], SQLColumnExpression[int]]:
    """Return what an order, "date" or "-date", sorts visits by."""
    if order == "-date":
        return Visit.first_day.desc(), Visit.id.desc()
    return Visit.first_day, Visit.id


def part_conditions(show: str, today: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a part of the list of visits: upcoming, past, drafts or all."""
    planned = Visit.status != VisitStatus.DRAFT
    over = or_(Visit.last_day < today, Visit.status == VisitStatus.OVER)
    return {
        "upcoming": (planned, ~over),
        "past": (planned, over),
        "drafts": (~planned,),
        "all": (),
    }[show]


def filter_conditions(wanted: VisitFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter: words of the title, partner, year, person in charge."""
    conditions: list[ColumnElement[bool]]
    conditions = [false()] if wanted.sought and not split_words(wanted.sought) else []
    conditions += [
        or_(*(Visit.search_name.contains(form, autoescape=True) for form in spellings(word)))
        for word in split_words(wanted.sought)
    ]
    if wanted.partner:
        conditions.append(or_(Visit.host_id == wanted.partner, sent_by(wanted.partner)))
    if wanted.year:
        conditions.append(extract("year", Visit.first_day) <= wanted.year)
        conditions.append(extract("year", Visit.last_day) >= wanted.year)
    if wanted.in_charge:
        conditions.append(Visit.in_charge_id == wanted.in_charge)
    return conditions


def sent_by(municipality_id: int) -> ColumnElement[bool]:
    """Return the condition that a municipality sends a delegation of the visit."""
    organisation = Delegation.organisation.has(Organisation.municipality_id == municipality_id)
    return Visit.delegations.any(
        and_(
            Delegation.deleted_at.is_(None),
            or_(Delegation.municipality_id == municipality_id, organisation),
        )
    )


def visits_counted(wanted: VisitFilter, today: dt.date) -> Select[*tuple[int, ...]]:
    """Select how many visits each part of the filtered list has: upcoming, past, drafts, all."""
    parts = ("upcoming", "past", "drafts", "all")
    counted = (
        func.count(case((and_(true(), *part_conditions(part, today)), 1))).label(part)
        for part in parts
    )
    return select(*counted).where(Visit.deleted_at.is_(None), *filter_conditions(wanted))


def years_of_visits() -> Select[int]:
    """Select the years in which visits begin, the latest first."""
    year = extract("year", Visit.first_day)
    return select(year).where(Visit.deleted_at.is_(None)).distinct().order_by(year.desc())


def partners() -> Select[Municipality]:
    """Select the municipalities but our own by name: those that a visit can be with."""
    return select(Municipality).where(~Municipality.is_home).order_by(*name_ordering(Municipality))


def users_in_charge() -> Select[User]:
    """Select those who are in charge of a visit, by name."""
    leading = select(Visit.in_charge_id).where(Visit.deleted_at.is_(None))
    return select(User).where(User.id.in_(leading)).order_by(User.name, User.id)


def municipalities() -> Select[Municipality]:
    """Select all municipalities by name, our own first."""
    return select(Municipality).order_by(Municipality.is_home.desc(), *name_ordering(Municipality))


def networks() -> Select[Network]:
    """Select all networks by name."""
    return select(Network).order_by(*name_ordering(Network))


def events_to_cancel(visit: Visit) -> Select[Event]:
    """Select the events of a visit that are not cancelled: they are, with their visit."""
    return select(Event).where(
        Event.visit_id == visit.id,
        Event.status != Status.CANCELLED,
        Event.deleted_at.is_(None),
    )


def old_slug_deletion(visit: Visit, slug: str) -> Delete:
    """Delete an old address of a visit, which it has again."""
    return delete(OldSlug).where(OldSlug.visit_id == visit.id, OldSlug.slug == slug)


def any_visit() -> Select[int]:
    """Select the id of any visit, deleted or not."""
    return select(Visit.id).limit(1)
