"""Feeds: secret addresses that calendar programs subscribe to."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.clock import utc_now
from planner.db import Base, UtcDateTime

if TYPE_CHECKING:
    from planner.models.users import User
    from planner.models.visits import Visit


class Feed(Base):
    """A calendar of a visit in one language; only the hash of its secret token is kept."""

    __tablename__ = "feed"
    __table_args__ = (CheckConstraint("language IN ('de', 'en')", name="language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    label: Mapped[str]  # of the holder: "Handy", "Outlook"
    language: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256
    token_end: Mapped[str]  # the last four characters
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    wiped_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # see rules.feeds.wipe
    last_fetched_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    last_agent: Mapped[str] = mapped_column(default="")  # the program that fetched it

    visit: Mapped["Visit"] = relationship()
    made_by: Mapped["User | None"] = relationship()
