"""Rules of erasing: the line that the log has for an erased row, and what is erased once more."""

import datetime as dt
import re
from collections.abc import Collection
from typing import NamedTuple

LINE = re.compile(
    r"(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?P<table>[a-z_]+) (?P<row>\d{1,18})"
    r"(?: into (?P<into>\d{1,18}))?"
)
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class ErasedRow(NamedTuple):
    """A row that was erased, as the log knows it: no word of what it said."""

    erased_at: dt.datetime  # UTC, whole seconds
    table_name: str
    row_id: int
    merged_into_id: int | None = None  # of a person who lives on in another entry


def format_erased_line(row: ErasedRow) -> str:
    """Return the line of an erased row: "2026-11-28T03:00:00Z person 17", or with " into 4"."""
    into = "" if row.merged_into_id is None else f" into {row.merged_into_id}"
    moment = row.erased_at.astimezone(dt.UTC).strftime(MOMENT)
    return f"{moment} {row.table_name} {row.row_id}{into}"


def parse_erased_line(line: str) -> ErasedRow | None:
    """Return the row of a line; None for one that is none, such as half of one after a crash."""
    found = LINE.fullmatch(line.strip())
    if found is None:
        return None
    try:
        erased_at = dt.datetime.strptime(found["moment"], MOMENT).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    into = int(found["into"]) if found["into"] else None
    return ErasedRow(erased_at, found["table"], int(found["row"]), into)


def lives_on(row: ErasedRow, erased: Collection[ErasedRow]) -> bool:
    """Tell whether an erased person went into an entry that was not erased after that."""
    if row.merged_into_id is None:
        return False
    later = [
        one
        for one in erased
        if (one.table_name, one.row_id) == (row.table_name, row.merged_into_id)
        and one.erased_at >= row.erased_at
    ]
    return all(lives_on(one, erased) for one in later)
