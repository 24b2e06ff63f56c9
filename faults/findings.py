"""What a fault has shown, beside what was asked, and how much of it is tried."""

from collections.abc import Sequence
from typing import NamedTuple

LONGEST = 100  # characters of one that is wrong


class Finding(NamedTuple):
    """What was asked, what was measured, and whether it is enough."""

    asked: str
    measured: str
    passed: bool | None  # None: it could not be tried here


class Scale(NamedTuple):
    """How long and how often; `--short` tries whether the faults themselves work."""

    rounds: int = 50
    seconds: float = 60.0
    steps: int = 6000

    @property
    def is_short(self) -> bool:
        """Whether the figures are no proof."""
        return self != Scale()


SHORT = Scale(rounds=3, seconds=8.0, steps=300)


def none_of(asked: str, wrong: Sequence[object], of: int) -> Finding:
    """Return the finding that nothing may be wrong, with the first that are."""
    shown = "".join(f"; {' '.join(str(one).split())[:LONGEST]}" for one in list(wrong)[:3])
    return Finding(asked, f"{len(wrong)} of {of}{shown}", not wrong and of > 0)


def at_most(asked: str, value: float, most: float, unit: str = "") -> Finding:
    """Return the finding that something is at most so much."""
    return Finding(asked, f"{value:.1f} {unit}".strip(), value <= most)


def print_findings(name: str, findings: Sequence[Finding]) -> None:
    """Print the rows of the table that belong to a fault."""
    words = {True: "yes", False: "NO", None: "skipped"}
    for one in findings:
        print(f"{name:<13} {words[one.passed]:<8} {one.asked:<58} {one.measured}", flush=True)
