"""Tables of the external road: BKN's technical approvals with their rows, and where a file stands in SIASN."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain import Direction, PertekVerdict

NAME = 300


class PertekLetter(Base):
    """A technical approval (pertek) as it came: one letter about one or many persons."""

    __tablename__ = "pertek_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(NAME), unique=True)
    letter_on: Mapped[date]
    issued_by: Mapped[str] = mapped_column(String(NAME))
    valid_until: Mapped[date | None]
    """Last day on which a decree may rest on it; None: the letter names none."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class PertekRow(Base):
    """What a letter says about one person, word for word; never changed: a corrected row is a later one."""

    __tablename__ = "pertek_rows"
    __table_args__ = (Index("ix_pertek_rows_transfer", "transfer_id"), Index("ix_pertek_rows_letter", "letter_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("pertek_letters.id"))
    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("transfers.id"))
    """The transfer that waited for it; None while there is none."""
    nip: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(NAME))
    rank: Mapped[str] = mapped_column(String(NAME), default="")
    from_post: Mapped[str] = mapped_column(String(NAME), default="")
    from_unit: Mapped[str] = mapped_column(String(NAME), default="")
    to_post: Mapped[str] = mapped_column(String(NAME), default="")
    to_unit: Mapped[str] = mapped_column(String(NAME), default="")
    effective_on: Mapped[date | None]
    verdict: Mapped[PertekVerdict] = mapped_column(text_enum(PertekVerdict))
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class MatchWeight(Base):
    """A dated row of the office: what a difference between pertek and decree in one field does."""

    __tablename__ = "match_weights"

    id: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(32))
    weight: Mapped[str] = mapped_column(String(16))
    from_on: Mapped[date]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class SiasnStatus(Base):
    """A code of SIASN that the office added or reworded."""

    __tablename__ = "siasn_statuses"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    words: Mapped[str] = mapped_column(String(NAME))
    meaning: Mapped[str] = mapped_column(String(16))
    """One of ``external.Meaning``."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class SiasnMark(Base):
    """Where a file stood in SIASN on a day, as somebody noted it there."""

    __tablename__ = "siasn_marks"
    __table_args__ = (Index("ix_siasn_marks_transfer", "transfer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    code: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(NAME))
    """The words of the code on that day; a code that is reworded later changes no history."""
    seen_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Crossing(Base):
    """The other government of a move out of this one or into it, and what the authority above both decided."""

    __tablename__ = "crossings"

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    direction: Mapped[Direction] = mapped_column(text_enum(Direction))
    government: Mapped[str] = mapped_column(String(NAME))
    unit: Mapped[str] = mapped_column(String(NAME), default="")
    post: Mapped[str] = mapped_column(String(NAME), default="")
    authority: Mapped[str] = mapped_column(String(NAME), default="")
    """Who decided: the Governor, the Minister of Home Affairs, the Head of BKN."""
    number: Mapped[str] = mapped_column(String(NAME), default="")
    decided_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    """First day in the new place."""
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("papers.id"))
    left_at: Mapped[datetime | None]
    """When the person was taken out of the old place, on a way out."""


class Package(Base):
    """A bundle of files for I-MUT that somebody asked for; made by a worker, fetched by who asked."""

    __tablename__ = "packages"
    __table_args__ = (Index("ix_packages_account", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    transfer_ids: Mapped[list[Any]]
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    file_key: Mapped[str] = mapped_column(String(NAME), default="")
    """Empty while it is being made, and when no transfer was fit for it."""
    size_bytes: Mapped[int | None]
    refusals: Mapped[dict[str, Any]]
    """Why a transfer is left out: sentences by its number."""
