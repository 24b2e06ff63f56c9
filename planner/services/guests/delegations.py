"""Acts on delegations and their delegates: save, add and move them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from planner.db import act, set_columns
from planner.models import Delegate, Delegation, DelegationOrder, Person, Visit
from planner.queries.guests.delegations import delegates_of, delegation_of
from planner.queries.people.people import person_with
from planner.rules import NotFound, RuleBroken
from planner.rules.guests import delegations as rules
from planner.services.guests.invitations import LIST_CHANGED
from planner.services.guests.leaders import promote_last
from planner.services.rows import one_or_not_found, reload_row, with_row_lock
from planner.services.versions import check_unchanged, lock_unchanged
from planner.values import value_as


def save_delegation(
    visit: Visit,
    values: dict[str, object],
    *,
    delegation_id: int | None = None,
    seen: int | None = None,
) -> Delegation:
    """Save a delegation of a visit, a new one or one that exists.

    `values` are columns by name, `seen` is the lock_version that was read. Raises EditConflict
    if somebody saved it meanwhile, NotFound for what is gone or of another visit.
    """
    with act("save_delegation", on_conflict=NotFound()) as own:
        visit = reload_row(own, visit)
        if delegation_id is None:
            delegation = rules.new_delegation(visit)
        else:
            delegation = one_or_not_found(own, delegation_of(visit, delegation_id))
        lock_unchanged(own, delegation, seen)
        set_columns(delegation, values)
        own.add(delegation)
    return delegation


def choose_order(
    visit: Visit, delegation_id: int, ordering: DelegationOrder, *, seen: int | None
) -> Delegation:
    """Choose the order of a delegation's list (P-17). Raises what save_delegation raises."""
    return save_delegation(visit, {"ordering": ordering}, delegation_id=delegation_id, seen=seen)


def add_delegate(visit: Visit, delegation_id: int, person_id: int) -> Delegate:
    """Add a person of the address book to a delegation, as the last delegate.

    Raises InDelegationAlready, RuleBroken if somebody else does it at this moment, and NotFound
    for whoever is gone and for a delegation of another visit.
    """
    with act("add_delegate", on_conflict=RuleBroken(LIST_CHANGED)) as own:
        delegation, delegates = delegation_and_delegates(own, visit, delegation_id)
        person = one_or_not_found(own, person_with(person_id))
        delegate = rules.new_delegate(delegation, person, delegates)
        own.add(delegate)
    return delegate


def add_new_delegate(visit: Visit, delegation_id: int, values: dict[str, object]) -> Delegate:
    """Add a new person to the address book and to a delegation.

    `values` are columns of the person by name. Raises NotFound for a delegation of another visit
    and for what is gone.
    """
    with act("add_new_delegate", on_conflict=NotFound()) as own:
        delegation, delegates = delegation_and_delegates(own, visit, delegation_id)
        person = Person(**values)
        own.add(person)
        own.flush()
        delegate = rules.new_delegate(delegation, person, delegates)
        own.add(delegate)
    return delegate


def save_delegate(
    visit: Visit,
    delegation_id: int,
    delegate_id: int,
    values: dict[str, object],
    *,
    seen: int | None,
) -> Delegate:
    """Save a delegate; a new leader replaces the former one.

    `values` are columns by name, `seen` is the lock_version that was read. Raises EditConflict
    if somebody saved the delegate meanwhile, RuleBroken for a companion who cannot be one, and
    NotFound for a delegate or a partner of another delegation.
    """
    with act("save_delegate") as own:
        _, delegates = delegation_and_delegates(own, visit, delegation_id)
        delegate = find_delegate(delegates, delegate_id)
        check_unchanged(delegate, seen)
        if (partner_id := values.get("companion_of_id")) is not None:
            rules.check_companion(delegate, find_delegate(delegates, partner_id), delegates)
        if "is_leader" in values:
            rules.choose_leader(delegate, value_as(bool, values["is_leader"]), delegates)
        set_columns(delegate, values)
        promote_last(own)
    return delegate


def move_delegate(
    visit: Visit,
    delegation_id: int,
    delegate_id: int,
    step: int,
    *,
    seen: Sequence[int] | None = None,
) -> tuple[bool, bool]:
    """Move a delegate one place up (-1) or down (1); return whether there is room up, and down.

    `seen` are the ids of the delegates in the order that was read, None for whichever there is.
    Raises EditConflict if somebody has changed that meanwhile, NotFound for a delegate of another
    delegation, and a delegation of another visit.
    """
    with act("move_delegate") as own:
        _, delegates = delegation_and_delegates(own, visit, delegation_id)
        delegate = find_delegate(delegates, delegate_id)
        if seen is not None:
            rules.check_order_seen(delegates, seen)
        rules.move_delegate(delegate, step, delegates)
        return rules.possible_moves(delegates)[delegate.id]


def delegation_and_delegates(
    own: Session, visit: Visit, delegation_id: int
) -> tuple[Delegation, Sequence[Delegate]]:
    """Return a delegation of a visit and its delegates, locked; raise NotFound if it is none."""
    visit = reload_row(own, visit)
    delegation = one_or_not_found(own, delegation_of(visit, delegation_id))
    delegates = own.scalars(with_row_lock(delegates_of(delegation), Delegate)).all()
    return delegation, delegates


def find_delegate(delegates: Sequence[Delegate], delegate_id: object) -> Delegate:
    """Return the delegate of an id. Raises NotFound if there is none."""
    found = next((one for one in delegates if one.id == delegate_id), None)
    if found is None:
        raise NotFound
    return found
