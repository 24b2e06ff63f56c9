"""Jobs: work in the background, stored with whatever was saved when it was ordered."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.visits import Visit


class JobState(enum.StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """Work that somebody has ordered, or that comes back after a time."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # a name of the catalogue; another one fails alone, when its turn comes
    arguments: Mapped[str] = mapped_column(Text)  # JSON, which is read when the job runs
    key: Mapped[str | None] = mapped_column(unique=True)  # of equal orders one waits
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)  # its owner
    state: Mapped[JobState] = enum_column(JobState, JobState.WAITING, index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # None: as soon as can be
    attempts: Mapped[int] = mapped_column(default=0)  # those that have begun
    claim: Mapped[str | None]  # of the attempt that runs, or that was the last; nobody guesses it
    beat: Mapped[int] = mapped_column(default=0)  # rises while somebody works at it
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)  # the last one: a message as JSON

    visit: Mapped["Visit | None"] = relationship()
    user: Mapped["User | None"] = relationship()
