"""Merge what two people have made of one thing, field by field, with what it was before both."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)
Blend = Callable[[str, Value, Value, Value], Value | None]  # (name, base, mine, theirs)


class Merge(NamedTuple, Generic[Value]):
    """What becomes of each field; each name is in one of the tuples, or nobody has changed it."""

    merged: dict[str, Value]  # of fields in conflict: mine
    mine: tuple[str, ...] = ()  # only I have changed these
    theirs: tuple[str, ...] = ()  # only they have
    alike: tuple[str, ...] = ()  # both have, to the same value
    blended: tuple[str, ...] = ()  # both have, and what both did is in the value
    conflicts: tuple[str, ...] = ()  # both have, differently: somebody must choose


def nothing_to_blend(_name: str, _base: Value, _mine: Value, _theirs: Value) -> Value | None:
    """Return None: no value holds what both have done."""
    return None


def merge_fields(
    base: Mapping[str, Value] | None,
    mine: Mapping[str, Value],
    theirs: Mapping[str, Value],
    blend: Blend[Value] = nothing_to_blend,
) -> Merge[Value]:
    """Merge two versions of the same fields by their values before both; `mine` has all names.

    Without a base nobody knows who has changed what: each field that differs is in conflict.
    """
    if base is None:
        conflicts = tuple(name for name in mine if mine[name] != theirs[name])
        return Merge(dict(mine), conflicts=conflicts)
    found: dict[str, list[str]] = {kind: [] for kind in Merge._fields[1:]}
    merged: dict[str, Value] = {}
    for name in mine:
        kind, merged[name] = _outcome(name, base[name], mine[name], theirs[name], blend)
        if kind:
            found[kind].append(name)
    return Merge(merged, **{kind: tuple(names) for kind, names in found.items()})


def _outcome(
    name: str, base: Value, mine: Value, theirs: Value, blend: Blend[Value]
) -> tuple[str, Value]:
    """Return what becomes of a field, as a name of Merge's fields or "", and its value."""
    if mine == theirs:
        return ("" if mine == base else "alike"), mine
    if theirs == base:
        return "mine", mine
    if mine == base:
        return "theirs", theirs
    both = blend(name, base, mine, theirs)
    return ("conflicts", mine) if both is None else ("blended", both)


def merge_sets(
    base: Sequence[Item], mine: Sequence[Item], theirs: Sequence[Item]
) -> tuple[Item, ...]:
    """Return a list in which each item is once and its order means nothing, as both want it.

    Whatever one of them has added is in it, and whatever one has taken out is not.
    """
    kept = [item for item in mine if item in theirs or item not in base]
    added = [item for item in theirs if item not in base]
    return tuple(dict.fromkeys([*kept, *added]))
