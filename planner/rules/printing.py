"""Rules of paper: in which orders a guest list gets printed (D-03)."""

import enum
from typing import NamedTuple


class Order(enum.StrEnum):
    """The order of a printed guest list."""

    PRECEDENCE = "precedence"
    ALPHABET = "alphabet"
    DELEGATION = "delegation"


class GuestListChoice(NamedTuple):
    """How a guest list gets printed."""

    order: Order = Order.PRECEDENCE
    with_reasons: bool = False  # why each guest stands there; an internal list may say so (T-03)
