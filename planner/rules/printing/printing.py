"""Rules of paper: which choices a document has before it is printed (D-03)."""

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
    """Which columns a guest list has; an empty column is never printed."""

    ALL = "all"
    WITHOUT_REPLIES = "without-replies"
    NAMES = "names"  # with office and organisation


BOTH_LANGUAGES = "both"  # languages, side by side

#: Which fields a choice of columns leaves out; number, name, office and organization always stay.
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
    """Return the choices by their names in an address, of these names, without empty ones."""
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
