"""Questions to the database about feeds that are over."""

import datetime as dt

from sqlalchemy import Select, and_, or_, select

from planner.models import Feed, Visit


def over_feeds(limit: dt.datetime, last_day: dt.date, most: int) -> Select[int]:
    """Select the ids of some feeds that have answered since before a moment that they have ended.

    `last_day` is that of the latest visits whose feeds have ended by themselves before it.
    """
    withdrawn = and_(
        Feed.revoked_at <= limit, or_(Feed.wiped_until.is_(None), Feed.wiped_until <= limit)
    )
    over = withdrawn | (Visit.last_day < last_day)
    return select(Feed.id).outerjoin(Feed.visit).where(over).order_by(Feed.id).limit(most)


def withdrawn_late(latest: dt.datetime) -> Select[Feed]:
    """Select the feeds that were withdrawn after a moment."""
    return select(Feed).where(Feed.revoked_at > latest)


def wiped_late(latest: dt.datetime) -> Select[Feed]:
    """Select the feeds that empty devices until after a moment."""
    return select(Feed).where(Feed.wiped_until > latest)
