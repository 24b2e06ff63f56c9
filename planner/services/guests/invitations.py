"""Acts on invitations: invite somebody or a whole delegation, note a reply, change a guest.

Representatives are in representation, moves by hand in precedence/moves, and the differences to a
delegation that has changed in comparison.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.db import act
from planner.languages import Message
from planner.models import Event, Guest, Person, Reply, Visit
from planner.queries.guests.delegations import delegates_of, delegation_of
from planner.queries.guests.guest_rows import EventToInvite
from planner.queries.guests.guests import events_among, guest_of, guests_among
from planner.queries.guests.representation import guests_linked
from planner.queries.people.people import person_with
from planner.queries.rows import read_rows
from planner.rules import NotFound, RuleBroken
from planner.rules.guests import invitations as rules
from planner.rules.guests.invitations import TypedGuest
from planner.services.rows import one_or_not_found, reload_event, reload_row, with_row_lock
from planner.services.versions import check_unchanged, lock_calendars

LIST_CHANGED = Message("Someone else has just changed this list. Please look at it again.")


def invite_person(
    person_id: int,
    visit: Visit | None,
    event_ids: Collection[int],
    entry: TypedGuest,
    *,
    now: dt.datetime,
) -> list[Guest]:
    """Invite a person of the address book to events of a visit, or to events without a visit.

    All or none; `now` is UTC. Raises AlreadyInvited, also if somebody else is faster,
    PartnerNotInvited and RepresentedInCircle; NotFound for a person or a delegation that is gone,
    and for an event that is gone or another visit's.
    """
    with act("invite_person") as own:
        person = one_or_not_found(own, person_with(person_id))
        return invite(own, person, visit, event_ids, entry, now)


def invite_new_person(
    values: dict[str, object],
    visit: Visit | None,
    event_ids: Collection[int],
    entry: TypedGuest,
    *,
    now: dt.datetime,
) -> list[Guest]:
    """Add a new person to the address book, and invite the person to events.

    `values` are columns of the person by name. Raises what invite_person raises.
    """
    with act("invite_new_person") as own:
        return invite(own, Person(**values), visit, event_ids, entry, now)


def invite(
    own: Session,
    person: Person,
    visit: Visit | None,
    event_ids: Collection[int],
    entry: TypedGuest,
    now: dt.datetime,
) -> list[Guest]:
    """Make a person a guest of events, within an act; raise what invite_person raises."""
    lock_calendars(own)
    visit = reload_row(own, visit) if visit else None
    events = events_at(own, visit, event_ids)
    check_entry(own, entry, visit)
    concerned = guests_linked([event.id for event in events], ids_in(entry) | {person.id})
    others = own.scalars(with_row_lock(concerned, Guest)).all()
    added = rules.invite_person(person, events, entry, others, now)
    person_id = person.id
    own.add_all(added)
    try:
        own.flush()
    except IntegrityError as faster:  # the unique index refuses the second
        own.rollback()
        guests = own.scalars(concerned).all()
        raise invitation_conflict(person_id, events, guests) from faster
    return added


def invitation_conflict(
    person_id: int | None, events: Sequence[EventToInvite], guests: Sequence[Guest]
) -> RuleBroken:
    """Return the error that a person is a guest of one of the events already."""
    taken = {guest.event_id for guest in guests if guest.person_id == person_id}
    for event in events:
        if event.id in taken:
            return rules.AlreadyInvited(rules.already_invited_message(event))
    return RuleBroken(LIST_CHANGED)


def invite_delegation(
    visit: Visit,
    delegation_id: int,
    delegate_ids: Collection[int],
    event_ids: Collection[int],
) -> list[Guest]:
    """Invite delegates to events; who is a guest already stays as is (rule 8).

    The number of statements does not grow with either. Raises NotFound for whatever is gone,
    of another visit or of another delegation, and RuleBroken if somebody else is faster.
    """
    with act("invite_delegation", on_conflict=RuleBroken(LIST_CHANGED)) as own:
        visit = reload_row(own, visit)
        delegation = one_or_not_found(own, delegation_of(visit, delegation_id))
        delegates = own.scalars(delegates_of(delegation)).all()
        wanted = set(delegate_ids)
        chosen = [one for one in delegates if one.id in wanted]
        if len(chosen) < len(wanted):
            raise NotFound
        events = events_at(own, visit, event_ids)
        people = [one.person_id for one in delegates]
        guests = own.scalars(guests_among([event.id for event in events], people)).all()
        added = []
        for event in events:
            added += rules.invite_delegates(event, chosen, delegates, guests)
        own.add_all(added)
    return added


def events_at(own: Session, visit: Visit | None, event_ids: Collection[int]) -> list[EventToInvite]:
    """Return events of a visit, or free ones. Raises NotFound if one of the ids is none."""
    wanted = set(event_ids)
    events = read_rows(own, EventToInvite, events_among(visit, wanted))
    if len(events) < len(wanted):
        raise NotFound
    return events


def ids_in(entry: TypedGuest) -> set[int]:
    """Return the ids of the partner and of the represented person, if there are any."""
    return {one for one in (entry.partner_id, entry.represents_id) if one is not None}


def check_entry(own: Session, entry: TypedGuest, visit: Visit | None) -> None:
    """Raise NotFound unless the delegation is the visit's, and the represented person exists."""
    if entry.delegation_id is not None:
        if visit is None:
            raise NotFound
        one_or_not_found(own, delegation_of(visit, entry.delegation_id))
    if entry.represents_id is not None and own.get(Person, entry.represents_id) is None:
        raise NotFound


def note_reply(
    event: Event, guest_id: int, reply: Reply, *, seen: Reply, now: dt.datetime
) -> Guest:
    """Note the reply of a guest; `seen` is the reply that was known, `now` is UTC.

    Raises EditConflict if somebody else has noted another reply, NotFound if the guest is gone
    or of another event.
    """
    with act("note_reply") as own:
        event = reload_event(own, event)
        guest = one_or_not_found(own, with_row_lock(guest_of(event, guest_id), Guest))
        rules.check_reply_seen(guest, seen)
        rules.note_reply(guest, reply, now)
    return guest


def save_guest(
    event: Event, guest_id: int, entry: TypedGuest, *, seen: int | None, now: dt.datetime
) -> Guest:
    """Save a guest; `seen` is the lock_version that was read.

    Raises EditConflict if somebody saved the guest meanwhile, PartnerNotInvited,
    RepresentedInCircle, and NotFound if the guest or the delegation is gone or of another event.
    """
    with act("save_guest") as own:
        event = reload_event(own, event)
        others = guests_to_change(own, event, guest_id, ids_in(entry))
        guest = find_guest(others, guest_id)
        check_unchanged(guest, seen)
        check_entry(own, entry, event.visit)
        rules.fill_guest(guest, entry, event, others, now)
    return guest


def guests_to_change(
    own: Session, event: Event, guest_id: int, person_ids: Collection[int] = ()
) -> Sequence[Guest]:
    """Return a guest, and all guests of the event who are linked or among the people, locked."""
    linked = guests_linked([event.id], person_ids, guest_id)
    return own.scalars(with_row_lock(linked, Guest)).all()


def find_guest(guests: Sequence[Guest], guest_id: int) -> Guest:
    """Return the guest of an id. Raises NotFound if there is none."""
    found = next((guest for guest in guests if guest.id == guest_id), None)
    if found is None:
        raise NotFound
    return found
