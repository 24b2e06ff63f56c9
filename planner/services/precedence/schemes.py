"""Acts on precedence schemes: add, save and delete them, change their entries and tie-breakers.

A version that something was planned with stays as it is: whoever changes it begins a new one.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from planner.confidentiality import SeesAll, seeing_all
from planner.db import act, bump_version, set_columns
from planner.models import Scheme, SchemeEntry, SchemeVersion
from planner.queries.precedence.schemes import newest_locked, other_defaults, usage_counts
from planner.rules import SAVED_BY_ANOTHER, NotFound, RuleBroken
from planner.rules.precedence import scheme_versions as rules
from planner.rules.precedence.scheme_versions import TieBreakerChange
from planner.services.versions import lock_row, lock_unchanged
from planner.values import value_as

SCHEME_COLUMNS = ("name_de", "name_en", "is_default")
VERSION_COLUMNS = ("as_of", "keeps_delegations_together", "former_offices")


class SchemeChange(NamedTuple):
    """The result of an act on a scheme."""

    new_version: int | None = None  # the number of the version that it has begun
    position: int | None = None  # where the entry stands now that it has moved


def move_entry(
    scheme: Scheme, entry_id: int | None, step: int, *, seen: int | None, today: dt.date
) -> SchemeChange:
    """Move an entry of the newest version a place higher (-1) or lower (1), where there is room.

    Raises EditConflict, and NotFound if the newest version has no such entry.
    """
    with act("move_entry") as own:
        newest = lock_newest_version(own, scheme, seen)
        entry = entry_in(newest, entry_id)
        if not rules.has_room(newest, entry, step):
            return SchemeChange()
        version, entries = version_to_change(own, scheme, newest, today)
        moved = entries[entry.id]
        rules.move_entry(version, moved, step)
        return SchemeChange(new_version_number(newest, version), moved.position)


def remove_entry(
    scheme: Scheme, entry_id: int | None, *, seen: int | None, today: dt.date
) -> SchemeChange:
    """Take an entry out of the newest version.

    Raises RuleBroken if those without an office would have no place any more, EditConflict, and
    NotFound if the newest version has no such entry.
    """
    with act("remove_entry") as own:
        newest = lock_newest_version(own, scheme, seen)
        entry = entry_in(newest, entry_id)
        version, entries = version_to_change(own, scheme, newest, today)
        rules.remove_entry(version, entries[entry.id])
        return SchemeChange(new_version_number(newest, version))


def add_entry(scheme: Scheme, entry: SchemeEntry, *, today: dt.date) -> SchemeChange:
    """Add a new entry to the newest version, before the place of those without an office.

    Raises RuleBroken if the version has this entry already, NotFound.
    """
    with act("add_entry") as own:
        lock_row(own, scheme)
        newest = own.scalars(newest_locked(scheme)).one()
        rules.check_new_entry(newest, entry)
        version, _ = version_to_change(own, scheme, newest, today)
        rules.add_entry(version, entry)
        return SchemeChange(new_version_number(newest, version))


def change_tie_breakers(
    scheme: Scheme, key: str, action: TieBreakerChange, *, seen: int | None, today: dt.date
) -> SchemeChange:
    """Move a tie-breaker "up" or "down", "remove" it, or "add" it as the last.

    Raises EditConflict, NotFound.
    """
    with act("change_tie_breakers") as own:
        newest = lock_newest_version(own, scheme, seen)
        keys = rules.changed_tie_breakers(newest.tie_breakers, key, action)
        if keys == newest.tie_breakers:
            return SchemeChange()
        version, _ = version_to_change(own, scheme, newest, today)
        version.tie_breakers = keys
        return SchemeChange(new_version_number(newest, version))


def save_scheme(
    scheme: Scheme, values: dict[str, object], *, seen: int | None, today: dt.date
) -> SchemeChange:
    """Save the name and the settings of a scheme; another name begins no version.

    `values` are columns of the scheme and of its version by name. Raises RuleBroken about
    `is_default` if new visits would be left without a scheme, EditConflict, NotFound.
    """
    with act("save_scheme", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "is_default")) as own:
        newest = lock_newest_version(own, scheme, seen)
        rules.check_default_stays(scheme.is_default, value_as(bool, values["is_default"]))
        replace_default(own, scheme, values)
        version = newest
        if any(getattr(newest, name) != values[name] for name in VERSION_COLUMNS):
            version, _ = version_to_change(own, scheme, newest, today)
        assign_values(scheme, version, values)
        return SchemeChange(new_version_number(newest, version))


def add_scheme(values: dict[str, object], *, copy_of: int) -> Scheme:
    """Add a scheme whose first version has the entries of the version `copy_of`.

    `values` are columns of the scheme and of its version by name. Raises NotFound if there is no
    version to copy.
    """
    with act("add_scheme", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "is_default")) as own:
        source = own.get(SchemeVersion, copy_of)
        if source is None:
            raise NotFound
        version, _ = rules.copy_version(source, 1, value_as(dt.date, values["as_of"]))
        scheme = Scheme(versions=[version])
        replace_default(own, scheme, values)
        assign_values(scheme, version, values)
        own.add(scheme)
    return scheme


def delete_scheme(scheme: Scheme) -> None:
    """Delete a scheme for good.

    Raises RuleBroken if something was planned with it or new visits take it, NotFound.
    """
    with act("delete_scheme", on_conflict=RuleBroken(SAVED_BY_ANOTHER)) as own:
        lock_row(own, scheme)
        rules.check_unused(scheme, is_used_anywhere(own, scheme.versions))
        own.delete(scheme)


def lock_newest_version(own: Session, scheme: Scheme, seen: int | None) -> SchemeVersion:
    """Lock a scheme and return its newest version, which no visit takes meanwhile.

    Raises EditConflict, NotFound.
    """
    lock_unchanged(own, scheme, seen)
    return own.scalars(newest_locked(scheme)).one()


def entry_in(version: SchemeVersion, entry_id: int | None) -> SchemeEntry:
    """Return the entry of a version. Raises NotFound if it has none of this id."""
    found = next((entry for entry in version.entries if entry.id == entry_id), None)
    if found is None:
        raise NotFound
    return found


def version_to_change(
    own: Session, scheme: Scheme, newest: SchemeVersion, today: dt.date
) -> tuple[SchemeVersion, dict[int, SchemeEntry]]:
    """Return the version to change, and its entries by the ids of those of the newest version.

    It is a copy, begun today, if something was planned with the newest one.
    """
    if is_used_anywhere(own, [newest]):
        version, pairs = rules.copy_version(newest, newest.number + 1, today)
        scheme.versions.append(version)
        entries = {old.id: new for old, new in pairs.items()}
    else:
        version, entries = newest, {entry.id: entry for entry in newest.entries}
    bump_version(scheme)
    return version, entries


def is_used_anywhere(own: Session, versions: Sequence[SchemeVersion]) -> bool:
    """Tell whether anything was planned with one of some versions, confidential visits included."""
    with seeing_all(SeesAll.DELETION):
        return own.execute(usage_counts(versions)).first() is not None


def new_version_number(newest: SchemeVersion, version: SchemeVersion) -> int | None:
    """Return the number of a version that was begun, or None if it is the newest from before."""
    return None if version is newest else version.number


def assign_values(scheme: Scheme, version: SchemeVersion, values: dict[str, object]) -> None:
    """Set the columns of a scheme and of its version."""
    set_columns(scheme, {name: values[name] for name in SCHEME_COLUMNS})
    set_columns(version, {name: values[name] for name in VERSION_COLUMNS})
    bump_version(scheme)


def replace_default(own: Session, scheme: Scheme, values: dict[str, object]) -> None:
    """Make the default scheme an ordinary one, if another shall be the default."""
    if values["is_default"]:
        for other in own.scalars(other_defaults(scheme)):
            other.is_default = False  # a save that counts: whoever edits it learns of it
        own.flush()
