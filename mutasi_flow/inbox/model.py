"""Tables of the inbox: tasks and notices."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.inbox.domain import Interest, TaskStatus

NAME = 300
_OPEN = text("status = 'open'")


class Task(Base):
    """Something that somebody must do about something: ``about_kind`` + ``about_id`` (``transfer`` 17)."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_about", "about_kind", "about_id"),
        Index("ix_tasks_holder", "holder_employee_id", "status", "due_on"),
        Index("ix_tasks_role", "holder_role", "status", "due_on"),
        Index("ix_tasks_kind", "kind", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[str] = mapped_column(String(32))
    about_id: Mapped[int]
    about_label: Mapped[str] = mapped_column(String(NAME), default="")
    """What lists show without asking the subject: number and name."""
    kind: Mapped[str] = mapped_column(String(32))
    stage: Mapped[int] = mapped_column(default=0)
    """Tasks of one stage run side by side; the next stage opens when they are done or lapsed."""
    holder_employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    holder_role: Mapped[str] = mapped_column(String(32), default="")
    holder_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holder_label: Mapped[str] = mapped_column(String(NAME), default="")
    opened_at: Mapped[datetime]
    due_on: Mapped[date | None]
    counted_from: Mapped[date | None]
    """Day after which the term is counted: the opening, or the end of a postponement."""
    term_days: Mapped[int | None]
    """Working days of the term; with ``counted_from`` the due date can be counted again when the calendar changes."""
    status: Mapped[TaskStatus] = mapped_column(text_enum(TaskStatus), default=TaskStatus.OPEN)
    outcome: Mapped[str] = mapped_column(String(32), default="")
    reason: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reminded_on: Mapped[date | None]
    escalated_on: Mapped[date | None]
    """When the superior of the holder was told that it is overdue."""
    about_employee_id: Mapped[int | None]
    """Whose case it is, as the subject says; nobody does a role's task on the own case. No foreign key: it only hides."""
    is_secret: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is about something confidential: then it exists only for those on the readers' list of that."""


class Recusal(Base):
    """Somebody has no part in something because of a conflict of interest, declared or found; never taken back."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("about_kind", "about_id", "employee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[str] = mapped_column(String(32))
    about_id: Mapped[int]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    interest: Mapped[Interest] = mapped_column(text_enum(Interest))
    reason: Mapped[str] = mapped_column(default="")
    """In the person's own words; for those who verify and those who inspect."""
    is_found: Mapped[bool]
    """Found by the system in its records, not declared by the person."""
    at: Mapped[datetime]


class Notice(Base):
    """A message to an employee (or an account without one); the inbox is the truth, mail follows."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_employee", "employee_id", "id"),
        Index("ix_notices_unsent", "mail_state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    role: Mapped[str] = mapped_column(String(32), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    event: Mapped[str] = mapped_column(String(32))
    message: Mapped[str] = mapped_column(default="")
    """Indonesian message id (``core.texts``); never a NIP, a health matter or a reason."""
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    address: Mapped[str] = mapped_column(String(NAME), default="")
    """Path of the page to open."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_state: Mapped[str] = mapped_column(String(16), default="waiting")
    """``waiting``, ``sent``, ``none`` (no address or no server) or ``failed``."""
    mail_tries: Mapped[int] = mapped_column(default=0)
    mail_after: Mapped[datetime | None]
    """Not before: the lease of the worker that is sending it, or the pause after a failure."""


IS_OPEN = Task.status == literal_column("'open'")
"""Whether a task is open, written out: SQLite takes an index of open tasks only where it reads the word itself."""
