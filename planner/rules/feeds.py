"""Rules of feeds."""

import datetime as dt
import enum
import secrets

from planner.models import Feed
from planner.rules.secrets import hashed

TOMBSTONES_KEPT = dt.timedelta(days=30)
NOTED_EVERY = dt.timedelta(minutes=5)
PROGRAMS = (  # what stands in a User-Agent, and whose it is; the first that fits
    ("google-calendar", "Google"),
    ("googlecalendar", "Google"),
    ("microsoft", "Outlook"),
    ("outlook", "Outlook"),
    ("thunderbird", "Thunderbird"),
    ("nextcloud", "Nextcloud"),
    ("evolution", "Evolution"),
    ("icsx5", "ICSx5"),
    ("vdirsyncer", "vdirsyncer"),
    ("homeassistant", "Home Assistant"),
    ("fastmail", "Fastmail"),
    ("proton", "Proton"),
    ("ios", "iPhone, iPad"),
    ("macos", "Mac"),
    ("dataaccessd", "Apple"),
    ("calendaragent", "Mac"),
    ("mozilla", "Browser"),
)


class State(enum.Enum):
    """What the address of a feed answers."""

    SERVES = "the programme"
    WIPES = "one neutral event"
    ENDED = "that it has ended"


def new_feed(kind, subject, label, language, user, now):
    """Return a feed and the token that opens it, which is stored nowhere (S01).

    The subject is {"visit_id": 1}, with "person_id" where it is a person's at the visit,
    {"venue_id": 2} or {"user_id": 3}.
    """
    token = secrets.token_urlsafe(32)
    feed = Feed(
        kind=kind,
        **subject,
        label=label,
        language=language,
        token_hash=hashed(token),
        token_end=token[-4:],
        made_by_id=user.id,
        made_at=now,
    )
    return feed, token


def subject_of(feed):
    """Return what a feed is about, as new_feed takes it."""
    ids = {name: getattr(feed, name) for name in ("visit_id", "person_id", "venue_id", "user_id")}
    return {name: number for name, number in ids.items() if number is not None}


def renewed(feed, user, now, days):
    """Return a feed with a new token; devices with the old one are emptied (S02)."""
    wipe(feed, now, days)
    return new_feed(feed.kind, subject_of(feed), feed.label, feed.language, user, now)


def end(feed, now):
    """End a feed at once; devices keep what they have."""
    feed.revoked_at = feed.revoked_at or now


def wipe(feed, now, days):
    """End a feed so that devices lose what they have, for clients keep everything on 404 (S08)."""
    end(feed, now)
    feed.wiped_until = now + dt.timedelta(days=days)


def state_of(feed, now):
    """Return what the address of a feed answers."""
    if feed.visit.deleted_at is None and feed.revoked_at is None:
        return State.SERVES
    if feed.wiped_until and now < feed.wiped_until:
        return State.WIPES
    return State.ENDED


def program(agent):
    """Return the calendar program of a User-Agent, as its users call it."""
    known = (name for sign, name in PROGRAMS if sign in agent.lower())
    return next(known, agent.partition("/")[0].strip()[:40])


def is_worth_noting(feed, now):
    """Tell whether a fetch is to be written down: every five minutes at most."""
    return feed.last_fetched_at is None or now - feed.last_fetched_at >= NOTED_EVERY


def shown_until(event):
    """Return until when a cancelled or deleted event stays in its feeds (R04, R05)."""
    return event.starts + TOMBSTONES_KEPT


def printed(events, now):
    """Return the events that a feed prints: those that went long ago are left out."""
    return [event for event in events if event.deleted_at is None or now < shown_until(event)]


def revised_at(events, *rows):
    """Return when something last changed that a feed prints; none changed is an error."""
    return max(row.revised_at for row in (*events, *rows))
