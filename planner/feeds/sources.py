"""Sources of feeds: which events a feed has, for whom, and under which name."""

from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement

from planner.feeds.catalogue import BY_KIND
from planner.feeds.feed_readers import FeedReader
from planner.languages import Message, translate
from planner.models import Feed, Municipality
from planner.queries.feeds import feeds as queries
from planner.rules.feeds.feeds import eyes_of
from planner.rules.people.addressing.person_names import bare_name


class FeedSource(NamedTuple):
    """What a feed is made of."""

    snapshot_name: str  # under which its last snapshot is kept
    language: str
    reader: FeedReader
    title: str
    condition: ColumnElement[bool]  # on Event
    is_public: bool = False
    eyes: int | None = None  # of which user: of a confidential visit it tells what they may read


def highlights(language: str, municipality: Municipality | None = None) -> FeedSource:
    """Return the source of all highlights, or of those about one municipality."""
    office = current_app.config["OFFICE_NAME"]
    title = Message("%(office)s: Events & Highlights", office=office)
    if municipality:
        title = Message("%(office)s: %(city)s", office=office, city=municipality.name)
    return FeedSource(
        snapshot_name=highlights_snapshot_name(language)
        + (str(municipality.id) if municipality else ""),
        language=language,
        reader=FeedReader.PUBLIC,
        title=translate(title, language),
        condition=queries.is_public_highlight(municipality.id if municipality else None),
        is_public=True,
    )


def highlights_snapshot_name(language: str) -> str:
    """Return the name of the snapshot of all highlights; those of a municipality add its id."""
    return queries.HIGHLIGHTS_SNAPSHOT_PREFIX.format(language)


def of_feed(feed: Feed) -> FeedSource:
    """Return the source of a secret feed."""
    definition = BY_KIND[feed.kind]
    return FeedSource(
        snapshot_name=queries.FEED_SNAPSHOT_PREFIX + str(feed.id),
        language=feed.language,
        reader=definition.reader,
        title=title_of(feed),
        condition=definition.condition(feed),
        eyes=eyes_of(feed),
    )


def title_of(feed: Feed) -> str:
    """Return the name of a feed's calendar."""
    title = BY_KIND[feed.kind].title
    subject = subject_in_words(feed)
    if title is None:
        return subject
    return translate(Message(title.msgid, subject=subject), feed.language)


def subject_in_words(feed: Feed) -> str:
    """Return the name of the user, venue, visit or person that a feed is about."""
    if feed.user:
        return feed.user.name
    if feed.venue:
        return ", ".join(
            filter(None, (feed.venue.name.in_language(feed.language).text, feed.venue.room))
        )
    visit = feed.visit.title.in_language(feed.language).text if feed.visit else ""
    return f"{visit}: {bare_name(feed.person)}" if feed.person else visit
