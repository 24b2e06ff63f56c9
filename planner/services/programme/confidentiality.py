"""Acts on confidential visits: hide and open them, name readers, take over what is left."""

import datetime as dt

from sqlalchemy.orm import Session

from planner.clock import utc_now
from planner.confidentiality import SeesAll, seeing_all
from planner.db import act, bump_version
from planner.models import User, Visit
from planner.queries.programme import confidentiality as statements
from planner.queries.programme.visits import visit_with
from planner.queries.users import user_locked
from planner.rules import NotFound
from planner.rules.programme import confidentiality as rules
from planner.services.rows import one_or_not_found, with_row_lock
from planner.services.versions import lock_calendars, lock_row, lock_unchanged

UNPRINTED = "notes"  # counts as changed for the sake of two editors


def restrict_visit(visit: Visit, *, seen: int | None, user: User, now: dt.datetime) -> Visit:
    """Make a visit confidential: only its readers learn of it from now on.

    Named are whoever does it and the person in charge. It leaves the public pages, its events are
    no highlights any more, and all its addresses give way to one without its title. Feeds that
    others have made tell nothing of it. Raises EditConflict, NotFound.
    """
    user_id = user.id
    with act("restrict_visit") as own:
        lock_unchanged(own, visit, seen)
        if not visit.is_confidential:
            hide(own, visit, one_or_not_found(own, user_locked(user_id)), now)
    return visit


def hide(own: Session, visit: Visit, user: User, now: dt.datetime) -> None:
    """Hide a stored visit, in an act, from all but a user and the person in charge."""
    for one in {user, visit.in_charge or user}:
        add_reader(own, visit, one, user, now)
    events = own.scalars(statements.events_with_address(visit.id)).all()
    own.execute(statements.old_slugs_deletion(visit.id))
    rules.make_confidential(visit, events)


def open_visit(visit: Visit, *, seen: int | None) -> Visit:
    """Let everybody of the office learn of a visit again. Raises EditConflict, NotFound."""
    with act("open_visit") as own:
        lock_unchanged(own, visit, seen)
        visit.is_confidential = False
        for reader in own.scalars(statements.readers_of(visit.id)).unique():
            own.delete(reader)
    return visit


def name_reader(visit: Visit, user_id: int, *, user: User, now: dt.datetime) -> User:
    """Name another user at a confidential visit; return whom.

    Raises NotFound if there is no such user who may read visits, or the visit is gone.
    """
    by_id = user.id
    with act("name_reader") as own:
        lock_confidential(own, visit)
        named = one_or_not_found(own, statements.user_to_name(user_id))
        by = one_or_not_found(own, user_locked(by_id))
        add_reader(own, visit, named, by, now)
        bump_version(visit, UNPRINTED)
    return named


def add_reader(own: Session, visit: Visit, named: User, by: User | None, now: dt.datetime) -> None:
    """Name a user at a visit, in an act; one who is named already stays so."""
    if own.scalar(statements.reader_of(visit.id, named.id)) is None:
        own.add(rules.new_reader(visit, named, by, now, latest_takeover(own)))


def name_in_charge(own: Session, visit: Visit) -> None:
    """Name the person in charge of a confidential visit, in the act that saves it."""
    if visit.is_confidential and visit.in_charge_id:
        in_charge = own.get(User, visit.in_charge_id)
        if in_charge:
            add_reader(own, visit, in_charge, None, utc_now())


def latest_takeover(own: Session) -> int:
    """Return the number of the latest takeover of any visit."""
    with seeing_all(SeesAll.TAKEOVER):
        return own.scalars(statements.latest_takeover()).one()


def remove_reader(visit: Visit, user_id: int) -> None:
    """Name a user no longer at a confidential visit: he or she learns nothing more of it.

    Raises RuleBroken if it is the last one who can sign in, or the person in charge, and NotFound.
    """
    with act("remove_reader") as own:
        lock_confidential(own, visit)
        readers = own.scalars(statements.readers_of(visit.id)).unique().all()
        leaving = next((one for one in readers if one.user_id == user_id), None)
        if leaving is None:
            raise NotFound
        rules.check_removal(visit, leaving, [one for one in readers if one is not leaving])
        own.delete(leaving)
        bump_version(visit, UNPRINTED)


def lock_confidential(own: Session, visit: Visit) -> None:
    """Lock a visit that is confidential. Raises NotFound if it is gone, or open to all again."""
    lock_row(own, visit)
    if not visit.is_confidential:
        raise NotFound


def take_over(visit_id: int, *, user: User, now: dt.datetime) -> Visit:
    """Name an administrator at a visit of which nobody who is named can sign in any more.

    It is kept for good that this was done, and those who are named are told at their next
    sign-in. Raises RuleBroken while one of them can sign in, NotFound if there is no such visit.
    """
    user_id = user.id
    with act("take_over") as own, seeing_all(SeesAll.TAKEOVER):
        lock_calendars(own)
        visit = one_or_not_found(own, with_row_lock(visit_with(visit_id), Visit))
        if not visit.is_confidential:
            raise NotFound
        rules.check_takeover(own.scalars(statements.readers_of(visit_id)).unique())
        user = one_or_not_found(own, user_locked(user_id))
        own.add(rules.new_takeover(visit, user, now))
        own.flush()
        add_reader(own, visit, user, user, now)
    return visit


def dismiss_takeovers(user: User) -> None:
    """Note that a user has read of all takeovers there were."""
    user_id = user.id
    with act("dismiss_takeovers") as own:
        latest = latest_takeover(own)
        for reader in own.scalars(statements.own_readers(user_id)):
            reader.told_until = latest
