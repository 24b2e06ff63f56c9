"""Rules of paper: what one may choose about a document before it is printed (D-03)."""

import enum
from collections.abc import Collection
from typing import NamedTuple

from planner.rules.printing.labels import BADGE_SHEETS, LABEL_SHEETS


class PaperOrder(enum.StrEnum):
    """The order of a printed list."""

    PRECEDENCE = "precedence"
    ALPHABET = "alphabet"
    DELEGATION = "delegation"
    INSTITUTION = "institution"
    TABLE = "table"
    ARRIVAL = "arrival"


class PaperSize(enum.StrEnum):
    """The size of the sheet; the values are Typst's names."""

    A4 = "a4"
    US_LETTER = "us-letter"


class Columns(enum.StrEnum):
    """Which columns a guest list has; a column in which nothing would stand is never there."""

    ALL = "all"
    WITHOUT_REPLIES = "without-replies"
    NAMES = "names"  # with office and organisation


BOTH_LANGUAGES = "both"  # languages, side by side

#: What is told besides number, name with office, and organisation.
OMITTED_FIELDS = {
    Columns.ALL: frozenset(),
    Columns.WITHOUT_REPLIES: frozenset({"reply", "greeting"}),
    Columns.NAMES: frozenset({"role", "reply", "greeting", "seat"}),
}


class PaperChoice(NamedTuple):
    """How a document gets printed."""

    order: PaperOrder = PaperOrder.PRECEDENCE
    language: str = "de"
    other_language: str | None = None  # beside the first one; None: one language only
    size: PaperSize = PaperSize.A4
    large: bool = False
    only_accepted: bool = False
    with_companions: bool = True
    with_reasons: bool = False  # why each guest stands there; an internal list may say so (T-03)
    columns: Columns = Columns.ALL
    labels: str = next(iter(LABEL_SHEETS))  # a key of LABEL_SHEETS
    badges: str = next(iter(BADGE_SHEETS))  # a key of BADGE_SHEETS
    most: int = 12  # names on a greeting list, before all others are greeted together (D-05)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the paper, the first one first."""
        return (self.language, self.other_language) if self.other_language else (self.language,)


def named_choices(choice: PaperChoice, names: Collection[str]) -> dict[str, object]:
    """Return what was chosen by the names of an address: of these names, what is not left out."""
    given = {
        "accepted": choice.only_accepted,
        "alone": not choice.with_companions,
        "badges": choice.badges,
        "columns": choice.columns,
        "labels": choice.labels,
        "language": BOTH_LANGUAGES if choice.other_language else choice.language,
        "large": choice.large,
        "most": choice.most,
        "order": choice.order,
        "reasons": choice.with_reasons,
        "size": choice.size,
    }
    return {name: value for name, value in given.items() if name in names and value}
