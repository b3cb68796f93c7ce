"""The table of wishes."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base
from mutasi_flow.people.model import NAME
from mutasi_flow.planning.wishes.domain import LONGEST_INTEREST

_IS_KEPT = text("withdrawn_at IS NULL")


class Wish(Base):
    """One wish of one employee; never deleted: one that is taken back says when."""

    __tablename__ = "wishes"
    __table_args__ = (
        Index(
            "ix_wishes_kept",
            "employee_id",
            "rank",
            sqlite_where=_IS_KEPT,
            postgresql_where=_IS_KEPT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    rank: Mapped[int]
    """From 1, the dearest; among those that are kept."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    """None: the jabatan that the person has."""
    district: Mapped[str] = mapped_column(String(NAME), default="")
    interest: Mapped[str] = mapped_column(String(LONGEST_INTEREST), default="")
    """The work that is wished, in the person's own words."""
    from_on: Mapped[date]
    to_on: Mapped[date]
    """Last day on which it counts."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
