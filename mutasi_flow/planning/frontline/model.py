"""Tables of the frontline: from when on who counts as experienced, and lesson hours that were shared out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.people.model import NAME
from mutasi_flow.planning.frontline.domain import Grade, SharingState, Staff


class ExperienceTerm(Base):
    """Who counts as experienced from a day on; the latest day that has come holds."""

    __tablename__ = "experience_terms"
    __table_args__ = (Index("uq_experience_terms_staff_from", "staff", "from_on", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff: Mapped[Staff] = mapped_column(text_enum(Staff))
    years: Mapped[int]
    """In service."""
    grade: Mapped[Grade] = mapped_column(text_enum(Grade))
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]


class LessonSharing(Base):
    """Lesson hours shared out once over the schools below a unit, under terms that somebody chose."""

    __tablename__ = "lesson_sharings"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """The top of the schools; None: the whole office."""
    day: Mapped[date]
    """Whose records it rests on."""
    full_load: Mapped[int]
    most_hours: Mapped[int]
    most_km: Mapped[int]
    most_schools: Mapped[int]
    group_hours: Mapped[int]
    """Hours that are never torn apart, because one class has them."""
    state: Mapped[SharingState] = mapped_column(text_enum(SharingState), default=SharingState.WAITING)
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Figures, aims with their bounds, one row per teacher, per share and per opening."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
