"""A file that asks for an earlier decree to be revoked, and which one."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base


class Revocation(Base):
    """The transfer whose decree another file asks to revoke."""

    __tablename__ = "revocations"
    __table_args__ = (Index("ix_revocations_revoked", "revoked_id"),)

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    revoked_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
