"""Tables of objections: what was filed and how it was ruled on, and the terms for both."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain import Ground, ObjectedTo, Ruling, UnruledEffect

NAME = 300


class Objection(Base):
    """The employee's objection to the decree, rejection or revocation of a transfer, and how it was ruled on."""

    __tablename__ = "objections"
    __table_args__ = (UniqueConstraint("transfer_id", "against"), Index("ix_objections_open", "ruling", "rule_until"))

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    against: Mapped[ObjectedTo] = mapped_column(text_enum(ObjectedTo))
    decided_on: Mapped[date]
    """Day of the decision objected to; the term to object runs from it."""
    ground: Mapped[Ground] = mapped_column(text_enum(Ground))
    reason: Mapped[str]
    letter: Mapped[str] = mapped_column(String(NAME), default="")
    """Number of the letter, when it came on paper and was recorded by the office."""
    filed_on: Mapped[date]
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    regime: Mapped[str] = mapped_column(String(NAME))
    """The rule whose terms count here, as it stood on the day of the decision."""
    file_until: Mapped[date]
    rule_until: Mapped[date]
    unruled: Mapped[UnruledEffect] = mapped_column(text_enum(UnruledEffect))
    lapsed_at: Mapped[datetime | None]
    """When it was recorded that the term to rule passed."""
    ruling: Mapped[Ruling | None] = mapped_column(text_enum(Ruling))
    ruling_reason: Mapped[str] = mapped_column(default="")
    ruled_at: Mapped[datetime | None]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    changes: Mapped[dict[str, object]]
    """What an amended decree shall say: ``start``, the first day in the new post; keys and name of another destination."""
    carried_out_at: Mapped[datetime | None]


class ObjectionTerm(Base):
    """A dated row of the office: within which terms an objection is filed and ruled on."""

    __tablename__ = "objection_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    regime: Mapped[str] = mapped_column(String(NAME))
    file_days: Mapped[int]
    file_in_working_days: Mapped[bool]
    rule_days: Mapped[int]
    rule_in_working_days: Mapped[bool]
    unruled: Mapped[UnruledEffect] = mapped_column(text_enum(UnruledEffect))
    source: Mapped[str] = mapped_column(String(NAME))
    from_on: Mapped[date]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
