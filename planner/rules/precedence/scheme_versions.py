"""Rules of changing a scheme: a version that something was planned with stays as it is."""

from planner.languages import Message, Written
from planner.models import Scheme, SchemeEntry, SchemeVersion
from planner.rules import RuleBroken
from planner.rules.precedence.schemes import TieBreaker

COPIED = ("tie_breakers", "keeps_delegations_together", "former_offices")
NAMED = ("role", "office_id", "level", "branch", "in_own_place")


def stored(scheme, number, day):
    """Return a version for the database that says what a scheme of the rules says."""
    version = SchemeVersion(
        number=number,
        as_of=day,
        tie_breakers=" ".join(scheme.tie_breakers),
        keeps_delegations_together=scheme.keeps_delegations_together,
        former_offices=scheme.former_offices,
    )
    version.entries = [stored_entry(entry, place) for place, entry in enumerate(scheme.entries)]
    return version


def stored_entry(entry, position):
    """Return an entry for the database; the level of an office is the office's own."""
    named = {name: getattr(entry, name) for name in NAMED}
    if entry.office_id:
        named["level"] = named["branch"] = None
    return SchemeEntry(position=position, **named)


def copied(version, number, day):
    """Return a version that says the same, and its entries by those they are copies of."""
    copy = SchemeVersion(
        number=number, as_of=day, **{name: getattr(version, name) for name in COPIED}
    )
    pairs = {}
    for entry in version.entries:
        named = {name: getattr(entry, name) for name in NAMED}
        pairs[entry] = SchemeEntry(position=entry.position, **named)
    copy.entries = list(pairs.values())
    return copy, pairs


def has_room(version, entry, step):
    """Tell whether an entry can move a place higher (-1) or lower (1)."""
    return 0 <= in_order(version).index(entry) + step < len(version.entries)


def move_entry(version, entry, step):
    """Move an entry a place higher (-1) or lower (1), where there is room."""
    entries = in_order(version)
    here = entries.index(entry)
    entries[here], entries[here + step] = entries[here + step], entries[here]
    number_anew(entries)


def in_order(version):
    """Return the entries of a version from the highest place to the lowest."""
    return sorted(version.entries, key=lambda one: one.position)


def number_anew(entries):
    """Number entries in their order."""
    for position, one in enumerate(entries):
        one.position = position


def add_entry(version, entry):
    """Add an entry directly before the one of those without an office, or at the end."""
    entries = in_order(version)
    end = next((place for place, one in enumerate(entries) if names_nothing(one)), len(entries))
    entries.insert(end, entry)
    version.entries.append(entry)
    number_anew(entries)


def check_new_entry(version, entry):
    """Raise RuleBroken if the version names the same already."""
    if named_by(entry) in [named_by(one) for one in version.entries]:
        raise RuleBroken(Message("The scheme has this entry already."))


def named_by(entry):
    """Return what an entry names."""
    return tuple(getattr(entry, name) or None for name in NAMED)


def names_nothing(entry):
    """Tell whether an entry is the place of those who hold no office."""
    return not (entry.role or entry.office_id or entry.level)


def remove_entry(version, entry):
    """Take an entry out; those without an office always have a place."""
    if names_nothing(entry):
        raise RuleBroken(
            Message("Guests without an office need a place. Move it, but do not remove it.")
        )
    version.entries.remove(entry)
    number_anew(in_order(version))


def changed_tie_breakers(tie_breakers, key, action):
    """Return tie-breakers with one asked earlier or later, no more, or at last."""
    keys = tie_breakers.split()
    if action == "remove" or key not in keys:
        keys = [one for one in keys if one != key]
        return " ".join([*keys, key] if action == "add" else keys)
    here = keys.index(key)
    there = here + {"up": -1, "down": 1}.get(action, 0)
    if 0 <= there < len(keys):
        keys[here], keys[there] = keys[there], keys[here]
    return " ".join(keys)


def check_default_stays(was_default: bool, is_default: bool) -> None:
    """Raise RuleBroken if new visits would be left without a scheme."""
    if was_default and not is_default:
        raise RuleBroken(
            Message("Choose another scheme for new visits there instead."), "is_default"
        )


def check_unused(scheme: Scheme, is_used: bool) -> None:
    """Raise RuleBroken if a scheme cannot be deleted."""
    if is_used or scheme.is_default:
        raise RuleBroken(
            Message(
                "“%(name)s” cannot be deleted: visits or events were planned with it, or new ones "
                "take it.",
                name=Written(scheme.name_de, scheme.name_en),
            )
        )


def unused_tie_breakers(scheme):
    """Return the tie-breakers that a scheme does not ask."""
    return [key for key in TieBreaker if key not in scheme.tie_breakers]


def held_by(scheme, offices):
    """Return the offices whose place each entry is, by its position; and those nowhere named."""
    by_entry, unnamed = {}, []
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


def moved_between(before, after):
    """Return how far each id has moved from one order to another: 2 for two places up."""
    places = {id: place for place, id in enumerate(before)}
    return {id: places[id] - place for place, id in enumerate(after) if id in places}
