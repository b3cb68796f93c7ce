"""Tables of the performance assessment team: who sits in it, its sittings, their agenda, attendance and advice."""

from datetime import date, datetime

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


class SittingItem(Base):
    """A transfer on the agenda of a sitting, and what the team said; it stands on one open agenda at most."""

    __tablename__ = "sitting_items"
    __table_args__ = (
        UniqueConstraint("sitting_id", "transfer_id"),
        Index(
            "uq_sitting_items_one_open", "transfer_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
        ),
        Index("ix_sitting_items_transfer", "transfer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sittings.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
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
    """A member who steps aside for one transfer: neither counted among those present nor among those who say."""

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
