"""Acts on feeds that are over: their rows go, with who fetched them and what they served."""

import datetime as dt

from flask import current_app
from sqlalchemy import delete

from planner.db import act, fetch_all
from planner.models import Feed
from planner.queries.feeds.expiry import over_feeds, wiped_late, withdrawn_late
from planner.rules.retention import DAY, ENDED_FEED_RETENTION

AT_ONCE = 100


def purge_feeds(*, now: dt.datetime) -> int:
    """Delete the feeds that have said for 30 days that they have ended; return how many.

    Their addresses are unknown then (404 in place of 410). Calendars are told by the session.
    """
    mend_feeds(now)
    settings = current_app.config
    after_visit = settings["FEED_DAYS_AFTER_VISIT"] + settings["FEED_WIPE_DAYS"]
    limit, count = now - ENDED_FEED_RETENTION, 0
    last_day = (limit - after_visit * DAY).date()
    while ids := [row.id for row in fetch_all(over_feeds(limit, last_day, AT_ONCE))]:
        with act("purge_feeds") as own:
            own.execute(delete(Feed).where(Feed.id.in_(ids)))
        count += len(ids)
    return count


def mend_feeds(now: dt.datetime) -> None:
    """Let feeds that only a wrong clock ended in the future be ended now."""
    wiped = now + current_app.config["FEED_WIPE_DAYS"] * DAY
    if fetch_all(withdrawn_late(now + DAY)) or fetch_all(wiped_late(wiped + DAY)):
        with act("mend_feeds") as own:
            for feed in own.scalars(withdrawn_late(now + DAY)).all():
                feed.revoked_at = now
            for feed in own.scalars(wiped_late(wiped + DAY)).all():
                feed.wiped_until = wiped
