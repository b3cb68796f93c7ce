"""Tables of transfers that are decided together."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain.links import LinkKind

_IS_OPEN = text("is_open")


class Link(Base):
    """Transfers that are decided together or held together, until somebody dissolves the link."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(text_enum(LinkKind))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None]


class LinkMember(Base):
    """One transfer of a link; it belongs to one open link at most."""

    __tablename__ = "link_members"
    __table_args__ = (
        Index("uq_link_members_one_open", "transfer_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"), primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=True)
