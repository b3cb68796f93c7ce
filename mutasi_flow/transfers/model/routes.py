"""The table of routes that the office publishes."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base


class RouteVersion(Base):
    """A version of a route that the office published; its content never changes, its last day may be set."""

    __tablename__ = "route_versions"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(48))
    version: Mapped[int]
    content: Mapped[dict[str, object]]
    """The route as plain values (``routes.writing``)."""
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    published_at: Mapped[datetime]
