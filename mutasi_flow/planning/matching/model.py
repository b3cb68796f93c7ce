"""Tables of matching: what jabatan require, how parts of a score weigh, for what people are ready, who rotates when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import NAME
from mutasi_flow.planning.matching.domain import AskKind, Part
from mutasi_flow.planning.matching.domain.readiness import LONGEST_NOTE


class JabatanRequirement(Base):
    """One thing that a jabatan requires, from–to; ``to_on`` is the last day."""

    __tablename__ = "jabatan_requirements"

    id: Mapped[int] = mapped_column(primary_key=True)
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"), index=True)
    kind: Mapped[AskKind] = mapped_column(text_enum(AskKind))
    subject: Mapped[str] = mapped_column(String(NAME), default="")
    amount: Mapped[int | None]
    """Level of a competence, years, or the SIASN code of a level of education or rank."""
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]


class MatchingWeight(Base):
    """How much a part of the score counts from a day on; the latest day that has come holds."""

    __tablename__ = "matching_weights"
    __table_args__ = (Index("uq_matching_weights_from_part", "from_on", "part", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[Part] = mapped_column(text_enum(Part))
    weight: Mapped[int]
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]


class DeclaredReadiness(Base):
    """For what somebody declared to be ready; never deleted: one that is taken back says when."""

    __tablename__ = "declared_readiness"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    field: Mapped[str] = mapped_column(String(NAME), default="")
    """Field of work; empty: any."""
    kind: Mapped[JabatanKind | None] = mapped_column(text_enum(JabatanKind))
    district: Mapped[str] = mapped_column(String(NAME), default="")
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    from_on: Mapped[date]
    to_on: Mapped[date]
    """Last day on which it counts."""
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RotationTerm(Base):
    """How long holders of a jabatan stay in one post at most, as one of a named group, from–to; goes before the rule."""

    __tablename__ = "rotation_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME))
    """Of the group."""
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"), index=True)
    years: Mapped[int]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]


class CriticalPost(Base):
    """A post whose holders do not rotate, and why, from–to; a plan leaves them where they are."""

    __tablename__ = "critical_posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    reason: Mapped[str] = mapped_column(String(NAME))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]
