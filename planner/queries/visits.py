"""Questions to the database about visits."""

from sqlalchemy import case, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from planner.models import (
    Delegate,
    Delegation,
    Event,
    Guest,
    Municipality,
    OldSlug,
    Organisation,
    Reply,
    Status,
    Visit,
)

SENDER = (
    joinedload(Delegation.municipality),
    joinedload(Delegation.organisation).joinedload(Organisation.municipality),
)


def visit_at(slug):
    """Select the visit of an address, with who is in charge and where it is."""
    related = joinedload(Visit.host), joinedload(Visit.in_charge), joinedload(Visit.network)
    return select(Visit).where(Visit.slug == slug, Visit.deleted_at.is_(None)).options(*related)


def visit_formerly_at(slug):
    """Select the visit that had an address last (model rule 9)."""
    return (
        select(Visit)
        .join(OldSlug, OldSlug.visit_id == Visit.id)
        .where(OldSlug.slug == slug, Visit.deleted_at.is_(None))
        .order_by(OldSlug.id.desc())
        .limit(1)
    )


def home():
    """Select the municipality whose office this is."""
    return select(Municipality).where(Municipality.is_home)


def delegations_counted(visit_ids):
    """Select (delegation, number of its delegates) of visits, with who sends it."""
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


def people_counted(visit_ids):
    """Select (visit id, people of its guest list, how many of them accepted) (model rule 7)."""
    people = union_all(delegates_of(visit_ids), guests_of(visit_ids)).subquery()
    accepted = case((people.c.accepted, people.c.person_id))
    return select(
        people.c.visit_id,
        func.count(people.c.person_id.distinct()),
        func.count(accepted.distinct()),
    ).group_by(people.c.visit_id)


def delegates_of(visit_ids):
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


def guests_of(visit_ids):
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


def visits_listed():
    """Select all visits, the latest first."""
    return select(Visit).where(Visit.deleted_at.is_(None)).order_by(Visit.first_day.desc())
