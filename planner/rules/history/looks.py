"""Since when something is new to whoever looks at the history."""

import datetime as dt

from planner.models import HistoryLook

AWAY = dt.timedelta(minutes=30)  # whoever comes back later was away
SELDOM = dt.timedelta(minutes=5)  # a look is noted no more often


def new_since(look: HistoryLook | None, now: dt.datetime) -> dt.datetime | None:
    """Return since when all is new to a user; None: the user has never looked before."""
    if look is None:
        return None
    return look.seen_at if now - look.seen_at > AWAY else look.since


def is_worth_noting(look: HistoryLook | None, now: dt.datetime) -> bool:
    """Tell whether a look is to be noted: the last one is some time ago."""
    return look is None or now - look.seen_at > SELDOM
