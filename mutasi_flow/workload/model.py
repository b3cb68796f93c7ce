"""Tables of need: periods of workload analysis and the tasks of each post in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.people.model import NAME
from mutasi_flow.workload.domain import Rounding

OUTPUT = 100


class NeedPeriod(Base):
    """One workload analysis (ABK) of the office: open while it is filled in, frozen from its closing on.

    The need of the posts comes from the closed period of the latest year.
    """

    __tablename__ = "need_periods"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME), unique=True)
    year: Mapped[int]
    """The year whose volumes are counted."""
    effective_minutes: Mapped[int]
    rounding: Mapped[Rounding] = mapped_column(text_enum(Rounding))
    source: Mapped[str] = mapped_column(String(NAME), default="")
    """The decree or guideline behind it."""
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]


class NeedTask(Base):
    """One task of a post in a period: how often a year, and how long one time takes."""

    __tablename__ = "need_tasks"
    __table_args__ = (UniqueConstraint("period_id", "unit_id", "jabatan_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("need_periods.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    name: Mapped[str] = mapped_column(String(NAME))
    output: Mapped[str] = mapped_column(String(OUTPUT), default="")
    """What is counted: letters, patients, lessons …"""
    volume: Mapped[float]
    """Times a year."""
    minutes: Mapped[float]
    """Minutes for one time."""
    months: Mapped[list[Any]] = mapped_column(default=list)
    """Twelve volumes, January to December; null where a month is not counted; empty when none is."""
    note: Mapped[str] = mapped_column(String(NAME), default="")
