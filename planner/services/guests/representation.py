"""Acts on representation: send somebody instead of a guest, and end it (P-29 to P-31)."""

import datetime as dt

from planner.db import act
from planner.languages import Message
from planner.models import Event, Guest
from planner.queries.people.people import person_with
from planner.rules import RuleBroken
from planner.rules.guests import representation as rules
from planner.rules.guests.representation import TypedRepresentation
from planner.services.guests.invitations import find_guest, guests_to_change
from planner.services.rows import one_or_not_found, reload_event
from planner.services.versions import check_unchanged

GUEST_CHANGED = Message(
    "Someone else has just changed this guest. Please look again, then send once more."
)


def send_representative(
    event: Event,
    guest_id: int,
    person_id: int,
    announced: TypedRepresentation,
    *,
    seen: int | None,
    now: dt.datetime,
) -> Guest:
    """Add a representative of a guest, who declines; return the representative (T-04).

    `seen` is the lock_version of the guest that was read, `now` is UTC. Raises
    RepresentedInCircle, EditConflict if somebody saved the guest meanwhile, RuleBroken if
    somebody else invites the representative at this moment, and NotFound for a guest of another
    event and for whoever is gone.
    """
    with act("send_representative", on_conflict=RuleBroken(GUEST_CHANGED)) as own:
        event = reload_event(own, event)
        person = one_or_not_found(own, person_with(person_id))
        others = guests_to_change(own, event, guest_id, {person.id})
        guest = find_guest(others, guest_id)
        check_unchanged(guest, seen, GUEST_CHANGED)
        sent = rules.set_representative(guest, person, announced, others, now)
        own.add(sent)
    return sent


def end_representation(
    event: Event, guest_id: int, *, is_removed: bool, now: dt.datetime
) -> list[Guest]:
    """End the representation of a guest; return the former representatives.

    `is_removed`: they are taken off the list, else they stay as guests in their own right.
    Raises NotFound if the guest is gone or of another event.
    """
    with act("end_representation") as own:
        event = reload_event(own, event)
        others = guests_to_change(own, event, guest_id)
        guest = find_guest(others, guest_id)
        representatives = rules.representatives(guest, others)
        for one in representatives:
            rules.end_representation(one, guest, is_removed, now)
    return representatives
