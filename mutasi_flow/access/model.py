"""Tables of access: accounts, role grants, API tokens."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.access.domain import Act, Holding, Role, SigningForm
from mutasi_flow.core.db import Base, text_enum

NAME = 300
_STANDING = text("until IS NULL")


class Account(Base):
    """A way to sign in; e-mail is never required. Most accounts belong to an employee."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    """Folded to lower case; the NIP for employees unless another was given."""
    name: Mapped[str] = mapped_column(String(NAME))
    password_hash: Mapped[str] = mapped_column(String(NAME), default="")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    slip_expires_at: Mapped[datetime | None]
    """End of the one-time password printed on a slip."""
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"), unique=True)
    email: Mapped[str] = mapped_column(String(NAME), default="")
    mail_notices: Mapped[bool] = mapped_column(default=True)
    """Whether notices also go out by mail (to ``email``, else to the address of the employee)."""
    locale: Mapped[str] = mapped_column(String(8), default="id")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role held over a unit subtree (``unit_id`` None = whole office), from–to; one person may hold several."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("account_id", "role", "unit_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(text_enum(Role), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holding: Mapped[Holding] = mapped_column(text_enum(Holding), default=Holding.DEFINITIVE)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    warrant: Mapped[str] = mapped_column(String(NAME), default="")


class ApiToken(Base):
    """A bearer token; only its hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(NAME), default="")
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Device(Base):
    """A browser that is signed in, until somebody signs it out; of the key in its cookie only the hash is kept."""

    __tablename__ = "devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(NAME), default="")
    """Browser and system, such as "Chrome, Android"; empty when it names neither."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    """When it last asked for a page, to a quarter of an hour."""


class SignInFailure(Base):
    """Failed sign-ins in a row under one user name, known or not, so that guessing slows down for all processes alike.

    The name is kept as a digest: people type passwords into the wrong field.
    """

    __tablename__ = "sign_in_failures"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class AuthorityRow(Base):
    """A dated row of the matrix of who decides and who signs; empty criteria stand for "any"."""

    __tablename__ = "authorities"

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[Act] = mapped_column(text_enum(Act))
    move_kind: Mapped[str] = mapped_column(String(1), default="")
    post_kind: Mapped[str] = mapped_column(String(32), default="")
    level: Mapped[str] = mapped_column(String(64), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Over whose people, with all units below; None = whole office."""
    official_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    """The unit whose definitive head is the official."""
    title: Mapped[str] = mapped_column(String(NAME))
    form: Mapped[SigningForm] = mapped_column(text_enum(SigningForm))
    via: Mapped[str] = mapped_column(String(NAME), default="")
    """Title of the official between, for ``u.b.``."""
    decree_number: Mapped[str] = mapped_column(String(NAME), default="")
    decree_on: Mapped[date | None]
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Reader(Base):
    """A row of a readers' list: who reads something confidential, in which part, since when; ended, never removed."""

    __tablename__ = "readers"
    __table_args__ = (
        Index(
            "uq_readers_listed",
            "about_kind",
            "about_id",
            "account_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_readers_account", "account_id", "about_kind", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[str] = mapped_column(String(32))
    about_id: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    part: Mapped[str] = mapped_column(String(32))
    """What the reader has to do with it: a role, ``author``, ``asked``, or ``named`` for whoever was added by hand."""
    reason: Mapped[str] = mapped_column(String(NAME), default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    end_reason: Mapped[str] = mapped_column(String(NAME), default="")


class Absence(Base):
    """Somebody's absence, during which a colleague does the ordinary tasks; never a decision or a signature."""

    __tablename__ = "absences"
    __table_args__ = (
        Index("ix_absences_substitute", "substitute_id", "to_on"),
        Index("ix_absences_employee", "employee_id", "to_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    substitute_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[datetime]
