"""Accounts as administrators and staffing officers see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Holding, Role
from mutasi_flow.access.model import Account, ApiToken, Device, RoleGrant
from mutasi_flow.access.queries.actors import digest_of, valid_today
from mutasi_flow.core.errors import NotFound
from mutasi_flow.people.domain import SERVING_CODES, identity_line
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.people.queries import below

PAGE = 25
SLIPS_AT_ONCE = 200
"""Slips on one print: more would make somebody wait, and paper pile up."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in a list; ``unit_path`` is empty for accounts without a unit."""

    id: int
    username: str
    name: str
    employee_id: int | None
    is_active: bool
    has_password: bool
    must_change_password: bool
    slip_expires_at: datetime | None
    signed_in_at: datetime | None
    email: str
    mail_notices: bool
    locale: str
    nip: str | None
    birth_on: date | None
    unit_name: str | None
    unit_path: str

    @property
    def identity_line(self) -> str:
        """Name · unit · birth year · last four digits of the NIP: nobody is picked by name alone."""
        return identity_line(self.name, self.unit_name, self.birth_on, self.nip)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role that an account was given; ``unit_name`` None = whole office."""

    id: int
    account_id: int
    role: Role
    unit_name: str | None
    from_on: date
    to_on: date | None
    warrant: str
    holding: Holding


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An API token that still works; the token itself is not kept."""

    id: int
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A browser that is signed in; ``is_this`` when it is the one that asks."""

    id: int
    name: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


_ROW: Select[*tuple[Any, ...]] = (
    select(
        Account.id,
        Account.username,
        Account.name,
        Account.employee_id,
        Account.is_active,
        Account.password_hash != "",
        Account.must_change_password,
        Account.slip_expires_at,
        Account.signed_in_at,
        Account.email,
        Account.mail_notices,
        Account.locale,
        Employee.nip,
        Employee.birth_on,
        Unit.name,
        func.coalesce(Unit.path, ""),
    )
    .outerjoin(Employee, Employee.id == Account.employee_id)
    .outerjoin(Unit, Unit.id == Employee.unit_id)
)
_BY_ID = _ROW.where(Account.id == bindparam("account_id"))
_ROLES: Select[*tuple[Any, ...]] = (
    select(
        RoleGrant.id,
        RoleGrant.account_id,
        RoleGrant.role,
        Unit.name,
        RoleGrant.from_on,
        RoleGrant.to_on,
        RoleGrant.warrant,
        RoleGrant.holding,
    )
    .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    .where(
        RoleGrant.account_id.in_(bindparam("account_ids", expanding=True)),
        or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= bindparam("today")),
    )
    .order_by(RoleGrant.account_id, RoleGrant.from_on, RoleGrant.id)
)
_TOKENS: Select[*tuple[Any, ...]] = (
    select(ApiToken.id, ApiToken.label, ApiToken.created_at)
    .where(ApiToken.account_id == bindparam("account_id"), ApiToken.revoked_at.is_(None))
    .order_by(ApiToken.id)
)
_DEVICES: Select[*tuple[Any, ...]] = (
    select(Device.id, Device.name, Device.created_at, Device.seen_at, Device.digest == bindparam("digest"))
    .where(Device.account_id == bindparam("account_id"))
    .order_by((Device.digest == bindparam("digest")).desc(), Device.seen_at.desc(), Device.id.desc())
    .limit(PAGE)
)
_NEEDS_SLIP = and_(Account.is_active, or_(Account.password_hash == "", Account.must_change_password))
_LOWER_NAME = func.lower(Account.name)


def get_account(session: Session, account_id: int) -> AccountRow:
    """Return an account.

    Raises:
        NotFound: there is none with this id.
    """
    row = session.execute(_BY_ID, {"account_id": account_id}).one_or_none()
    if row is None:
        raise NotFound
    return AccountRow(*row)


def list_accounts(
    session: Session,
    unit_paths: Sequence[str],
    *,
    text: str = "",
    role: Role | None = None,
    today: date,
    limit: int = PAGE,
    offset: int = 0,
) -> Sequence[AccountRow]:
    """Return accounts below ``unit_paths`` by name; ``text`` looks into name, user name and NIP.

    Accounts without a unit are shown to those who see the whole office (``""`` among the paths).
    """
    statement = _ROW.order_by(_LOWER_NAME, Account.id).limit(limit).offset(offset)
    condition = below(unit_paths)
    if condition is not None:
        statement = statement.where(condition)
    for word in text.split():
        ways = (column.icontains(word, autoescape=True) for column in (Account.name, Account.username, Employee.nip))
        statement = statement.where(or_(*ways))
    if role is not None:
        given = exists().where(RoleGrant.account_id == Account.id, RoleGrant.role == role, valid_today())
        return [AccountRow(*row) for row in session.execute(statement.where(given), {"today": today})]
    return [AccountRow(*row) for row in session.execute(statement)]


def list_roles(session: Session, account_ids: Sequence[int], today: date) -> Sequence[RoleRow]:
    """Return the present and coming roles given to these accounts."""
    found = session.execute(_ROLES, {"account_ids": list(account_ids), "today": today})
    return [RoleRow(*row) for row in found]


def list_tokens(session: Session, account_id: int) -> Sequence[TokenRow]:
    """Return the tokens of an account that still work."""
    return [TokenRow(*row) for row in session.execute(_TOKENS, {"account_id": account_id})]


def list_devices(session: Session, account_id: int, key: str) -> Sequence[DeviceRow]:
    """Return where an account is signed in: the device with ``key`` first, then those used last."""
    found = session.execute(_DEVICES, {"account_id": account_id, "digest": digest_of(key)})
    return [DeviceRow(*row) for row in found]


def list_awaiting_slip(
    session: Session, unit_path: str, today: date, *, with_roles: bool, limit: int = SLIPS_AT_ONCE
) -> Sequence[AccountRow]:
    """Return the active accounts below a unit whose people have not chosen a password yet, by name.

    Those that were given a role are left out unless ``with_roles``: only administrators hand them a password.
    """
    statement = _ROW.where(_NEEDS_SLIP, Unit.path.startswith(unit_path, autoescape=True))
    if not with_roles:
        ends = or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= today)
        statement = statement.where(~exists().where(RoleGrant.account_id == Account.id, ends))
    return [AccountRow(*row) for row in session.execute(statement.order_by(_LOWER_NAME, Account.id).limit(limit))]


def without_account(unit_path: str) -> Select[*tuple[Any, ...]]:
    """Return the statement for serving employees below a unit who have no account: id, NIP, name."""
    return (
        select(Employee.id, Employee.nip, Employee.name)
        .join(Unit, Unit.id == Employee.unit_id)
        .outerjoin(Account, Account.employee_id == Employee.id)
        .where(
            Unit.path.startswith(unit_path, autoescape=True),
            Account.id.is_(None),
            Employee.legal_position.in_(SERVING_CODES),
        )
        .order_by(Employee.id)
    )


def count_without_account(session: Session, unit_path: str) -> int:
    """Count the serving employees below a unit who have no account."""
    return session.scalar(select(func.count()).select_from(without_account(unit_path).subquery())) or 0
