"""The act by which the history ends: entries go after a period of their own."""

import datetime as dt

from flask import current_app

from planner.db import act, fetch_all
from planner.queries.history.old import entries_before, entries_deletion
from planner.rules.retention import DAY, LEAST_HISTORY

AT_ONCE = 200  # entries in one act, with all their rows: nobody waits longer than for a page


def purge_history(*, now: dt.datetime) -> int:
    """Delete the entries of the history that are older than HISTORY_DAYS; return how many.

    Never those of the last 30 days, whatever the setting says.
    """
    kept = max(current_app.config["HISTORY_DAYS"] * DAY, LEAST_HISTORY)
    count = 0
    while ids := [row.id for row in fetch_all(entries_before(now - kept, AT_ONCE))]:
        with act("purge_history") as own:
            own.execute(entries_deletion(ids))
        count += len(ids)
    return count
