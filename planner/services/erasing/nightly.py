"""The nightly act that empties the trash of what has lain there for its days."""

import datetime as dt
import logging
from collections.abc import Sequence

from planner.confidentiality import SeesAll, seeing_all
from planner.db import act, fetch_all
from planner.queries import erasing as statements
from planner.rules.erasing_plan import ROOTS
from planner.rules.trash import TRASH_RETENTION
from planner.services.erasing.erased_log import write_erased_log
from planner.services.erasing.erasing import erase
from planner.services.erasing.hanging import Step, StillNamed, execute

AT_ONCE = {"visit": 10, "event": 50, "delegation": 10, "guest": 500, "delegate": 500, "person": 100}
FUTURE = dt.timedelta(days=1)  # what was deleted later than this was deleted by a wrong clock
log = logging.getLogger(__name__)


def empty_trash(*, now: dt.datetime, step: Step) -> int:
    """Erase what has lain in the trash for its days; return how many rows of it.

    In many short acts: `step` is called after each. Whatever ends it, the next time goes on.
    """
    write_erased_log()
    with seeing_all(SeesAll.HOUSEKEEPING):
        count = sum(empty_table(table, now, step) for table in ROOTS)
        with act("empty_trash") as own:
            own.execute(
                statements.old_tombstones_deletion(now.date()),
                execution_options={"synchronize_session": False},
            )
    return count


def empty_table(table: str, now: dt.datetime, step: Step) -> int:
    """Erase the rows of a table that have been in the trash for their days; return how many."""
    limit, count, last = now - TRASH_RETENTION, 0, 0
    with act("empty_table") as own:
        execute(own, statements.future_update(table, now + FUTURE, now))
    while ids := over_ids(table, limit, last):
        count += erase_over(table, ids, now, limit, step)
        last = ids[-1]
    return count


def over_ids(table: str, limit: dt.datetime, last: int) -> list[int]:
    """Return the ids of some rows whose days are over, after one."""
    return [row.id for row in fetch_all(statements.over_ids(table, limit, last, AT_ONCE[table]))]


def erase_over(
    table: str, ids: Sequence[int], now: dt.datetime, limit: dt.datetime, step: Step
) -> int:
    """Erase some rows whose days are over; if they cannot go together, then one by one."""
    try:
        return len(erase(table, ids, now=now, limit=limit, step=step))
    except StillNamed:
        if len(ids) > 1:
            return sum(erase_over(table, [one], now, limit, step) for one in ids)
        log.warning("%s %s is erased another time: something was just added to it.", table, ids[0])
        return 0
