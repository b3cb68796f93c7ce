"""Tables of presses by which moves become transfers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.planning.promotions.domain import ItemState


class PlanPromotion(Base):
    """One press by which moves of a solution become transfers."""

    __tablename__ = "plan_promotions"

    id: Mapped[int] = mapped_column(primary_key=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("plan_solutions.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    is_sent: Mapped[bool]
    """Whether the transfers are sent at once; otherwise they stay drafts of the planner."""
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PlanPromotionItem(Base):
    """One move of a press, and what came of it."""

    __tablename__ = "plan_promotion_items"
    __table_args__ = (UniqueConstraint("promotion_id", "move_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promotion_id: Mapped[int] = mapped_column(ForeignKey("plan_promotions.id"))
    move_id: Mapped[int] = mapped_column(ForeignKey("plan_moves.id"), index=True)
    state: Mapped[ItemState] = mapped_column(text_enum(ItemState), default=ItemState.WAITING)
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Sentences that say what came of it."""
