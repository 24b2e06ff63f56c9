"""What the doctor is shown, and what it finds."""

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from planner.health.database_state import is_missing, looking_engine

TROUBLES = (
    *(ArithmeticError, ImportError, LookupError, OSError, RuntimeError),
    *(SQLAlchemyError, SyntaxError, TypeError, ValueError),
)


class Severity(enum.StrEnum):
    """How bad a finding is."""

    WRONG = "wrong"  # the planner does not work, or gives away what it keeps
    WARNING = "warning"  # it will not for long, or not for everybody
    NOTE = "note"  # nothing has to be done


class Finding(NamedTuple):
    """Something that is not as it should be."""

    severity: Severity
    what: str
    remedy: str


def wrong(what: str, remedy: str) -> Finding:
    """Return a finding that has to be mended at once."""
    return Finding(Severity.WRONG, what, remedy)


def warning(what: str, remedy: str) -> Finding:
    """Return a finding that has to be mended soon."""
    return Finding(Severity.WARNING, what, remedy)


def note(what: str, remedy: str) -> Finding:
    """Return a finding that one should know of."""
    return Finding(Severity.NOTE, what, remedy)


@dataclass(frozen=True)
class Patient:
    """A planner as the doctor sees it: it need not be able to start."""

    folder: Path  # the instance
    settings: Mapping[str, Any] | None  # None: they are bad
    environ: Mapping[str, str]
    now: dt.datetime

    @property
    def database_url(self) -> str | None:
        """The address of the database, if it is known."""
        return str(self.settings["DATABASE_URL"]) if self.settings else None

    def connections(self) -> Iterator[Connection]:
        """Yield one connection that only looks, or none if there is no database to look at."""
        url = self.database_url
        if url is None or is_missing(url):
            return
        engine = looking_engine(url)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


Check: TypeAlias = Callable[[Patient], Iterable[Finding]]


def examined(check: Check, patient: Patient) -> list[Finding]:
    """Return what a check finds; one that cannot look says so, and the others go on."""
    try:
        return list(check(patient))
    except TROUBLES as trouble:
        name = check.__name__.replace("_", " ")
        told = f"The doctor could not look at {name}: {type(trouble).__name__}."
        return [warning(told, "Mend what else is found, and run the doctor again.")]
