"""Tables of the performance assessment team: who sits in it, its sittings, their agenda, attendance and advice."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.transfers.domain.team import Advice, AgreedBy, Aside, Duty, Presence, QuorumRule, Signed, SittingState

NAME = 300
_IS_OPEN = text("is_open")


class Team(Base):
    """A team as its decree appointed it, for a period."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME))
    decree_number: Mapped[str] = mapped_column(String(NAME))
    decree_on: Mapped[date]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    quorum: Mapped[QuorumRule] = mapped_column(text_enum(QuorumRule), default=QuorumRule.MAJORITY)
    quorum_source: Mapped[str] = mapped_column(String(NAME), default="")
    """Which paper says so; empty: the product's default."""
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[datetime]


class TeamMember(Base):
    """Somebody in a team, from–to."""

    __tablename__ = "team_members"
    __table_args__ = (Index("ix_team_members_employee", "employee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    duty: Mapped[Duty] = mapped_column(text_enum(Duty))
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Sitting(Base):
    """One day on which a team deliberates; after its close only corrections are written, each a letter of its own."""

    __tablename__ = "sittings"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(NAME))
    state: Mapped[SittingState] = mapped_column(text_enum(SittingState), default=SittingState.OPEN)
    quorum: Mapped[QuorumRule] = mapped_column(text_enum(QuorumRule))
    """As the team had it when the sitting was called."""
    version: Mapped[int] = mapped_column(default=1)
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    called_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="")
    """Why it was adjourned."""


class SittingMember(Base):
    """A member at one sitting: the team as it was on the day, and who was there."""

    __tablename__ = "sitting_members"
    __table_args__ = (
        UniqueConstraint("sitting_id", "employee_id"),
        Index("ix_sitting_members_employee", "employee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    duty: Mapped[Duty] = mapped_column(text_enum(Duty))
    presence: Mapped[Presence] = mapped_column(text_enum(Presence), default=Presence.UNKNOWN)
    remark: Mapped[str] = mapped_column(String(NAME), default="")
    """Why somebody was absent."""


class SittingPlan(Base):
    """A plan on the agenda of a sitting, with the result of it that is heard; it stands on one open agenda at most.

    Plans are a later subject: their keys stand here as plain numbers, for addresses.
    """

    __tablename__ = "sitting_plans"
    __table_args__ = (
        Index("uq_sitting_plans_one_open", "plan_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_sitting_plans_plan", "plan_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"), index=True)
    plan_id: Mapped[int]
    solution_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(NAME))
    scenario: Mapped[str] = mapped_column(String(NAME))
    unit_path: Mapped[str] = mapped_column(String(NAME))
    """Of the top of its units; empty: the whole office."""
    case: Mapped[dict[str, Any]]
    """What its minutes say of it beside the outcome, as it was when it was put on the agenda."""
    is_open: Mapped[bool] = mapped_column(default=True)
    """Whether the sitting goes on; afterwards what was deferred may stand on the next agenda."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
    """Its minutes, once the sitting is closed."""
    put_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    put_at: Mapped[datetime]


class SittingItem(Base):
    """What the team speaks of on its own: a transfer on the agenda, or one move of a plan; and what the team said.

    A transfer stands on one open agenda at most.
    """

    __tablename__ = "sitting_items"
    __table_args__ = (
        UniqueConstraint("sitting_id", "transfer_id"),
        Index(
            "uq_sitting_items_one_open", "transfer_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
        ),
        Index("ix_sitting_items_transfer", "transfer_id"),
        Index("ix_sitting_items_move", "move_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"))
    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("transfers.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    """Of the transfer; the close answers it."""
    sitting_plan_id: Mapped[int | None] = mapped_column(ForeignKey("sitting_plans.id"), index=True)
    move_id: Mapped[int | None]
    label: Mapped[str] = mapped_column(String(NAME), default="")
    """How the agenda calls a move; a transfer has its number."""
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    from_jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    to_jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    because: Mapped[str] = mapped_column(default="")
    """Who moves from where to where by the plan, and why; a transfer says that itself."""
    is_open: Mapped[bool] = mapped_column(default=True)
    """Whether the sitting goes on; afterwards a deferred transfer may stand on the next agenda."""
    advice: Mapped[Advice | None] = mapped_column(text_enum(Advice))
    agreed_by: Mapped[AgreedBy | None] = mapped_column(text_enum(AgreedBy))
    in_favour: Mapped[int | None]
    opposed: Mapped[int | None]
    abstained: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    advised_at: Mapped[datetime | None]
    dropped: Mapped[str] = mapped_column(String(NAME), default="")
    """Why nothing was said about it: it was withdrawn, or went on, meanwhile."""


class Recusal(Base):
    """A member who steps aside for one item: neither counted among those present nor among those who say."""

    __tablename__ = "sitting_recusals"
    __table_args__ = (UniqueConstraint("item_id", "employee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("sitting_items.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    ground: Mapped[Aside] = mapped_column(text_enum(Aside))
    remark: Mapped[str] = mapped_column(String(NAME), default="")


class MinutesSignature(Base):
    """What a member who was there did with minutes: signed them in ink, or refused and why; the last row counts."""

    __tablename__ = "minutes_signatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), index=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    outcome: Mapped[Signed] = mapped_column(text_enum(Signed))
    signed_on: Mapped[date]
    """Day of the signature, or of the refusal."""
    reason: Mapped[str] = mapped_column(String(NAME), default="")
    file_key: Mapped[str] = mapped_column(String(NAME), default="")
    """Scan of the signed page; empty for a refusal."""
    media_type: Mapped[str] = mapped_column(String(64), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]
