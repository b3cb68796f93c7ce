"""Tables of publications: the frozen words and figures, whom the moves concern, and the comments with their answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.planning.publications.domain import Category, PublicationState

LONGEST_NOTE, LONGEST_COMMENT, LONGEST_REASON = 2_000, 2_000, 500
_STANDS = text("state = 'published'")


class PlanPublication(Base):
    """One version of a plan as the public sees it; only its state changes."""

    __tablename__ = "plan_publications"
    __table_args__ = (
        UniqueConstraint("plan_id", "version"),
        Index(
            "uq_plan_publications_one_standing",
            "plan_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    solution_id: Mapped[int] = mapped_column(ForeignKey("plan_solutions.id"), index=True)
    version: Mapped[int]
    state: Mapped[PublicationState] = mapped_column(text_enum(PublicationState), default=PublicationState.PUBLISHED)
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    """What the planner says to the readers."""
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    """Last day on which comments are taken."""
    told: Mapped[dict[str, Any]]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    published_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    """When those whom it concerns were told; on its first day."""
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")


class PublishedMove(Base):
    """A move that its employee reads with the publication; confidential ones are not among them."""

    __tablename__ = "published_moves"
    __table_args__ = (Index("ix_published_moves_employee", "employee_id", "publication_id"),)

    publication_id: Mapped[int] = mapped_column(ForeignKey("plan_publications.id"), primary_key=True)
    move_id: Mapped[int] = mapped_column(ForeignKey("plan_moves.id"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    told: Mapped[dict[str, Any]]
    """Why, in sentences for the employee."""


class PlanComment(Base):
    """What an employee says to a publication; who it was is for the personnel office only."""

    __tablename__ = "plan_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("plan_publications.id"), index=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    category: Mapped[Category] = mapped_column(text_enum(Category))
    words: Mapped[str] = mapped_column(String(LONGEST_COMMENT))
    made_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(LONGEST_COMMENT), default="")
    """How it was weighed; everybody reads it."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
