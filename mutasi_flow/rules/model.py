"""Tables of the rules: the office's own versions, test cases and freeze windows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base

NAME = 300
CODE = 32


class StoredVersion(Base):
    """A version of a rule that the office published; never changed afterwards."""

    __tablename__ = "rule_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE))
    level: Mapped[str] = mapped_column(String(CODE))
    """Empty = switched off."""
    message: Mapped[str] = mapped_column(String(NAME))
    advice: Mapped[str] = mapped_column(String(NAME))
    source: Mapped[str] = mapped_column(String(NAME))
    scope: Mapped[dict[str, object]]
    """The figures of the rule by name."""
    permitted_by: Mapped[str] = mapped_column(String(CODE))
    """Who may exempt a transfer from it; empty = nobody."""
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class StoredWindow(Base):
    """A freeze window that the office added."""

    __tablename__ = "freeze_windows"

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(String(CODE))
    level: Mapped[str] = mapped_column(String(CODE))
    name: Mapped[str] = mapped_column(String(NAME))
    source: Mapped[str] = mapped_column(String(NAME))
    scope: Mapped[dict[str, object]]
    """Kinds of jabatan that are touched, acts that are stopped."""
    permitted_by: Mapped[str] = mapped_column(String(CODE))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class StoredCase(Base):
    """A test case of the office: what must come out of a rule before a version of it is published."""

    __tablename__ = "rule_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE), index=True)
    name: Mapped[str] = mapped_column(String(NAME))
    changes: Mapped[dict[str, Any]]
    """What differs from the ordinary case, by field; null = not on record."""
    expected: Mapped[str] = mapped_column(String(CODE))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
