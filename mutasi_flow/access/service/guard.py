"""Who may change which account, and how each change is written into the trail."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor, Permission
from mutasi_flow.core.errors import NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Employee, Unit

ABOUT = "account"

_TAKE = (
    select(Account, func.coalesce(Unit.path, ""))
    .outerjoin(Employee, Employee.id == Account.employee_id)
    .outerjoin(Unit, Unit.id == Employee.unit_id)
    .where(Account.id == bindparam("account_id"))
    .with_for_update(of=Account)
    .execution_options(populate_existing=True)
)
_PATH_OF_EMPLOYEE = (
    select(func.coalesce(Unit.path, ""))
    .select_from(Employee)
    .outerjoin(Unit, Unit.id == Employee.unit_id)
    .where(Employee.id == bindparam("employee_id"))
)
_LIVING_GRANT = or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= bindparam("today"))
_HAS_ROLE = select(exists().where(RoleGrant.account_id == bindparam("account_id"), _LIVING_GRANT))
_IS_HEAD = select(exists().where(Unit.head_id == bindparam("employee_id")))
_OTHER_ADMIN = select(
    exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role == Role.ADMIN,
        RoleGrant.from_on <= bindparam("tomorrow"),
        _LIVING_GRANT,
        Account.is_active,
        Account.id != bindparam("account_id"),
    )
)


def may(actor: Actor, permission: Permission, unit_path: str) -> bool:
    """Whether ``actor`` holds the permission over the unit; the installation itself may everything here."""
    return actor == SYSTEM or actor.may(permission, unit_path)


def require(actor: Actor, permission: Permission, unit_path: str = "") -> None:
    """Let only those pass who hold ``permission`` over the unit (``""`` = whole office).

    Raises:
        NotPermitted: the actor does not.
    """
    if not may(actor, permission, unit_path):
        raise NotPermitted


def path_of_employee(session: Session, employee_id: int | None) -> str:
    """Return the path of the unit in which an employee sits; empty when there is none."""
    if employee_id is None:
        return ""
    path = session.scalar(_PATH_OF_EMPLOYEE, {"employee_id": employee_id})
    if path is None:
        raise NotFound
    return path


def take(session: Session, account_id: int) -> Account:
    """Return the account, locked until the end of the transaction.

    Raises:
        NotFound: there is none with this id.
    """
    return _taken(session, account_id)[0]


def _taken(session: Session, account_id: int) -> tuple[Account, str]:
    found = session.execute(_TAKE, {"account_id": account_id}).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def take_managed(session: Session, actor: Actor, account_id: int, at: datetime) -> Account:
    """Return the account, locked, when ``actor`` may manage it.

    A staffing officer manages the accounts of the own units, but none that holds a role: whoever can set the
    password of an account can do all that it may. The same goes for heads of units once they have a password.

    Raises:
        NotFound: no such account, or not one of the actor's units.
        NotPermitted: only an administrator may.
    """
    account, path = _taken(session, account_id)
    if not may(actor, Permission.ACCOUNTS, path):
        raise NotFound
    if not may(actor, Permission.ADMIN, "") and _is_powerful(session, account, at):
        raise NotPermitted(T("Akun ini memegang peran khusus. Hanya administrator yang dapat mengubahnya."))
    return account


def _is_powerful(session: Session, account: Account, at: datetime) -> bool:
    if session.scalar(_HAS_ROLE, {"account_id": account.id, "today": at.date()}):
        return True
    has_own_password = account.password_hash != "" and not account.must_change_password
    return has_own_password and bool(session.scalar(_IS_HEAD, {"employee_id": account.employee_id}))


def keep_an_admin(session: Session, account_id: int, at: datetime) -> None:
    """Refuse to take the last administrator away.

    Raises:
        Refused: nobody else could administer the office any more.
    """
    # The office's today may be a day ahead of UTC.
    days = {"today": at.date(), "tomorrow": at.date() + timedelta(days=1)}
    if not session.scalar(_OTHER_ADMIN, {"account_id": account_id, **days}):
        raise Refused(T("Ini administrator terakhir. Beri peran administrator kepada orang lain lebih dahulu."))


def note(session: Session, actor: Actor, account_id: int, action: str, at: datetime, **payload: object) -> None:
    """Write one row about an account into the trail."""
    reach = (Permission.SELF,) if actor.account_id == account_id else (Permission.ADMIN, Permission.ACCOUNTS)
    used = next((permission for permission in reach if actor.has(permission)), None)
    audit.record(
        session,
        chain=f"account:{account_id}",
        action=action,
        actor=actor.using(used, actor.paths(used)[0]) if used else actor,
        about_kind=ABOUT,
        about_id=account_id,
        payload=payload,
        at=at,
    )
