"""Rules of paper: in which orders a guest list gets printed (D-03)."""

import enum


class Order(enum.StrEnum):
    """The order of a printed guest list."""

    PRECEDENCE = "precedence"
    ALPHABET = "alphabet"
    DELEGATION = "delegation"
