"""Rules of feeds."""

import datetime as dt
import secrets

from planner.models import Feed
from planner.rules.secrets import hashed

TOMBSTONES_KEPT = dt.timedelta(days=30)


def new_feed(visit, label, language, user, now):
    """Return a feed and the token that opens it, which is stored nowhere (S01)."""
    token = secrets.token_urlsafe(32)
    feed = Feed(
        visit_id=visit.id,
        label=label,
        language=language,
        token_hash=hashed(token),
        token_end=token[-4:],
        made_by_id=user.id,
        made_at=now,
    )
    return feed, token


def renewed(feed, visit, user, now):
    """Return a feed with a new token in place of one that is revoked."""
    feed.revoked_at = feed.revoked_at or now
    return new_feed(visit, feed.label, feed.language, user, now)


def serves(feed):
    """Tell whether a feed still tells its visit's programme."""
    return feed.revoked_at is None and feed.visit.deleted_at is None


def shown_until(event):
    """Return until when a cancelled or deleted event stays in its feeds (R04, R05)."""
    return event.starts + TOMBSTONES_KEPT


def printed(events, now):
    """Return the events that a feed prints: those that went long ago are left out."""
    return [event for event in events if event.deleted_at is None or now < shown_until(event)]


def revised_at(events, *rows):
    """Return when something last changed that a feed prints; none changed is an error."""
    return max(row.revised_at for row in (*events, *rows))
