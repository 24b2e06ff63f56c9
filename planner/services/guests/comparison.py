"""Acts that follow a delegation which has changed since it was invited (rule 8)."""

import datetime as dt
from collections.abc import Collection

from planner.db import act
from planner.languages import Message
from planner.models import Event, Guest
from planner.queries.guests.comparison import delegates_with_removed, guests_of_delegation
from planner.queries.guests.delegations import delegation_of
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.guests import comparison as rules
from planner.rules.guests.comparison import Difference
from planner.services.guests.invitations import LIST_CHANGED
from planner.services.rows import one_or_not_found, reload_event, with_row_lock

DIFFERENCES_CHANGED = Message(
    "Someone else has changed the delegation or the list in the meantime. "
    "Nothing is saved: please look again."
)


def apply_differences(
    event: Event, delegation_id: int, keys: Collection[str], *, now: dt.datetime
) -> list[Difference]:
    """Apply differences between a delegation and its guests at an event, all or none.

    The keys are those of the differences that were seen: they name rows and versions. Raises
    EditConflict if one of them is none by now, PartnerNotInvited for a companion without the
    partner, RuleBroken if somebody else is faster, and NotFound for a delegation of another visit.
    """
    with act("apply_differences", on_conflict=RuleBroken(LIST_CHANGED)) as own:
        event = reload_event(own, event)
        if event.visit is None:
            raise NotFound
        delegation = one_or_not_found(own, delegation_of(event.visit, delegation_id))
        everybody = own.scalars(delegates_with_removed(delegation)).all()
        concerned = guests_of_delegation(delegation, everybody, [event.id])
        guests = own.scalars(with_row_lock(concerned, Guest)).all()
        found = rules.differences(everybody, guests)
        chosen = [one for one in found if one.key in keys]
        if len(chosen) < len(set(keys)):
            raise EditConflict(DIFFERENCES_CHANGED)
        delegates = [one for one in everybody if not one.deleted_at]
        own.add_all(rules.make_equal(chosen, event, delegates, guests, now))
    return chosen
