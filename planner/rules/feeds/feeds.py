"""Rules of feeds: who may read which, until when, and what they answer then."""

import datetime as dt
import enum
import secrets
from collections.abc import Mapping

from planner.clock import day_start
from planner.models import Event, Feed, FeedKind, User, Visit
from planner.rules.permissions import Permission, may
from planner.rules.users import hash_token

TOMBSTONE_RETENTION = dt.timedelta(days=30)
DAY = dt.timedelta(days=1)
FETCH_NOTE_INTERVAL = dt.timedelta(minutes=5)
CALENDAR_PROGRAMS = (  # what stands in a User-Agent, and whose it is; the first that fits
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
    ("ios/", "iPhone, iPad"),
    ("macos", "Mac"),
    ("dataaccessd", "Apple"),
    ("calendaragent", "Mac"),
    ("mozilla", "Browser"),
)


class FeedState(enum.Enum):
    """What the address of a feed answers."""

    SERVES = "the programme"
    WIPES = "one neutral event"
    ENDED = "that it has ended"


def new_feed(
    kind: FeedKind,
    subject: Mapping[str, int],
    label: str,
    language: str,
    user: User,
    now: dt.datetime,
) -> tuple[Feed, str]:
    """Return a feed and the token that opens it, which is stored nowhere (S01).

    The subject is {"visit_id": 1}, with "person_id" if it is about a person at the visit,
    {"venue_id": 2} or {"user_id": 3}.
    """
    token = secrets.token_urlsafe(32)
    feed = Feed(
        kind=kind,
        **subject,
        label=label,
        language=language,
        token_hash=hash_token(token),
        token_end=token[-4:],
        made_by_id=user.id,
        made_at=now,
    )
    return feed, token


def subject_of(feed: Feed) -> dict[str, int]:
    """Return the ids of what a feed is about, as new_feed takes them."""
    ids = {name: getattr(feed, name) for name in ("visit_id", "person_id", "venue_id", "user_id")}
    return {name: number for name, number in ids.items() if number is not None}


def replace_token(feed: Feed, user: User, now: dt.datetime, days: int) -> tuple[Feed, str]:
    """Return a feed with a new token; devices with the old one are emptied (S02)."""
    end_and_wipe(feed, now, days)
    return new_feed(feed.kind, subject_of(feed), feed.label, feed.language, user, now)


def end_at_once(feed: Feed, now: dt.datetime) -> None:
    """End a feed at once; devices keep what they have."""
    feed.revoked_at = feed.revoked_at or now


def end_and_wipe(feed: Feed, now: dt.datetime, days: int) -> None:
    """End a feed so that devices lose what they have, for clients keep everything on 404 (S08)."""
    end_at_once(feed, now)
    feed.wiped_until = now + dt.timedelta(days=days)


def state_of(
    feed: Feed,
    now: dt.datetime,
    settings: Mapping[str, int],
    *,
    is_internal: bool,
    is_hidden: bool = False,
) -> tuple[FeedState, dt.datetime | None]:
    """Return what the address of a feed answers, and until when if nothing else changes.

    `is_internal`: the feed is of a kind with internal events; `is_hidden`: whoever made it must
    not learn of its visit.
    Rights are looked at each time, not when the address was made (S07). Whatever ends a feed
    empties devices first, for they keep what they have on 410; only who says "end" means it.
    """
    since = over_since(feed, settings)
    if feed.revoked_at:
        return state_when_ended(feed.wiped_until, now)
    if since and since <= now:
        return state_when_ended(since + dt.timedelta(days=settings["FEED_WIPE_DAYS"]), now)
    trusted = has_right(feed, is_internal=is_internal) and not is_hidden
    return (FeedState.SERVES if trusted else FeedState.WIPES), since


def state_when_ended(
    until: dt.datetime | None, now: dt.datetime
) -> tuple[FeedState, dt.datetime | None]:
    """Return what the address of a feed that has ended answers, and until when."""
    return (FeedState.WIPES, until) if until and now < until else (FeedState.ENDED, None)


def over_since(feed: Feed, settings: Mapping[str, int]) -> dt.datetime | None:
    """Return when the feed of a visit ends: deleted with it, or some days after it (S09)."""
    if feed.visit is None:
        return None
    return feed.visit.deleted_at or expires_at(feed.visit, settings["FEED_DAYS_AFTER_VISIT"])


def expires_at(visit: Visit, days: int) -> dt.datetime:
    """Return when the feeds of a visit end, some days after it (S09)."""
    return day_start(visit.last_day + dt.timedelta(days=days + 1), visit.zone)


def has_right(feed: Feed, *, is_internal: bool) -> bool:
    """Tell whether the office still has a feed's person, and trusts its user with all events."""
    if feed.person and feed.person.deleted_at:
        return False
    if not is_internal:
        return True
    user = feed.user or feed.made_by
    return bool(user and user.active and may(user, Permission.READ_VISITS))


def eyes_of(feed: Feed) -> int | None:
    """Return the id of the user with whose eyes a feed is read; None: with nobody's.

    It tells of a confidential visit what its maker may read, as long as he or she may read visits;
    that of another user tells nothing of it.
    """
    maker = feed.made_by
    if maker is None or not maker.active or not may(maker, Permission.READ_VISITS):
        return None
    return maker.id if feed.user_id in {None, maker.id} else None


def withdrawn_since(feed: Feed, now: dt.datetime, settings: Mapping[str, int]) -> dt.datetime:
    """Return when a feed was withdrawn; where nobody knows, when it was made."""
    since = feed.revoked_at or over_since(feed, settings)
    return since if since and since <= now else feed.made_at


def contact_of(event: Event) -> User | None:
    """Return whom of the office drivers and interpreters may call."""
    return event.responsible or (event.visit.in_charge if event.visit else None)


def leaves_on(starts: dt.datetime, ends: dt.datetime, *, is_off: bool, past_days: int) -> dt.date:
    """Return the day, in UTC, on which an event leaves its feeds (R04, R05).

    A cancelled event leaves 30 days past its start. The edge of the past moves at midnight only, so
    that a feed changes once a day (R07).
    """
    last = starts + TOMBSTONE_RETENTION if is_off else ends + dt.timedelta(days=past_days)
    return last.date() + DAY


def calendar_program(agent: str) -> str:
    """Return the calendar program of a User-Agent, as its users call it."""
    known = (name for sign, name in CALENDAR_PROGRAMS if sign in agent.lower())
    return next(known, agent.partition("/")[0].strip()[:40])


def is_worth_noting(last_fetched_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether a fetch is to be written down: every five minutes at most."""
    return last_fetched_at is None or now - last_fetched_at >= FETCH_NOTE_INTERVAL
