"""The act after a restore: what was erased since the backup was made is erased again."""

import datetime as dt
from collections.abc import Iterable, Sequence

from planner.confidentiality import SeesAll, seeing_all
from planner.db import Session, act, fetch_all
from planner.queries import erasing as statements
from planner.revisions.effects import invalidate_calendars
from planner.rules.erasing import ErasedRow, lives_on
from planner.rules.erasing_plan import LOGGED
from planner.services.erasing.erased_log import keep_rows, known_rows
from planner.services.erasing.erasing import end_duties
from planner.services.erasing.hanging import BATCH, erase_with_hanging


def erase_again(entries: Iterable[ErasedRow], *, now: dt.datetime) -> int:
    """Erase what a log has and the restored planner's own log has not; return how many rows.

    Those are what was erased after the backup was made: no clock is asked, and a row that has got
    the number of an erased one is not taken for it. A person who had gone into another entry is
    erased only with that one. After a crash it can be called again.
    """
    given, known = set(entries), set(known_rows())
    count = 0
    for table in LOGGED:
        rows = [row for row in given - known if row.table_name == table]
        living = [row for row in rows if lives_on(row, given | known)]
        there = ids_there(table, [row.row_id for row in living])
        kept = {row for row in living if row.row_id in there}
        fresh = sorted((row for row in rows if row not in kept), key=lambda row: row[:3])
        for start in range(0, len(fresh), BATCH):
            count += erase_logged(table, fresh[start : start + BATCH], now)
    with act("erase_again") as own:
        invalidate_calendars(own.connection())
    return count


def erase_logged(table: str, rows: Sequence[ErasedRow], now: dt.datetime) -> int:
    """Erase the rows of a table that are there, with all that hangs on them; return how many.

    All of them are noted, or another row could get the number of one and be taken for it.
    """
    ids, found = sorted({row.row_id for row in rows}), list[int]()

    def choose(own: Session) -> Sequence[int]:
        found.extend(own.scalars(statements.rows_to_erase(table, ids, None)))
        keep_rows(own, rows)
        return found

    with seeing_all(SeesAll.HOUSEKEEPING):
        end_duties(table, ids, now)
        erase_with_hanging(table, ids, step=lambda: None, choose=choose)
    return len(found)


def ids_there(table: str, ids: Sequence[int]) -> set[int]:
    """Return which of some rows are there."""
    found: set[int] = set()
    with seeing_all(SeesAll.HOUSEKEEPING):
        for start in range(0, len(ids), BATCH):
            statement = statements.ids_naming(table, "id", ids[start : start + BATCH], BATCH)
            found |= {row.id for row in fetch_all(statement)}
    return found
