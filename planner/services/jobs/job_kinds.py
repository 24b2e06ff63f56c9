"""Kinds of background work: a function, how many run at once, and how often it is tried."""

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from planner.rules import RuleBroken
from planner.rules.jobs import INVALID_ARGUMENTS

LARGEST = 2**63 - 1  # that a database can look for
RESERVED_ARGUMENTS = {"key", "kind", "now", "total"}  # of whoever orders a job


class BadArguments(RuleBroken):
    """A job was ordered with other arguments than its function takes."""

    def __init__(self) -> None:
        super().__init__(INVALID_ARGUMENTS)


@dataclass(frozen=True)
class JobKind:
    """A function that runs in the background; with `every`, it is ordered again after that time."""

    name: str
    function: Callable[..., None]
    parameters: Mapping[str, type]
    max_running: int  # at once, on all machines together
    retries: int
    every: dt.timedelta | None

    def check(self, arguments: Mapping[str, object]) -> None:
        """Raise BadArguments unless the function can be called with these arguments."""
        if arguments.keys() != self.parameters.keys():
            raise BadArguments
        if not all(is_a(value, self.parameters[name]) for name, value in arguments.items()):
            raise BadArguments


def job(
    *, max_running: int, retries: int = 3, every: dt.timedelta | None = None
) -> Callable[[Callable[..., None]], JobKind]:
    """Make a kind of job of a function; the catalogue of jobs names all of them.

    The function gets a Progress and, by their names, ids and plain values. It may run twice: what
    it writes, it writes with `progress.finish()` in one transaction. Raises RuleBroken or NotFound
    if another try would not help.
    """

    def decorate(function: Callable[..., None]) -> JobKind:
        _progress, *given = inspect.signature(function, eval_str=True).parameters.values()
        parameters = {one.name: one.annotation for one in given}
        if RESERVED_ARGUMENTS & parameters.keys():
            raise TypeError(
                f"{function.__name__}: {', '.join(RESERVED_ARGUMENTS)} are of whoever orders it"
            )
        return JobKind(function.__name__, function, parameters, max_running, retries, every)

    return decorate


def is_a(value: object, kind: type) -> bool:
    """Tell whether a plain value is of a type; True is no number, and some numbers are too big."""
    if isinstance(value, bool):
        return bool in (get_args(kind) or (kind,))
    if isinstance(value, int) and abs(value) > LARGEST:
        return False
    return isinstance(value, kind)
