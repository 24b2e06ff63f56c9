"""Values of columns that somebody has entered, as the rules need them: each with its type."""

from typing import TypeVar

Value = TypeVar("Value")


def value_as(kind: type[Value], value: object) -> Value:
    """Return a value that is of a type. Raises TypeError if it is not."""
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}.")
    return value


def value_or_none(kind: type[Value], value: object) -> Value | None:
    """Return a value that is of a type, or None. Raises TypeError if it is neither."""
    return None if value is None else value_as(kind, value)
