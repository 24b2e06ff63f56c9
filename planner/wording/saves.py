"""Who has saved something meanwhile, in words."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from planner.languages import Message, translate
from planner.models import HistoryRow

SOMEBODY = Message("somebody else")


class Save(NamedTuple):
    """Who has saved something, and when."""

    who: str  # in words: one name, or several
    at: dt.datetime | None  # UTC, of the last of them; None: the history does not know


class Saves:
    """What was saved of one row, as far as the history knows it; the latest first."""

    def __init__(self, rows: Sequence[HistoryRow], reader_id: int) -> None:
        self.rows = rows
        self.reader_id = reader_id

    def of(self, fields: Collection[str] = ()) -> Save:
        """Return who has saved last what is in these fields, or anything.

        A form may show a column in fields that are called otherwise: then it is anybody of those.
        """
        named = [row for row in self.rows if set(fields) & set(row.fields)]
        rows = named[:1] or self.rows
        names = dict.fromkeys(self._author(row) for row in reversed(rows))
        return Save(", ".join(names) or translate(SOMEBODY), rows[0].entry.at if rows else None)

    def _author(self, row: HistoryRow) -> str:
        """Return who has saved a row, as the reader of this page calls them."""
        user = row.entry.user
        if user is None:
            return translate(SOMEBODY)
        if user.id == self.reader_id:
            return translate(Message("%(name)s (you)", name=user.name))
        return user.name
