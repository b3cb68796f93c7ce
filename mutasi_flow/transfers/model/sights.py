"""The table of who reads what of an opinion."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.visibility import Moment, Part, Reader

NAME = 300


class OpinionSight(Base):
    """A dated row of the office: from when on a kind of reader sees a part of a kind of opinion."""

    __tablename__ = "opinion_sights"

    id: Mapped[int] = mapped_column(primary_key=True)
    voice: Mapped[Voice] = mapped_column(text_enum(Voice))
    reader: Mapped[Reader] = mapped_column(text_enum(Reader))
    part: Mapped[Part] = mapped_column(text_enum(Part))
    moment: Mapped[Moment] = mapped_column(text_enum(Moment))
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(NAME), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
