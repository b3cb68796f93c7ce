"""Tables of what one official reviews and decides together."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain import BatchOutcome, Choice

BATCH_NAME = 120
_IS_OPEN = text("is_open")


class Batch(Base):
    """Transfers put together for one deciding official, until each is decided or the batch is closed."""

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_closed", "closed_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(BATCH_NAME))
    decider_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    """Account of the official for whom it waits."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every decision that is kept and by every press; a page opened before is told so."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    pressed_at: Mapped[datetime | None]
    """When the kept decisions were last taken."""
    closed_at: Mapped[datetime | None]


class BatchItem(Base):
    """One transfer of a batch: what the official read and decided about it, and what became of that."""

    __tablename__ = "batch_items"
    __table_args__ = (
        UniqueConstraint("batch_id", "transfer_id"),
        Index("uq_batch_items_one_open", "transfer_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    is_open: Mapped[bool] = mapped_column(default=True)
    """Whether the transfer still waits in it; it waits in one batch at most."""
    choice: Mapped[Choice | None] = mapped_column(text_enum(Choice))
    reason: Mapped[str] = mapped_column(default="")
    weighed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How adverse opinions were weighed, by their keys."""
    seen_version: Mapped[int | None]
    """Version of the transfer that was read with the choice."""
    seen_flags: Mapped[list[Any]] = mapped_column(default=list)
    """What called for attention when the choice was made; whatever joins it must be read first."""
    outcome: Mapped[BatchOutcome | None] = mapped_column(text_enum(BatchOutcome))
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Sentences that say why it was refused, or what changed."""
