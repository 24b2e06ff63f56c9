"""Jobs: long work that a process of its own does, while its owner can do something else."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base, UtcDateTime, choice

if TYPE_CHECKING:
    from planner.models.users import User
    from planner.models.visits import Visit


class JobKind(enum.StrEnum):
    """What is done."""

    FOLDER = "folder"  # all papers of a visit


class JobState(enum.StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"  # its process is gone: the server was started anew


class Job(Base):
    """Long work that somebody has asked for."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = choice(JobKind)
    arguments: Mapped[dict] = mapped_column(JSON)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[JobState] = choice(JobState, JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    heartbeat: Mapped[dt.datetime] = mapped_column(UtcDateTime)  # the last sign of life

    user: Mapped["User"] = relationship()
    visit: Mapped["Visit | None"] = relationship()
