"""Rules of paper: what one may choose about a document before it is printed (D-03)."""

import enum
from typing import NamedTuple

from planner.rules.labels import LABEL_SHEETS


class Order(enum.StrEnum):
    """The order of a printed list."""

    PRECEDENCE = "precedence"
    ALPHABET = "alphabet"
    DELEGATION = "delegation"
    INSTITUTION = "institution"
    TABLE = "table"


class Size(enum.StrEnum):
    """The size of the sheet; the values are Typst's names."""

    A4 = "a4"
    US_LETTER = "us-letter"


class PaperChoice(NamedTuple):
    """How a document gets printed."""

    order: Order = Order.PRECEDENCE
    language: str = "de"
    other_language: str | None = None  # beside the first one; None: one language only
    size: Size = Size.A4
    large: bool = False
    only_accepted: bool = False
    with_companions: bool = True
    with_reasons: bool = False  # why each guest stands there; an internal list may say so (T-03)
    labels: str = next(iter(LABEL_SHEETS))  # a key of LABEL_SHEETS

    @property
    def languages(self):
        """The languages of the paper, the first one first."""
        return (self.language, self.other_language) if self.other_language else (self.language,)
