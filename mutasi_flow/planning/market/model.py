"""Tables of exchange rounds: the round, who takes part with which choices, corrections, and the outcome per post."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.people.model import CODE
from mutasi_flow.planning.market.domain import EntryState, Floor, Manner, Part, RoundState, Verdict

ROUND_NAME = 120
LONGEST_REQUEST = 1_000
_IS_UNANSWERED = text("answered_at IS NULL")


class ExchangeRound(Base):
    """One round; its rules are public before anybody joins and stand from its opening."""

    __tablename__ = "exchange_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(ROUND_NAME))
    state: Mapped[RoundState] = mapped_column(text_enum(RoundState), default=RoundState.PLANNED)
    version: Mapped[int] = mapped_column(default=1)
    manner: Mapped[Manner] = mapped_column(text_enum(Manner))
    floor: Mapped[Floor] = mapped_column(text_enum(Floor))
    kinds: Mapped[list[Any]]
    """Kinds of jabatan whose holders may take part."""
    jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    """Only this jabatan; None: all of the kinds."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Only below this unit; None: the whole office."""
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    corrects_until: Mapped[date]
    effective_on: Mapped[date]
    seed: Mapped[str] = mapped_column(String(CODE))
    """Of the public draw, announced before the round opens."""
    weights: Mapped[dict[str, object]]
    """Points per unit of each part."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    input_key: Mapped[str | None] = mapped_column(String(CODE * 2))
    """Stored file of the frozen input."""
    found: Mapped[dict[str, object]] = mapped_column(default=dict)
    """What the calculation said, as ``exchange.json`` has it."""
    solved_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")
    """Why it could not be calculated."""
    verified_at: Mapped[datetime | None]
    """When it was last calculated again from the frozen input with the same outcome."""
    published_at: Mapped[datetime | None]


class ExchangeEntry(Base):
    """One person in one round."""

    __tablename__ = "exchange_entries"
    __table_args__ = (UniqueConstraint("round_id", "employee_id"), Index("ix_exchange_entries_employee", "employee_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("exchange_rounds.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    state: Mapped[EntryState] = mapped_column(text_enum(EntryState), default=EntryState.JOINED)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    """Where the person was on joining; whoever is elsewhere when it is calculated is out."""
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    parts: Mapped[dict[str, object]] = mapped_column(default=dict)
    """Amount of each part of the points, None where not known; empty before the points are shown."""
    points: Mapped[int | None]
    out_because: Mapped[str] = mapped_column(default="")
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    to_jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    rank: Mapped[int | None]
    """Which of the own choices was granted."""
    chain: Mapped[int | None]
    """Number of the swap, cycle or chain."""
    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("transfers.id"))
    transfer_note: Mapped[str] = mapped_column(default="")
    """Why no transfer was opened."""


class ExchangeChoice(Base):
    """One post that somebody would go to, as frozen at the closing."""

    __tablename__ = "exchange_choices"

    entry_id: Mapped[int] = mapped_column(ForeignKey("exchange_entries.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    verdict: Mapped[Verdict | None] = mapped_column(text_enum(Verdict))
    rule: Mapped[str] = mapped_column(String(CODE), default="")


class ExchangeCorrection(Base):
    """What somebody says about the own points, and the answer in writing."""

    __tablename__ = "exchange_corrections"
    __table_args__ = (
        Index(
            "uq_exchange_corrections_one_open",
            "entry_id",
            unique=True,
            sqlite_where=_IS_UNANSWERED,
            postgresql_where=_IS_UNANSWERED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("exchange_entries.id"), index=True)
    part: Mapped[Part] = mapped_column(text_enum(Part))
    request: Mapped[str] = mapped_column(String(LONGEST_REQUEST))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(LONGEST_REQUEST), default="")
    amount: Mapped[int | None]
    """The amount of the part after it, when it was changed."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class ExchangeSeat(Base):
    """What a round was for one post that somebody wished for."""

    __tablename__ = "exchange_seats"

    round_id: Mapped[int] = mapped_column(ForeignKey("exchange_rounds.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"), primary_key=True)
    seats: Mapped[int]
    """Open, or opening when everybody left who wants to."""
    applicants: Mapped[int]
    first_choices: Mapped[int]
    placed: Mapped[int]
    fewest_points: Mapped[int | None]
    """With which somebody came in."""
