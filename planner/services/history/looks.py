"""The act that notes that somebody has looked at the history."""

import datetime as dt

from planner.db import act
from planner.models import HistoryLook
from planner.rules.history.looks import new_since


def note_look(user_id: int, *, now: dt.datetime) -> None:
    """Note that a user looks at the history now; two looks at once count as one."""
    with act("note_look") as own:
        look = own.get(HistoryLook, user_id)
        if look is None:
            own.merge(HistoryLook(user_id=user_id, seen_at=now))
        else:
            look.since, look.seen_at = new_since(look, now), now
