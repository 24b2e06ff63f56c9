"""Long texts that two people have changed: merged by lines where the changes do not touch."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

MOST_LINES = 400  # longer texts take too long to compare; one chooses


class Change(NamedTuple):
    """Lines of a text, from one index to before another, that others stand in place of."""

    start: int
    end: int
    lines: tuple[str, ...]


def merge_texts(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with the changes of both, or None if it is not certain what is meant.

    It is certain if a line that nobody has changed stands between what one has changed and what
    the other has; the same change by both counts once.
    """
    before, first, second = (text.split("\n") for text in (base, mine, theirs))
    if max(len(before), len(first), len(second)) > MOST_LINES:
        return None
    changes = sorted({*changed_lines(before, first), *changed_lines(before, second)})
    if any(earlier.end >= later.start for earlier, later in pairwise(changes)):
        return None
    return "\n".join(with_changes(before, changes))


def changed_lines(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Return what was changed between two texts, in lines."""
    compared = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Change(start, end, tuple(after[first:last]))
        for kind, start, end, first, last in compared.get_opcodes()
        if kind != "equal"
    ]


def with_changes(before: Sequence[str], changes: Sequence[Change]) -> list[str]:
    """Return lines after changes that do not touch; they are in order."""
    lines, done = list[str](), 0
    for change in changes:
        lines += [*before[done : change.start], *change.lines]
        done = change.end
    return [*lines, *before[done:]]


def lines_of_both(mine: str, theirs: str) -> str:
    """Return a text with every line of both, to begin with when one writes it anew."""
    first, second = mine.split("\n"), theirs.split("\n")
    if max(len(first), len(second)) > MOST_LINES:
        return mine
    lines = list[str]()
    compared = SequenceMatcher(None, first, second, autojunk=False)
    for kind, start, end, other_start, other_end in compared.get_opcodes():
        lines += first[start:end]
        if kind != "equal":
            lines += second[other_start:other_end]
    return "\n".join(lines)
