"""What a reader may know of the history, loaded and put into words: a few statements a page."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app

from planner.clock import day_start, utc_now
from planner.db import session
from planner.languages import reader_language
from planner.models import HistoryEntry, User
from planner.queries.history.entries import (
    Wanted,
    entries,
    entries_by_ids,
    told_rows,
    undone_entries,
)
from planner.queries.history.names import rows_called
from planner.rules.history.changes import RowChange
from planner.rules.history.lines import Line, lines, told_change
from planner.rules.history.reading import may_undo, readable_change, readable_tables
from planner.views.history.links import Named, row_id
from planner.web.access import signed_in_user
from planner.wording.history.names import places_named
from planner.wording.history.sentences import Told, tell
from planner.wording.history.values import Clock

ENTRIES = 50  # on a page
MOST_ROWS = 200  # of an entry, in a list; its own page has more
MOST_ON_PAGE = 2000
LATEST = 3  # in a corner of a page


class ToldLine(NamedTuple):
    """A line as a page shows it."""

    told: Told
    may_undo: bool
    is_undone: bool

    @property
    def line(self) -> Line:
        """The line itself."""
        return self.told.line


class History(NamedTuple):
    """Lines of a history by days, the newest first."""

    days: list[tuple[dt.date, list[ToldLine]]]
    named: Named
    older_than: int | None  # the id of the last entry of this page, if there are older ones

    @property
    def lines(self) -> list[ToldLine]:
        """All lines of this page."""
        return [line for _, day in self.days for line in day]


def history(user: User, wanted: Wanted, limit: int = ENTRIES) -> History:
    """Return the newest entries of which a user may read, in words."""
    found = session.scalars(entries(wanted, limit + 1)).all()
    page = found[:limit]
    changes, more = changes_of(user, page, wanted)
    told = lines(page, changes)
    undone = undone_ids(page)
    undoing = {entry.undoes_id for entry in page if entry.undoes_id}
    authors: dict[int | None, User | None] = {}
    if undoing:
        authors = {one.id: one.user for one in session.scalars(entries_by_ids(undoing))}
    named = named_in([change for line in told for change in line.changes])
    clock = clock_of(user)
    days: dict[dt.date, list[ToldLine]] = {}
    for line in told:
        whom = authors.get(line.entry.undoes_id)
        unshown = sum(more.get(entry.id, 0) for entry in line.entries)
        in_words = tell(line, named.names, clock, whom.name if whom else None, unshown)
        is_undone = all(entry.id in undone for entry in line.entries)
        may = may_undo(user, line.changes)
        day = line.entry.at.astimezone(ZoneInfo(clock.zone)).date()
        days.setdefault(day, []).append(ToldLine(in_words, may, is_undone))
    older = page[-1].id if len(found) > limit else None
    return History(list(days.items()), named, older)


def latest(column: str, key: int) -> History:
    """Return the last lines about a subject, for a corner of its page."""
    user = signed_in_user()
    return history(user, Wanted(readable_tables(user), (column, key)), LATEST)


def changes_of(
    user: User, page: Sequence[HistoryEntry], wanted: Wanted, most: int = MOST_ROWS
) -> tuple[dict[int, list[RowChange]], dict[int, int]]:
    """Return what a user may read of the rows of entries, by their ids, and how many rows more."""
    changes: dict[int, list[RowChange]] = {}
    more: dict[int, int] = {}
    if not page:
        return changes, more
    ids = [entry.id for entry in page]
    for row, values, number in session.execute(told_rows(ids, wanted, most)):
        if change := readable_change(user, told_change(row, values)):
            changes.setdefault(row.entry_id, []).append(change)
            if number > most:
                more[row.entry_id] = number - most
    return changes, more


def undone_ids(page: Sequence[HistoryEntry]) -> set[int | None]:
    """Return the ids of the entries that were taken back."""
    ids = [entry.id for entry in page]
    return set(session.scalars(undone_entries(ids))) if ids else set()


def named_in(changes: Collection[RowChange]) -> Named:
    """Return the names of the rows that changes tell of: a statement for each table."""
    ids: dict[str, set[int]] = {}
    for table, key in places_named(changes):
        ids.setdefault(table, set()).add(key)
    named = Named()
    for table in sorted(ids):
        for row in session.scalars(rows_called(table, ids[table])):
            named.add(table, row_id(row), row)
    return named


def yesterday() -> dt.datetime:
    """Return the moment in UTC when yesterday began in the office, by the clock of acts."""
    zone = current_app.config["OFFICE_ZONE"]
    return day_start(utc_now().astimezone(ZoneInfo(zone)).date() - dt.timedelta(days=1), zone)


def clock_of(user: User) -> Clock:
    """Return how a user reads days and hours; what was done is told by the clock of the office."""
    return Clock(reader_language(), current_app.config["OFFICE_ZONE"], user.hours_12)
