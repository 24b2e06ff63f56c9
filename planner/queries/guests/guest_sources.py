"""Questions to the database about guest lists; all rows are plain ones."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Select, case, func, or_, select
from sqlalchemy.orm import Session

from planner.db import shared_alias
from planner.languages import Bilingual
from planner.models import (
    Delegate,
    Delegation,
    DelegationOrder,
    Event,
    Guest,
    Move,
    Municipality,
    Side,
    Status,
    User,
    Venue,
    Visit,
)
from planner.queries.guests.guest_rows import DelegateRow, DelegationRow, Invitation, Sources
from planner.queries.people.person_rows import PersonRow, read_people
from planner.queries.precedence.schemes import read_scheme
from planner.queries.rows import read_rows
from planner.rules.people.people import full_name
from planner.rules.precedence.claims import HostPlace, MoveRow

PARTNER, MOVED_GUEST, ANCHOR = shared_alias(Guest), shared_alias(Guest), shared_alias(Guest)
TRAVELS_WITH = shared_alias(Delegate)


def invitations() -> Select[*tuple[Any, ...]]:
    """Select the columns of an Invitation, but its move; a partner in the trash is none."""
    return (
        select(
            Guest.id,
            Guest.event_id,
            Guest.person_id,
            Guest.role,
            Guest.delegation_id,
            PARTNER.person_id.label("partner_id"),
            Guest.represents_id,
            Guest.representation,
            Guest.reply,
            Guest.replied_at,
            Guest.replied_through,
            Guest.seat,
            Guest.lock_version,
        )
        .outerjoin(Guest.companion_of.of_type(PARTNER).and_(PARTNER.deleted_at.is_(None)))
        .where(Guest.deleted_at.is_(None))
    )


def invitations_to(event: Event) -> Select[*tuple[Any, ...]]:
    """Select the guests of an event."""
    return invitations().where(Guest.event_id == event.id).order_by(Guest.id)


def invitations_of(visit: Visit) -> Select[*tuple[Any, ...]]:
    """Select the guests of all events of a visit that are not cancelled (model rule 7)."""
    return (
        invitations()
        .join(Event, Guest.event_id == Event.id)
        .where(
            Event.visit_id == visit.id,
            Event.status != Status.CANCELLED,
            Event.deleted_at.is_(None),
        )
        .order_by(Event.starts_at, Guest.id)
    )


def delegate_rows_of(visit: Visit) -> Select[int, int, int, bool, Bilingual, int | None]:
    """Select the delegates of a visit in the order of their senders."""
    return (
        select(
            Delegate.person_id,
            Delegate.delegation_id,
            Delegate.position,
            Delegate.is_leader,
            Delegate.function,
            TRAVELS_WITH.person_id.label("partner_id"),
        )
        .join(Delegate.delegation)
        .outerjoin(
            Delegate.companion_of.of_type(TRAVELS_WITH).and_(TRAVELS_WITH.deleted_at.is_(None))
        )
        .where(
            Delegation.visit_id == visit.id,
            Delegation.deleted_at.is_(None),
            Delegate.deleted_at.is_(None),
        )
        .order_by(Delegate.delegation_id, Delegate.position, Delegate.id)
    )


def delegation_rows_of(visit: Visit) -> Select[int, Bilingual, DelegationOrder]:
    """Select the delegations of a visit."""
    return (
        select(Delegation.id, Delegation.name, Delegation.ordering)
        .where(Delegation.visit_id == visit.id, Delegation.deleted_at.is_(None))
        .order_by(Delegation.id)
    )


def moves_at(event: Event) -> Select[int, int, Side, str, str, dt.datetime, int]:
    """Select the guests whom somebody moved by hand, and the columns of a MoveRow but one."""
    return (
        select(
            Move.guest_id,
            ANCHOR.person_id.label("anchor"),
            Move.side,
            Move.reason,
            func.coalesce(User.name, "").label("by"),
            Move.moved_at.label("at"),
            MOVED_GUEST.lock_version.label("seen"),
        )
        .join(Move.guest.of_type(MOVED_GUEST))
        .join(Move.anchor.of_type(ANCHOR))
        .outerjoin(Move.moved_by)
        .where(MOVED_GUEST.event_id == event.id, MOVED_GUEST.deleted_at.is_(None))
    )


def host_place(visit: Visit | None, event: Event | None) -> Select[int, str]:
    """Select the municipality where guests are received: of the venue, else the host, else home."""
    venue_id = event.venue_id if event else None
    at_venue = select(Venue.municipality_id).where(Venue.id == venue_id).scalar_subquery()
    host_id = visit.host_id if visit else None
    nearest = case((Municipality.id == at_venue, 0), (Municipality.id == host_id, 1), else_=2)
    return (
        select(Municipality.id.label("municipality_id"), Municipality.country)
        .where(
            or_(
                Municipality.id == at_venue,
                Municipality.id == host_id,
                Municipality.is_home,
            )
        )
        .order_by(nearest, Municipality.id)
        .limit(1)
    )


def read_host(session: Session, visit: Visit | None, event: Event | None = None) -> HostPlace:
    """Read where guests are received; an empty HostPlace if no municipality is known."""
    return next(iter(read_rows(session, HostPlace, host_place(visit, event))), HostPlace())


def read_sources(
    session: Session, visit: Visit | None = None, event: Event | None = None
) -> Sources:
    """Read all that the guest list of an event, or of a visit, needs; at most eight statements."""
    if event:
        statement, day = invitations_to(event), event.starts_at.date()
    elif visit:
        statement, day = invitations_of(visit), visit.first_day
    else:
        raise ValueError("A guest list is that of an event or of a visit.")
    invited = read_rows(session, Invitation, statement)
    moves = {row.guest_id: row for row in session.execute(moves_at(event))} if event else {}
    members = read_rows(session, DelegateRow, delegate_rows_of(visit)) if visit else []
    sent = read_rows(session, DelegationRow, delegation_rows_of(visit)) if visit else []
    ids = {one.person_id for one in invited}
    ids |= {one.represents_id for one in invited if one.represents_id is not None}
    ids |= {move.anchor for move in moves.values()}
    if event is None:
        ids |= {one.person_id for one in members}
    people = read_people(session, ids)
    return Sources(
        invitations=[with_move(one, moves.get(one.id), people) for one in invited],
        members=members,
        delegations={delegation.id: delegation for delegation in sent},
        people=people,
        day=day,
        with_members=event is None,
        scheme=read_scheme(session, visit, event),
        host_place=read_host(session, visit, event),
    )


def with_move(
    invitation: Invitation,
    move: Row[int, int, Side, str, str, dt.datetime, int] | None,
    people: Mapping[int, PersonRow],
) -> Invitation:
    """Return an invitation with the move of its guest, if somebody moved the guest by hand."""
    if move is None:
        return invitation
    moved = MoveRow(
        anchor=move.anchor,
        anchor_name=full_name(people[move.anchor]),
        side=move.side,
        reason=move.reason,
        by=move.by,
        at=move.at,
        seen=move.seen,
    )
    return invitation._replace(move=moved)
