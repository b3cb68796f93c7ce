"""The table of what stands behind transfers that came of a plan."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base

NAME, DIGEST = 120, 64


class PlanEvidence(Base):
    """From which result of which plan a transfer came, in the words and figures of that day; never changed.

    Plans are a later subject: their keys stand here as plain numbers, for addresses.
    """

    __tablename__ = "plan_evidence"

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    plan_id: Mapped[int]
    solution_id: Mapped[int]
    place: Mapped[int]
    """Of the move in the result."""
    plan: Mapped[str] = mapped_column(String(NAME))
    scenario: Mapped[str] = mapped_column(String(NAME))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """The top of the units of the plan, over which somebody must plan or read need to see this; None: the whole office."""
    solved_at: Mapped[datetime]
    reason: Mapped[str]
    input_sha256: Mapped[str] = mapped_column(String(DIGEST))
    certificate_sha256: Mapped[str] = mapped_column(String(DIGEST))
