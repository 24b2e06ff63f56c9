"""Briefings: what is to be raised at an event, and what is to be avoided."""

import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import enum_column

if TYPE_CHECKING:
    from planner.models.events import Event


class PointKind(enum.StrEnum):
    """What to do with a point in a talk."""

    RAISE = "raise"
    AVOID = "avoid"


class TalkingPoint(Base):
    """A point that a talk at an event shall come to, or had better not (D-14). It is internal."""

    __tablename__ = "talking_point"
    __table_args__ = (
        CheckConstraint("position > 0", name="position_positive"),
        CheckConstraint("text <> ''", name="says_something"),
        UniqueConstraint("event_id", "kind", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[PointKind] = enum_column(PointKind)
    position: Mapped[int]  # from 1, among those of its kind
    text: Mapped[str]

    event: Mapped["Event"] = relationship(back_populates="talking_points")
