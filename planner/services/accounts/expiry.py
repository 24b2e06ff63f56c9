"""Acts on what accounts leave behind: sessions that are over."""

import datetime as dt

from planner.db import act
from planner.queries.users import old_sessions_deletion


def purge_sessions(*, now: dt.datetime, hours: int) -> None:
    """Delete the sessions that have lasted for so many hours, or began when no right clock was."""
    with act() as own:
        own.execute(old_sessions_deletion(now, dt.timedelta(hours=hours)))
