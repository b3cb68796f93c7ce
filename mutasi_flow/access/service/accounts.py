"""Accounts: made one by one or for a whole unit, disabled, enabled, set to the owner's liking."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import NewAccount, check_username
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import find_account_id, without_account
from mutasi_flow.access.service.devices import end_all
from mutasi_flow.access.service.guard import (
    keep_an_admin,
    note,
    path_of_employee,
    require,
    take,
    take_managed,
)
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.catalogue import LOCALES
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T

MAIL_LONGEST = 254


def create_account(session: Session, actor: Actor, new: NewAccount, at: datetime) -> int:
    """Make an account without a password and return its id; a slip or ``set_password`` opens it.

    Raises:
        NotPermitted: the actor does not manage accounts over the employee's unit.
        InvalidInput: the user name is taken, or it or the mail address cannot be used.
        Conflict: the employee has an account.
    """
    require(actor, Permission.ACCOUNTS, path_of_employee(session, new.employee_id))
    username = check_username(new.username)
    if find_account_id(session, username) is not None:
        raise InvalidInput(T("Nama pengguna {username} sudah dipakai.", username=username), field="username")
    if new.employee_id is not None and session.scalar(select(Account.id).where(Account.employee_id == new.employee_id)):
        raise Conflict(T("Pegawai ini sudah punya akun."))
    account = Account(
        username=username,
        name=new.name.strip() or username,
        employee_id=new.employee_id,
        email=check_mail_address(new.email),
        locale=new.locale if new.locale in LOCALES else LOCALES[0],
        created_at=at,
    )
    session.add(account)
    session.flush()
    note(session, actor, account.id, "created", at, employee_id=new.employee_id)
    return account.id


def create_accounts(session: Session, actor: Actor, unit_path: str, at: datetime) -> int:
    """Make an account, without a password, for every serving employee below a unit who has none; return how many.

    The user name is the NIP; who has none gets ``pegawai`` and a number.

    Raises:
        NotPermitted: the actor does not manage accounts over this unit.
    """
    require(actor, Permission.ACCOUNTS, unit_path)
    people = session.execute(without_account(unit_path)).all()
    names = {employee_id: nip or f"pegawai{employee_id}" for employee_id, nip, _name in people}
    taken = set(session.scalars(select(Account.username).where(Account.username.in_(names.values()))))
    rows = [
        {
            "username": f"{names[employee_id]}-{employee_id}" if names[employee_id] in taken else names[employee_id],
            "name": name,
            "password_hash": "",
            "must_change_password": False,
            "employee_id": employee_id,
            "email": "",
            "mail_notices": True,
            "locale": LOCALES[0],
            "is_active": True,
            "created_at": at,
        }
        for employee_id, _nip, name in people
    ]
    if rows:
        session.execute(insert(Account.metadata.tables["accounts"]), rows)
        payload = {"unit_path": unit_path, "employees": sorted(names)}
        audit.record(
            session,
            chain="office",
            action="accounts_created",
            actor=actor,
            about_kind="office",
            about_id=1,
            payload=payload,
            at=at,
        )
    return len(rows)


def disable_account(session: Session, actor: Actor, account_id: int, at: datetime, *, reason: str = "") -> None:
    """Shut an account: no sign-in, no session, no token, until it is enabled again.

    Raises:
        NotFound, NotPermitted: the actor may not manage this account.
        Refused: it is the actor's own, or that of the last administrator.
    """
    account = take_managed(session, actor, account_id, at)
    if account_id == actor.account_id:
        raise Refused(T("Anda tidak dapat menonaktifkan akun sendiri."))
    keep_an_admin(session, account_id, at)
    if account.is_active:
        account.is_active = False
        end_all(session, account_id)
        note(session, actor, account_id, "disabled", at, reason=reason)


def enable_account(session: Session, actor: Actor, account_id: int, at: datetime) -> None:
    """Open a disabled account again; its password is the one it had.

    Raises:
        NotFound, NotPermitted: the actor may not manage this account.
    """
    account = take_managed(session, actor, account_id, at)
    if not account.is_active:
        account.is_active = True
        note(session, actor, account_id, "enabled", at)


def end_sessions(session: Session, actor: Actor, account_id: int, at: datetime) -> None:
    """Sign the account out everywhere; the owner may, and whoever manages it.

    Raises:
        NotFound, NotPermitted: somebody else's account that the actor does not manage.
    """
    own = account_id == actor.account_id
    take(session, account_id) if own else take_managed(session, actor, account_id, at)
    end_all(session, account_id)
    note(session, actor, account_id, "signed_out_everywhere", at)


def change_preferences(
    session: Session, actor: Actor, *, locale: str, email: str, mail_notices: bool, at: datetime
) -> None:
    """Set the own language, mail address and whether notices come by mail.

    Raises:
        InvalidInput: the language or the address cannot be used.
    """
    if actor.account_id is None:
        raise NotPermitted
    if locale not in LOCALES:
        raise InvalidInput(T("Pilih salah satu bahasa."), field="locale")
    account = take(session, actor.account_id)
    account.locale, account.email, account.mail_notices = locale, check_mail_address(email), mail_notices
    note(session, actor, account.id, "preferences_changed", at, locale=locale, mail_notices=mail_notices)


def check_mail_address(text: str) -> str:
    """Return a mail address that a header can carry; empty stays empty.

    Raises:
        InvalidInput: it is none.
    """
    address = text.strip()
    if not address:
        return ""
    local, at_sign, domain = address.rpartition("@")
    is_plain = address.isascii() and address.isprintable() and not set(address) & set(' ,;:<>()[]\\"')
    if not (local and at_sign and "." in domain.strip(".") and is_plain and len(address) <= MAIL_LONGEST):
        raise InvalidInput(T("Tulis alamat surel seperti nama@contoh.go.id."), field="email")
    return address
