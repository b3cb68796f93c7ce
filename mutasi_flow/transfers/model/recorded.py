"""Table of what officials did on paper."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain import PaperVerdict, RecordedAct

NAME = 300


class PaperAct(Base):
    """An opinion or decision made on paper, as a clerk recorded it; nothing counts before a second person confirmed."""

    __tablename__ = "paper_acts"
    __table_args__ = (Index("ix_paper_acts_transfer", "transfer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    act: Mapped[RecordedAct] = mapped_column(text_enum(RecordedAct))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    """The opinion's task."""
    official_account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """Who decided."""
    official: Mapped[str] = mapped_column(String(NAME))
    capacity: Mapped[str] = mapped_column(String(NAME))
    stance: Mapped[str] = mapped_column(String(32), default="")
    reason: Mapped[str] = mapped_column(default="")
    letter_number: Mapped[str] = mapped_column(String(NAME))
    letter_on: Mapped[date]
    media_type: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[str] = mapped_column(String(NAME))
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]
    verdict: Mapped[PaperVerdict] = mapped_column(text_enum(PaperVerdict), default=PaperVerdict.WAITING)
    verdict_reason: Mapped[str] = mapped_column(default="")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    judged_at: Mapped[datetime | None]
