"""Tables of minutes: which result was chosen, and what of it does not go on."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base

LONGEST_REASON, LONGEST_PLACE, LONGEST_REMARK = 500, 200, 200


class PlanMinutes(Base):
    """What was decided about a plan in one sitting; later minutes of the plan replace it."""

    __tablename__ = "plan_minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("plan_solutions.id"))
    """The result that was chosen."""
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    held_on: Mapped[date]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[datetime]


class LeftOut(Base):
    """A move of the chosen result that does not go on, and why."""

    __tablename__ = "plan_moves_left_out"

    minutes_id: Mapped[int] = mapped_column(ForeignKey("plan_minutes.id"), primary_key=True)
    move_id: Mapped[int] = mapped_column(ForeignKey("plan_moves.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
