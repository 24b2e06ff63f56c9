"""Rules of confidential visits: who is named, and what becomes of what told of them before."""

import datetime as dt
import secrets
from collections.abc import Iterable

from planner.languages import Message
from planner.models import Event, User, Visit, VisitReader, VisitTakeover
from planner.rules import RuleBroken
from planner.rules.permissions import Permission, may

NOT_PUBLIC = Message("A confidential visit is not shown on a public page.")
NO_HIGHLIGHT = Message("An event of a confidential visit cannot be a highlight.")
LAST_READER = Message("Somebody who can sign in has to stay named: name another one first.")
IN_CHARGE = Message("%(name)s is in charge of the visit: choose somebody else for that first.")
HAS_READERS = Message("Somebody who is named can still sign in: nobody else may take over.")


def may_be_named(user: User) -> bool:
    """Tell whether a user can be named: whoever can sign in and may read visits at all."""
    return user.active and may(user, Permission.READ_VISITS)


def new_reader(
    visit: Visit, user: User, named_by: User | None, now: dt.datetime, told_until: int
) -> VisitReader:
    """Return the row that names a user at a visit; of takeovers before it nobody is told."""
    return VisitReader(
        visit_id=visit.id,
        user_id=user.id,
        named_by_id=named_by.id if named_by else None,
        named_at=now,
        told_until=told_until,
    )


def make_confidential(visit: Visit, events: Iterable[Event]) -> None:
    """Hide a visit: it leaves the public pages, and its address says nothing of its title."""
    visit.is_confidential = True
    visit.is_public = False
    visit.slug = random_slug()
    for event in events:
        event.is_highlight = False
        event.slug = None


def random_slug() -> str:
    """Return an address that no title has, so that none is refused or numbered because of it."""
    return f"visit-{secrets.token_hex(8)}"


def check_public(visit: Visit) -> None:
    """Raise RuleBroken if a confidential visit shall be shown on a public page."""
    if visit.is_confidential and visit.is_public:
        raise RuleBroken(NOT_PUBLIC, "is_public")


def check_removal(visit: Visit, leaving: VisitReader, staying: Iterable[VisitReader]) -> None:
    """Raise RuleBroken if a reader has to stay: as the last one, or as the one in charge."""
    if leaving.user_id == visit.in_charge_id:
        raise RuleBroken(Message(IN_CHARGE.msgid, name=leaving.user.name))
    if not any(may_be_named(reader.user) for reader in staying):
        raise RuleBroken(LAST_READER)


def check_takeover(readers: Iterable[VisitReader]) -> None:
    """Raise RuleBroken while somebody who is named can still sign in."""
    if any(may_be_named(reader.user) for reader in readers):
        raise RuleBroken(HAS_READERS)


def new_takeover(visit: Visit, user: User, now: dt.datetime) -> VisitTakeover:
    """Return the note that a user took over a visit."""
    return VisitTakeover(visit_id=visit.id, user_id=user.id, taken_at=now)
