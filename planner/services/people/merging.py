"""The act that merges two entries of the address book which are one person (T-23)."""

import datetime as dt

from sqlalchemy.orm import Session

from planner.confidentiality import SeesAll, seeing_all
from planner.db import act, bump_version
from planner.models import Person
from planner.queries.people.merging import people_locked, read_belongings, two_people
from planner.rules import EditConflict, NotFound
from planner.rules.people import merging as rules
from planner.rules.people.belongings import Belongings
from planner.rules.people.merging import MergeChoice
from planner.services.guests.leaders import promote_last
from planner.services.versions import lock_calendars
from planner.values import value_as


def merge_people(
    kept_id: int,
    other_id: int,
    *,
    choices: dict[str, MergeChoice],
    not_kept: str,
    seen: tuple[int | None, int | None],
    may_move_account: bool,
    now: dt.datetime,
) -> Person:
    """Merge two people into one; the second goes to the trash and says into whom.

    `choices` say whose value is kept, by field; `not_kept` is what the notes shall keep of the
    rest, in words. `seen` are the versions of both. Raises EditConflict if somebody has saved one
    of both since, NotFound if one is gone or in the trash, AccountWouldMove if the second is a user
    and
    that may not be, and RuleBroken if both are users, or one text would be too long.
    """
    with act("merge_people") as own:
        with seeing_all(SeesAll.MERGE):
            kept, other, owned = lock_both(own, kept_id, other_id)
        rules.check_merge(kept, other, owned)
        rules.check_account(other, owned, may_move=may_move_account)
        if (kept.lock_version, other.lock_version) != seen:
            raise EditConflict
        values = rules.merged_values(kept, other, choices)
        values["notes"] = "\n\n".join(filter(None, (value_as(str, values["notes"]), not_kept)))
        rules.check_lengths(values)
        for row in rules.merge_belongings(kept, other, owned, values, now):
            own.delete(row)
        bump_version(kept)
        promote_last(own)
    return kept


def lock_both(own: Session, kept_id: int, other_id: int) -> tuple[Person, Person, Belongings]:
    """Lock two people, and return them with all that refers to them.

    Calendars are taken before people, as whoever saves a guest does.
    """
    lock_calendars(own)
    own.execute(people_locked([kept_id, other_id]))
    return read_both(own, kept_id, other_id)


def read_both(own: Session, kept_id: int, other_id: int) -> tuple[Person, Person, Belongings]:
    """Return two people and all that refers to them.

    Raises NotFound if one of both is gone or in the trash.
    """
    people = {one.id: one for one in own.scalars(two_people([kept_id, other_id])).unique()}
    if not people.keys() >= {kept_id, other_id}:
        raise NotFound
    return people[kept_id], people[other_id], read_belongings(own, [kept_id, other_id])
