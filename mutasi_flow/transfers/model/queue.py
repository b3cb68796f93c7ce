"""Tables of the office's queue and clocks: views, bulk acts, recounts, stays."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain import BulkOutcome


class SavedView(Base):
    """A filter of the queue under a name: one verifier's own, or shared with all who verify."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(64))
    is_shared: Mapped[bool]
    params: Mapped[dict[str, Any]]
    """Words of the filter, as they stand in the address; never a name or a number that was searched for."""
    created_at: Mapped[datetime]


class PreferredView(Base):
    """The view with which an account's queue opens."""

    __tablename__ = "preferred_views"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_views.id"))


class Stay(Base):
    """How long a transfer was in a state: made from the trail by a sweep, for reports."""

    __tablename__ = "stays"
    __table_args__ = (Index("ix_stays_transfer", "transfer_id", "entry_id"), Index("ix_stays_left", "left_at"))

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Entry of the trail with which the transfer left the state."""
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    state: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Unit that the employee leaves."""
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime]


class StayMark(Base):
    """How far the sweep has read the trail; one row."""

    __tablename__ = "stay_marks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int]


class Recount(Base):
    """A declared act: open deadlines are counted again with the calendar of this mark."""

    __tablename__ = "recounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    calendar: Mapped[str] = mapped_column(String(16))
    declared_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    moved: Mapped[int] = mapped_column(default=0)
    """Deadlines that moved."""
    is_stale: Mapped[bool] = mapped_column(default=False)
    """The calendar changed again before it was done; nothing more is moved by it."""


class BulkRun(Base):
    """One press on many transfers: the action and what comes with it."""

    __tablename__ = "bulk_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    action: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(default="")
    until: Mapped[date | None]
    created_at: Mapped[datetime]


class BulkItem(Base):
    """One transfer of a bulk act: the version that was seen, what became of it, and how it was before."""

    __tablename__ = "bulk_items"
    __table_args__ = (UniqueConstraint("run_id", "transfer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("bulk_runs.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    version: Mapped[int]
    outcome: Mapped[BulkOutcome] = mapped_column(text_enum(BulkOutcome), default=BulkOutcome.WAITING)
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Sentences that say why it was refused, or what changed."""
    version_after: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
