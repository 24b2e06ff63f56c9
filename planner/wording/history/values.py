"""Values of fields in words: what stood there before, and what stands there after."""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import NamedTuple

from planner import dates
from planner.db import Base
from planner.languages import Bilingual, Message, translate
from planner.rules.history.changes import RowChange
from planner.rules.history.lines import ERASED, SECRET, Erased
from planner.rules.history.values import from_stored
from planner.rules.people.spoken_languages import language_names
from planner.rules.places.countries import country_name
from planner.rules.precedence.schemes import TieBreaker
from planner.wording.history.fields import field_word
from planner.wording.history.members import member_word

EMPTY = Message("empty")
GONE = Message("(erased)")
YES, NO = Message("yes"), Message("no")
LONG = 80  # characters: of a longer text only what was changed is shown
AROUND = 24  # characters of it before and after what was changed

Place = tuple[str, int]  # a table, and the id of a row in it
Word = str | Message | Bilingual


class Clock(NamedTuple):
    """How the reader reads days and hours."""

    language: str
    zone: str
    hours_12: bool | None


class Reference(NamedTuple):
    """A row that a sentence or a value names; its page links to it."""

    table: str
    key: int
    text: Word


class FieldChange(NamedTuple):
    """What stood in a field before, and what stands there after; None: nothing is shown."""

    name: str
    label: Message
    before: "Word | Reference | None"
    after: "Word | Reference | None"


def field_changes(
    change: RowChange, names: Mapping[Place, Word], clock: Clock, *, whole: bool = False
) -> list[FieldChange]:
    """Return the fields of a change in words, in the order of the table.

    Of a row that came or went only what stood in it counts; `whole` shows long texts as they are.
    """
    before, after = change.before or {}, change.after or {}
    found = []
    for column in Base.metadata.tables[change.table].columns:
        name = column.key
        word = field_word(change.table, name) if name in {**before, **after} else None
        if word is None or (name not in before and is_nothing(after.get(name))):
            continue
        if name not in after and is_nothing(before.get(name)):
            continue
        old, new = before.get(name), after.get(name)
        if isinstance(old, str) and isinstance(new, str) and not whole:
            old, new = extracts(old, new)
        found.append(
            FieldChange(
                name,
                word,
                shown(change.table, name, old, names, clock) if name in before else None,
                shown(change.table, name, new, names, clock) if name in after else None,
            )
        )
    return found


def is_nothing(value: object) -> bool:
    """Tell whether a value of a new row says nothing: it is empty, or no."""
    return value in (None, "", False, [])


def shown(
    table: str, name: str, value: object, names: Mapping[Place, Word], clock: Clock
) -> "Word | Reference | None":
    """Return a value in words; None: nobody may read what it was."""
    if isinstance(value, Erased):
        return None if value is SECRET else GONE
    if value is None or value == "":
        return EMPTY
    column = Base.metadata.tables[table].columns[name]
    for reference in column.foreign_keys:
        referred = reference.column.table.name
        if isinstance(value, int):
            known = names.get((referred, value))
            return Reference(referred, value, known) if known else GONE
    members: type[enum.Enum] | None = getattr(column.type, "enum_class", None)
    if members is not None:
        return member_word(members, value)
    if name in ("languages", "language") and table != "printout":
        return language_names(str(value), clock.language)
    if name == "tie_breakers":
        words = [member_word(TieBreaker, key) for key in str(value).split()]
        return ", ".join(
            word if isinstance(word, str) else translate(word, clock.language) for word in words
        )
    if name == "country":
        return country_name(str(value), clock.language)
    return plain(table, name, value, clock)


def plain(table: str, name: str, value: object, clock: Clock) -> Word:
    """Return a value that stands for itself, as pages write it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    try:
        read = from_stored(table, name, value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    if isinstance(read, dt.datetime):
        local = read.tzinfo is None
        return wall(read, clock) if local else dates.stamp(read, *clock_of(clock))
    if isinstance(read, dt.date):
        return dates.day(read, clock.language)
    return str(value)


def clock_of(clock: Clock) -> tuple[str, str, bool | None]:
    """Return the zone, the language and the hours by which dates.stamp tells a moment."""
    return clock.zone, clock.language, clock.hours_12


def wall(moment: dt.datetime, clock: Clock) -> str:
    """Return what the clock on the wall shows, with its day."""
    day = dates.day(moment.date(), clock.language)
    return f"{day}, {dates.time(moment, clock.language, clock.hours_12)}"


def extracts(before: str, after: str) -> tuple[str, str]:
    """Return of two long texts what differs, with a little around it.

    >>> extracts("short", "other")
    ('short', 'other')
    """
    if max(len(before), len(after)) <= LONG:
        return before, after
    same = number_alike(before, after)
    rest = min(len(before), len(after)) - same
    ends = number_alike(before[::-1][:rest], after[::-1][:rest])
    return extract(before, same, ends), extract(after, same, ends)


def number_alike(one: str, other: str) -> int:
    """Return with how many same characters two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def extract(text: str, same: int, ends: int) -> str:
    """Return the part of a text that differs: not its first nor its last so many characters."""
    first, last = max(0, same - AROUND), min(len(text), len(text) - ends + AROUND)
    if last - first > 2 * LONG:
        last = first + 2 * LONG
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def references(table: str, values: Mapping[str, object]) -> set[Place]:
    """Return the rows that values of a row name."""
    found = set()
    for column in Base.metadata.tables[table].columns:
        value = values.get(column.key)
        if isinstance(value, int) and not isinstance(value, bool):
            found |= {(one.column.table.name, value) for one in column.foreign_keys}
    return found


def is_kept(value: object) -> bool:
    """Tell whether the history knows a value."""
    return value is not ERASED and value is not SECRET
