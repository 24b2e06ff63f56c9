"""What a withdrawn feed serves for a while: one neutral event, so that devices drop the rest."""

import datetime as dt
import hashlib
import uuid

from planner.feeds.events import Entry
from planner.feeds.lines import block, text, utc
from planner.languages import Message, translate

NAME = Message("Withdrawn calendar")
TITLE = Message("This calendar link was withdrawn")


def withdrawn(feed, since):
    """Return the one entry of a feed that empties devices; it says nothing of what was (S08)."""
    day = since.date()
    digest = hashlib.sha256(b"withdrawn " + feed.token_hash.encode()).digest()
    uid = str(uuid.UUID(bytes=digest[:16], version=4))
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{utc(since)}",
        f"LAST-MODIFIED:{utc(since)}",
        "SEQUENCE:0",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{text(translate(TITLE, feed.language))}",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    return Entry(since, uid, frozenset(), (day.year, day.year), block(lines))
