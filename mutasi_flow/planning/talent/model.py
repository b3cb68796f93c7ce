"""Tables of the talent view: names and advice of boxes, and thresholds; dated rows with their source."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.people.domain import AssessmentAxis
from mutasi_flow.people.model import NAME

ADVICE = 500


class TalentBox(Base):
    """What a box is called and what is done for who is in it, from a day on; the latest day that has come holds."""

    __tablename__ = "talent_boxes"
    __table_args__ = (UniqueConstraint("number", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    """1 to 9."""
    name: Mapped[str] = mapped_column(String(NAME))
    advice: Mapped[str] = mapped_column(String(ADVICE))
    is_pool: Mapped[bool]
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]


class TalentThreshold(Base):
    """From which score on an axis is middle and high, from a day on; the latest day that has come holds."""

    __tablename__ = "talent_thresholds"
    __table_args__ = (UniqueConstraint("axis", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    axis: Mapped[AssessmentAxis] = mapped_column(text_enum(AssessmentAxis))
    middle_from: Mapped[int]
    high_from: Mapped[int]
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]
