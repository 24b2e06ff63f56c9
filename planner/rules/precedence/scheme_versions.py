"""Rules of changing a scheme; a version that a visit or an event uses never changes."""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence

from planner.languages import Message
from planner.models import Office, SchemeEntry, SchemeVersion
from planner.models import Scheme as StoredScheme
from planner.rules import RuleBroken
from planner.rules.precedence.schemes import PrecedenceEntry, PrecedenceScheme, TieBreaker

COPIED_COLUMNS = ("tie_breakers", "keeps_delegations_together", "former_offices")
ENTRY_COLUMNS = ("role", "office_id", "level", "branch", "in_own_place")


class TieBreakerChange(enum.StrEnum):
    """What one can do with a tie-breaker of a scheme."""

    UP = "up"  # ask it before the one that stands before it
    DOWN = "down"
    REMOVE = "remove"
    ADD = "add"  # ask it after all others


def version_row(scheme: PrecedenceScheme, number: int, day: dt.date) -> SchemeVersion:
    """Return a row of the database for a scheme of the rules."""
    version = SchemeVersion(
        number=number,
        as_of=day,
        tie_breakers=" ".join(scheme.tie_breakers),
        keeps_delegations_together=scheme.keeps_delegations_together,
        former_offices=scheme.former_offices,
    )
    version.entries = [entry_row(entry, place) for place, entry in enumerate(scheme.entries)]
    return version


def entry_row(entry: PrecedenceEntry, position: int) -> SchemeEntry:
    """Return a row of the database for an entry; that of an office has no level of its own."""
    named = {name: getattr(entry, name) for name in ENTRY_COLUMNS}
    if entry.office_id:
        named["level"] = named["branch"] = None
    return SchemeEntry(position=position, **named)


def copy_version(
    version: SchemeVersion, number: int, day: dt.date
) -> tuple[SchemeVersion, dict[SchemeEntry, SchemeEntry]]:
    """Return a copy of a version, and its entries by the entries that were copied."""
    copy = SchemeVersion(
        number=number, as_of=day, **{name: getattr(version, name) for name in COPIED_COLUMNS}
    )
    pairs = {}
    for entry in version.entries:
        named = {name: getattr(entry, name) for name in ENTRY_COLUMNS}
        pairs[entry] = SchemeEntry(position=entry.position, **named)
    copy.entries = list(pairs.values())
    return copy, pairs


def has_room(version: SchemeVersion, entry: SchemeEntry, step: int) -> bool:
    """Tell whether an entry can move a place higher (-1) or lower (1)."""
    return 0 <= entries_in_order(version).index(entry) + step < len(version.entries)


def move_entry(version: SchemeVersion, entry: SchemeEntry, step: int) -> None:
    """Move an entry a place higher (-1) or lower (1), where there is room."""
    entries = entries_in_order(version)
    here = entries.index(entry)
    entries[here], entries[here + step] = entries[here + step], entries[here]
    number_anew(entries)


def entries_in_order(version: SchemeVersion) -> list[SchemeEntry]:
    """Return the entries of a version from the highest place to the lowest."""
    return sorted(version.entries, key=lambda one: one.position)


def number_anew(entries: Iterable[SchemeEntry]) -> None:
    """Give entries their positions in the order of the list."""
    for position, one in enumerate(entries):
        one.position = position


def add_entry(version: SchemeVersion, entry: SchemeEntry) -> None:
    """Add an entry before the one for guests without an office, or at the end."""
    entries = entries_in_order(version)
    end = next((place for place, one in enumerate(entries) if names_nothing(one)), len(entries))
    entries.insert(end, entry)
    version.entries.append(entry)
    number_anew(entries)


def check_new_entry(version: SchemeVersion, entry: SchemeEntry) -> None:
    """Raise RuleBroken if the version has an entry that names the same."""
    if entry_subject(entry) in [entry_subject(one) for one in version.entries]:
        raise RuleBroken(Message("The scheme has this entry already."))


def entry_subject(entry: SchemeEntry) -> tuple[object, ...]:
    """Return what an entry names."""
    return tuple(getattr(entry, name) or None for name in ENTRY_COLUMNS)


def names_nothing(entry: SchemeEntry) -> bool:
    """Tell whether an entry is the one for guests without an office."""
    return not (entry.role or entry.office_id or entry.level)


def remove_entry(version: SchemeVersion, entry: SchemeEntry) -> None:
    """Remove an entry; raise RuleBroken for that of guests without an office."""
    if names_nothing(entry):
        raise RuleBroken(
            Message("Guests without an office need a place. Move it, but do not remove it.")
        )
    version.entries.remove(entry)
    number_anew(entries_in_order(version))


def changed_tie_breakers(tie_breakers: str, key: str, action: TieBreakerChange) -> str:
    """Return tie-breakers after one was moved, removed or added."""
    keys = tie_breakers.split()
    if action == TieBreakerChange.REMOVE or key not in keys:
        keys = [one for one in keys if one != key]
        return " ".join([*keys, key] if action == TieBreakerChange.ADD else keys)
    here = keys.index(key)
    there = here + {TieBreakerChange.UP: -1, TieBreakerChange.DOWN: 1}.get(action, 0)
    if 0 <= there < len(keys):
        keys[here], keys[there] = keys[there], keys[here]
    return " ".join(keys)


def check_default_stays(was_default: bool, is_default: bool) -> None:
    """Raise RuleBroken if no scheme would be left for new visits."""
    if was_default and not is_default:
        raise RuleBroken(
            Message("Choose another scheme for new visits there instead."), "is_default"
        )


def check_unused(scheme: StoredScheme, is_used: bool) -> None:
    """Raise RuleBroken if a scheme cannot be deleted."""
    if is_used or scheme.is_default:
        raise RuleBroken(
            Message(
                "“%(name)s” cannot be deleted: visits or events were planned with it, or new ones "
                "take it.",
                name=scheme.name,
            )
        )


def unused_tie_breakers(scheme: PrecedenceScheme) -> list[TieBreaker]:
    """Return the tie-breakers that a scheme does not ask."""
    return [key for key in TieBreaker if key not in scheme.tie_breakers]


def offices_by_entry(
    scheme: PrecedenceScheme, offices: Iterable[Office]
) -> tuple[dict[int, list[Office]], list[Office]]:
    """Return the offices of each entry by its position, and the offices without an entry."""
    by_entry: dict[int, list[Office]] = {}
    unnamed: list[Office] = []
    for office in offices:
        elsewhere, at_home = (
            scheme.place(office.id, office.level, office.branch, is_here)
            for is_here in (False, True)
        )
        if elsewhere.after:
            unnamed.append(office)
        for place in {elsewhere, at_home}:
            if not place.after:
                by_entry.setdefault(place.position, []).append(office)
    return by_entry, unnamed


def position_changes(before: Sequence[int], after: Sequence[int]) -> dict[int, int]:
    """Return how many places each id has moved up from one order to another."""
    places = {id: place for place, id in enumerate(before)}
    return {id: places[id] - place for place, id in enumerate(after) if id in places}
