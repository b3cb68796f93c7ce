"""Who is acting: from a session, a token or a user name to an actor with everything it may do today."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.access.domain import (
    ACTING,
    KEPT_ROLES,
    Holding,
    Role,
    capacity_of,
    fold_username,
    grants_for_absent,
    grants_of,
)
from mutasi_flow.access.model import Absence, Account, ApiToken, Device, RoleGrant
from mutasi_flow.core.actor import Absentee, Actor, Grant
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.people.queries import ids_in_path


@dataclass(frozen=True, slots=True)
class Identity:
    """An active account: its actor, and what its pages need to know."""

    actor: Actor
    locale: str
    must_change_password: bool
    seen_at: datetime | None = None
    """When the device that asks was last written down as seen; None for tokens."""


def valid_today() -> ColumnElement[bool]:
    """Return the condition that a role grant holds on the day bound as ``today``."""
    return and_(
        RoleGrant.from_on <= bindparam("today"), or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= bindparam("today"))
    )


_ACCOUNT = (
    select(
        Account.id,
        Account.name,
        Account.employee_id,
        Account.locale,
        Account.must_change_password,
        RoleGrant.role,
        Unit.path,
        RoleGrant.warrant,
        RoleGrant.holding,
    )
    .outerjoin(RoleGrant, and_(RoleGrant.account_id == Account.id, valid_today()))
    .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    .where(Account.is_active)
)
_BY_ID = Prepared(_ACCOUNT.where(Account.id == bindparam("account_id")).order_by(RoleGrant.id))
_BY_TOKEN = Prepared(
    _ACCOUNT.join(ApiToken, ApiToken.account_id == Account.id)
    .where(ApiToken.digest == bindparam("digest"), ApiToken.revoked_at.is_(None))
    .order_by(RoleGrant.id)
)
_BY_DEVICE = Prepared(
    _ACCOUNT.add_columns(Device.seen_at)
    .join(Device, Device.account_id == Account.id)
    .where(Device.digest == bindparam("digest"))
    .order_by(RoleGrant.id)
)
_absent_account = aliased(Account)
_BESIDE = Prepared(
    select(
        func.coalesce(Unit.path, "").label("path"),
        Absence.employee_id.label("absentee_id"),
        _absent_account.id.label("account_id"),
        Employee.name.label("name"),
        RoleGrant.role.label("role"),
        RoleGrant.holding.label("holding"),
        RoleGrant.warrant.label("warrant"),
    )
    .select_from(Absence)
    .join(Employee, Employee.id == Absence.employee_id)
    .outerjoin(_absent_account, and_(_absent_account.employee_id == Employee.id, _absent_account.is_active))
    .outerjoin(
        RoleGrant,
        and_(RoleGrant.account_id == _absent_account.id, RoleGrant.role == Role.VERIFIER, valid_today()),
    )
    .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    .where(
        Absence.substitute_id == bindparam("employee_id"),
        Absence.from_on <= bindparam("today"),
        Absence.to_on >= bindparam("today"),
    )
    .union_all(
        select(Unit.path, null(), null(), null(), null(), null(), null())
        .join(Employee, Employee.id == Unit.head_id)
        .where(
            Unit.head_id == bindparam("employee_id"),
            Employee.legal_position.in_(SERVING_CODES),
            Unit.valid_from <= bindparam("today"),
            Unit.valid_to >= bindparam("today"),
        )
    )
    .order_by("path")
)
"""What somebody has beside roles: units headed, and absent people in whose place ordinary tasks are done."""
_ID_OF_NAME = Prepared(select(Account.id).where(Account.username == bindparam("username")))
_EMPLOYEE_OF = Prepared(select(Account.employee_id).where(Account.id == bindparam("account_id")))
_IDS_IN: BindParameter[Any] = bindparam("unit_ids", expanding=True)
_WITH_ROLE = Prepared(
    select(Account.employee_id, func.coalesce(func.length(Unit.path), 0), RoleGrant.holding)
    .join(RoleGrant, and_(RoleGrant.account_id == Account.id, valid_today()))
    .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    .where(
        RoleGrant.role == bindparam("role"),
        or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id.in_(_IDS_IN)),
        Account.is_active,
        Account.employee_id.is_not(None),
    )
)
_HOLDERS = Prepared(
    select(Account.id, Account.name, RoleGrant.holding)
    .join(RoleGrant, and_(RoleGrant.account_id == Account.id, valid_today()))
    .where(
        RoleGrant.role == bindparam("role"),
        or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id.in_(_IDS_IN)),
        Account.is_active,
    )
    .order_by(Account.name, Account.id)
)
_PATHS_OF_ROLE = Prepared(
    select(func.coalesce(Unit.path, ""), RoleGrant.holding)
    .select_from(RoleGrant)
    .join(Account, and_(Account.id == RoleGrant.account_id, Account.is_active))
    .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    .where(RoleGrant.role == bindparam("role"), valid_today())
)
_HEADS = Prepared(
    select(Unit.head_id, func.length(Unit.path))
    .join(Employee, Employee.id == Unit.head_id)
    .where(Unit.id.in_(_IDS_IN), Employee.legal_position.in_(SERVING_CODES))
)


def load_actor(session: Session, account_id: int, today: date) -> Actor:
    """Return the actor behind an active account, with the permissions it holds today.

    Raises:
        NotFound: no such account, or it is disabled.
    """
    identity = _identify(session, run(session, _BY_ID, {"account_id": account_id, "today": today}).all(), today)
    if identity is None:
        raise NotFound(T("Akun ini tidak ada atau sudah dinonaktifkan."))
    return identity.actor


def find_by_session_key(session: Session, key: str, today: date) -> Identity | None:
    """Return the account that is signed in on the device with ``key``; None when either was ended or disabled."""
    rows = run(session, _BY_DEVICE, {"digest": digest_of(key), "today": today}).all()
    identity = _identify(session, [row[:-1] for row in rows], today)
    return replace(identity, seen_at=rows[0][-1]) if identity is not None else None


def find_by_token(session: Session, token: str, today: date) -> Identity | None:
    """Return the account behind an API token; None when it is unknown, revoked or the account is disabled.

    A token does not hang on the password: programs are not held up while a slip waits to be used.
    """
    rows = run(session, _BY_TOKEN, {"digest": digest_of(token), "today": today}).all()
    identity = _identify(session, rows, today)
    return replace(identity, must_change_password=False) if identity is not None else None


def digest_of(token: str) -> str:
    """Return what is stored of a token or a device's key (256 random bits need no slow hash)."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_account_id(session: Session, username: str) -> int | None:
    """Return the account with this user name, active or not."""
    account_id: int | None = run(session, _ID_OF_NAME, {"username": fold_username(username)}).scalar()
    return account_id


def employee_of(session: Session, account_id: int) -> int | None:
    """Return the employee of an account, or None for an account without one."""
    employee_id: int | None = run(session, _EMPLOYEE_OF, {"account_id": account_id}).scalar()
    return employee_id


def employees_with_role(session: Session, role: Role | str, unit_path: str, today: date) -> tuple[int, ...]:
    """Return the employees who hold ``role`` over the unit with ``unit_path``, those nearest to it first.

    Heads hold the role of supervisor over their units without being given it. Whoever decides or signs only as Plh.
    or Plt. is left out: those tasks do not wait for them.
    """
    of_role = {"unit_ids": ids_in_path(unit_path), "role": Role(role), "today": today}
    left_out = ACTING if role in KEPT_ROLES else frozenset()
    found = [
        (int(employee_id), int(depth))
        for employee_id, depth, holding in run(session, _WITH_ROLE, of_role)
        if holding not in left_out
    ]
    if role == Role.SUPERVISOR:
        heads = run(session, _HEADS, {"unit_ids": of_role["unit_ids"]})
        found += [(int(employee_id), int(depth)) for employee_id, depth in heads]
    return tuple(dict.fromkeys(employee_id for employee_id, _depth in sorted(found, key=lambda one: (-one[1], one[0]))))


def list_holders(session: Session, role: Role, unit_path: str, on: date) -> Sequence[tuple[int, str]]:
    """Return account and name of everybody who holds the role over the unit on the day; not Plh. and Plt. who may not."""
    left_out = ACTING if role in KEPT_ROLES else frozenset()
    rows = run(session, _HOLDERS, {"role": role, "today": on, "unit_ids": ids_in_path(unit_path)})
    return list(dict.fromkeys((int(key), str(name)) for key, name, holding in rows if holding not in left_out))


def paths_of_role(session: Session, role: Role, today: date) -> tuple[str, ...]:
    """Return the subtree prefixes under which somebody does the tasks of ``role`` today (``""`` = everywhere)."""
    left_out = ACTING if role in KEPT_ROLES else frozenset()
    rows = run(session, _PATHS_OF_ROLE, {"role": role, "today": today})
    return tuple(path for path, holding in rows if holding not in left_out)


def _identify(session: Session, rows: Sequence[Sequence[Any]], today: date) -> Identity | None:
    if not rows:
        return None
    account_id, name, employee_id, locale, must_change = rows[0][:5]
    held = [
        (role, path or "", warrant, holding) for *_account, role, path, warrant, holding in rows if role is not None
    ]
    lent: list[Grant] = []
    absentees: dict[int, Absentee] = {}
    if employee_id is not None:
        for path, absentee_id, *rest in run(session, _BESIDE, {"employee_id": employee_id, "today": today}):
            if absentee_id is None:
                held.append((Role.SUPERVISOR, path, "", Holding.DEFINITIVE))
                continue
            absent_account, absent_name, role, holding, warrant = rest
            absentee = absentees.setdefault(absentee_id, Absentee(absentee_id, absent_account, absent_name))
            if role is not None:
                lent += grants_for_absent(absentee, role, path, holding, warrant=warrant)
        held.append((Role.EMPLOYEE, "", "", Holding.DEFINITIVE))
    actor = Actor(
        account_id=account_id,
        name=name,
        employee_id=employee_id,
        grants=(*_grants(held), *lent),
        absentees=tuple(absentees.values()),
        capacity=_capacity([(role, holding) for role, _path, _warrant, holding in held]),
        warrant="; ".join(dict.fromkeys(warrant for _role, _path, warrant, _holding in held if warrant)),
    )
    return Identity(actor, locale, must_change)


def _grants(held: Sequence[tuple[Role, str, str, Holding]]) -> tuple[Grant, ...]:
    """Definitive roles first: between two of the same reach the trail names the one that is fully held."""
    definitive_first = sorted(held, key=lambda one: one[3] in ACTING)
    return tuple(
        dict.fromkeys(
            grant
            for role, path, warrant, holding in definitive_first
            for grant in grants_of(role, path, holding, warrant=warrant)
        )
    )


def _capacity(roles: Sequence[tuple[Role, Holding]]) -> str:
    """Name the roles beyond being an employee and how they are held; an employee without any acts as employee."""
    special = list(dict.fromkeys(one for one in roles if one[0] is not Role.EMPLOYEE))
    return ", ".join(capacity_of(role, holding) for role, holding in special or roles[:1])
