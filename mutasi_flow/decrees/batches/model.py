"""Tables of batches of decrees: the batch, its rows, and what was bound together for printing and handing out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.decrees.batches.domain import BatchState, DecreeForm, RowState

BATCH_NAME = 120
_IS_OPEN = text("is_open")


class DecreeBatch(Base):
    """Approved transfers whose decrees are issued together, on the press of one signer."""

    __tablename__ = "decree_batches"
    __table_args__ = (Index("ix_decree_batches_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(BATCH_NAME))
    state: Mapped[BatchState] = mapped_column(text_enum(BatchState), default=BatchState.DRAFT)
    form: Mapped[DecreeForm] = mapped_column(
        text_enum(DecreeForm), default=DecreeForm.INDIVIDUAL, server_default=DecreeForm.INDIVIDUAL.value
    )
    signer_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    """Account of the official on whose press the decrees are issued."""
    effective_on: Mapped[date | None]
    """First day of all placements; None: as each transfer says."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every change; a page opened before is told so."""
    edition: Mapped[int] = mapped_column(default=0)
    """How often it was pressed; rows that are added or read anew later belong to the next one."""
    turn: Mapped[int] = mapped_column(default=0)
    """Raised whenever work is begun or stopped; work of an earlier turn finds nothing to do."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    """When the present turn began."""
    stopped_because: Mapped[str] = mapped_column(default="")


class DecreeRow(Base):
    """One transfer of a batch."""

    __tablename__ = "decree_rows"
    __table_args__ = (
        UniqueConstraint("batch_id", "transfer_id"),
        Index("uq_decree_rows_one_open", "transfer_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_decree_rows_batch_state", "batch_id", "state", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("decree_batches.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Where the person works now and the letter is handed out."""
    place: Mapped[int]
    """Order of the numbers."""
    state: Mapped[RowState] = mapped_column(text_enum(RowState), default=RowState.WAITING)
    is_open: Mapped[bool] = mapped_column(default=True)
    """Whether the decree is still to come from this batch; a transfer waits in one batch at most."""
    seen_version: Mapped[int]
    """Version of the transfer as it was put in or read anew; a decree is issued for no other."""
    checked_version: Mapped[int | None]
    """Version of the transfer that was checked last."""
    checked_at: Mapped[datetime | None]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Sentences that say what stands in the way, or why it left."""
    edition: Mapped[int] = mapped_column(default=1)
    """With which press it is, or was, decreed."""
    turn: Mapped[int] = mapped_column(default=0)
    portion: Mapped[int] = mapped_column(default=0)
    """In which piece of work of which turn it is done."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    fault: Mapped[str] = mapped_column(default="")
    """Why the letter could not be printed."""


class DecreeBundle(Base):
    """The letters of one unit bound together: a ZIP, or one PDF to print."""

    __tablename__ = "decree_bundles"
    __table_args__ = (UniqueConstraint("batch_id", "unit_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("decree_batches.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(8))
    """``zip`` or ``print``."""
    holds: Mapped[str] = mapped_column(String(64))
    """Digest of the digests of its letters: another one, and it is made anew."""
    letters: Mapped[int]
    file_key: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int]
    made_at: Mapped[datetime]
