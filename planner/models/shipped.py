"""What came with the planner, by keys that outlive it: what was deleted never comes again."""

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base

if TYPE_CHECKING:
    from planner.models.people import Office
    from planner.models.precedence import Scheme


class ShippedKey(Base):
    """The key of something that has come with the planner, and the row that it is, if not gone."""

    __tablename__ = "shipped_key"
    __table_args__ = (
        CheckConstraint("office_id IS NULL OR scheme_id IS NULL", name="of_one_thing"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)  # "office/mayor", "scheme/reception"
    office_id: Mapped[int | None] = mapped_column(
        ForeignKey("office.id", ondelete="SET NULL"), unique=True
    )
    scheme_id: Mapped[int | None] = mapped_column(
        ForeignKey("scheme.id", ondelete="SET NULL"), unique=True
    )

    office: Mapped["Office | None"] = relationship()
    scheme: Mapped["Scheme | None"] = relationship()
