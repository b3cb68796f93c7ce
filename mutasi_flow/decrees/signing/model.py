"""Tables of signing runs. No secret is ever in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.decrees.signing.domain import Outcome, RunState
from mutasi_flow.letters.domain import SigningMethod


class SigningRun(Base):
    """Letters that one official signs with one passphrase; an account has one open run at a time."""

    __tablename__ = "signing_runs"
    __table_args__ = (
        Index(
            "ix_signing_runs_open",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    method: Mapped[SigningMethod] = mapped_column(text_enum(SigningMethod))
    state: Mapped[RunState] = mapped_column(text_enum(RunState), default=RunState.ASKING)
    reason: Mapped[str] = mapped_column(default="")
    """Why it asks again, or ended early."""
    refusals: Mapped[int] = mapped_column(default=0)
    """How often the passphrase was wrong."""
    holder: Mapped[str] = mapped_column(String(32), default="")
    """Name that the process which signs gave itself; only this one may go on."""
    beat_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class SigningRunLetter(Base):
    """One letter of a run, and what became of it; no letter waits in two runs."""

    __tablename__ = "signing_run_letters"
    __table_args__ = (
        UniqueConstraint("run_id", "letter_id"),
        Index(
            "ix_signing_run_letters_waiting",
            "letter_id",
            unique=True,
            sqlite_where=text("outcome = 'waiting'"),
            postgresql_where=text("outcome = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("signing_runs.id"))
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"))
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome), default=Outcome.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]


class SigningRefusal(Base):
    """A passphrase that was wrong; counted for signer and credential over all runs, for services lock people out."""

    __tablename__ = "signing_refusals"
    __table_args__ = (Index("ix_signing_refusals_counted", "account_id", "credential", "refused_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("signing_runs.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    credential: Mapped[str] = mapped_column(String(32))
    """Which file, token or account at a service, by a digest."""
    refused_at: Mapped[datetime]
