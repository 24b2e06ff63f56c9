"""What a withdrawn feed serves for a while: one neutral event, so that devices drop the rest."""

import datetime as dt
import hashlib
import uuid

from planner.feeds.components import VEvent, component, day, text, word
from planner.feeds.events import EventComponent, identity
from planner.languages import Message, translate
from planner.models import Feed

NAME = Message("Withdrawn calendar")
TITLE = Message("This calendar link was withdrawn")


def withdrawal_component(feed: Feed, since: dt.datetime) -> EventComponent:
    """Return the one entry of a withdrawn feed; it says nothing of former events (S08)."""
    first = since.date()
    digest = hashlib.sha256(b"withdrawn " + feed.token_hash.encode()).digest()
    uid = str(uuid.UUID(bytes=digest[:16], version=4))
    properties = identity(uid, 0, since) | {
        "DTSTART": day(first),
        "DTEND": day(first + dt.timedelta(days=1)),
        "SUMMARY": text(translate(TITLE, feed.language)),
        "STATUS": word("CONFIRMED"),
        "TRANSP": word("TRANSPARENT"),
    }
    serialised = component(VEvent, properties).to_ical()
    return EventComponent(since, uid, frozenset(), (first.year, first.year), serialised)
