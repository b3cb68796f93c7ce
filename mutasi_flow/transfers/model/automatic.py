"""The table of steps that are taken by the clock."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain.automatic import Occasion

NAME = 300


class AutomaticStep(Base):
    """A dated row of the office: after how many working days a step is taken by itself, or no longer."""

    __tablename__ = "automatic_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[Occasion] = mapped_column(text_enum(Occasion))
    days: Mapped[int]
    is_off: Mapped[bool]
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(NAME))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
