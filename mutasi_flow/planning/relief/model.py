"""Tables of help for a while: what a unit asks for, who helps by which transfer, and what the heads say at the end."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.planning.relief.domain import LONGEST_REASON, Outcome, RequestState, Side


class ReliefRequest(Base):
    """A unit asks for help at one post, from–to, with the figures that stood behind it on the day."""

    __tablename__ = "relief_requests"
    __table_args__ = (Index("ix_relief_requests_unit", "unit_id", "jabatan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    persons: Mapped[int]
    share: Mapped[int]
    """Per cent of the working time of each."""
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    evidence: Mapped[dict[str, object]]
    """Need, staff, months and surges as they were, frozen."""
    state: Mapped[RequestState] = mapped_column(text_enum(RequestState), default=RequestState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    ended_because: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")


class ReliefHelper(Base):
    """One transfer by which somebody helps."""

    __tablename__ = "relief_helpers"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("relief_requests.id"), index=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), unique=True)
    before: Mapped[dict[str, object]]
    """Need and staff of both posts when the person was chosen."""
    wanted_until: Mapped[date | None]
    """Another last day that the helped unit asks for."""
    wanted_because: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    """When both heads were asked what came of it."""


class ReliefReview(Base):
    """What the head of one side says about the help of one person."""

    __tablename__ = "relief_reviews"
    __table_args__ = (UniqueConstraint("helper_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("relief_helpers.id"))
    side: Mapped[Side] = mapped_column(text_enum(Side))
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome))
    words: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    after: Mapped[dict[str, object]]
    """Need and staff of the post of this side when it was said."""
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime]
