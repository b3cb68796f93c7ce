"""Passwords: hashing, comparing, changing; and one-time passwords on paper."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import (
    SLIP_VALID_DAYS,
    PasswordOwner,
    Slip,
    check_new_password,
    fold_slip,
    make_slip_password,
)
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import get_account
from mutasi_flow.access.service.devices import end_all
from mutasi_flow.access.service.guard import note, take, take_managed
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Employee

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Argon2id with 19 MiB and two passes, as OWASP's password storage sheet asks: about 25 ms."""
SLIP_HASHER = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1)
"""One-time passwords are 59 random bits: they need no slow hash, and a large unit prints at once."""


@cache
def _nobody() -> str:
    """Hash that no password fits, so that unknown names take as long as known ones."""
    return HASHER.hash(secrets.token_bytes(32))


def _prepared(password: str) -> bytes:
    return normalize("NFC", password).encode(errors="surrogatepass")


def fits(password_hash: str, password: str, *, is_slip: bool) -> bool:
    """Whether ``password`` belongs to the hash; takes the time of one full comparison in every case."""
    if not password_hash or HASHER.check_needs_rehash(password_hash):
        _compare(_nobody(), password)
    return bool(password_hash) and _compare(password_hash, fold_slip(password) if is_slip else password)


def _compare(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, _prepared(password))
    except (VerificationError, InvalidHashError):
        return False


def refresh_hash(account: Account, password: str) -> None:
    """Hash again when the cost was raised since."""
    if account.slip_expires_at is None and HASHER.check_needs_rehash(account.password_hash):
        account.password_hash = HASHER.hash(_prepared(password))


def set_password(session: Session, actor: Actor, account_id: int, password: str, at: datetime) -> None:
    """Give an account a lasting password (first administrator, demo); ends its sessions.

    Raises:
        NotFound, NotPermitted: the actor may not manage this account.
        InvalidInput: the password is too easy to guess.
    """
    account = take_managed(session, actor, account_id, at)
    _replace(session, account, password)
    note(session, actor, account_id, "password_set", at)


def change_password(session: Session, actor: Actor, *, current: str, new: str, at: datetime) -> None:
    """Change the own password; all devices are signed out, this one too: it is for the caller to open it again.

    Whoever came in with a one-time password a moment ago is not asked for it again.

    Raises:
        InvalidInput: the present password is wrong, or the new one the same or too easy to guess.
    """
    if actor.account_id is None:
        raise NotPermitted
    account = take(session, actor.account_id)
    is_slip = account.slip_expires_at is not None
    if not account.must_change_password and not fits(account.password_hash, current, is_slip=is_slip):
        raise InvalidInput(T("Kata sandi sekarang salah."), field="current")
    if fits(account.password_hash, new, is_slip=is_slip):
        raise InvalidInput(T("Kata sandi baru sama dengan yang lama. Pilih yang lain."), field="password")
    _replace(session, account, new)
    note(session, actor, account.id, "password_changed", at)


def _replace(session: Session, account: Account, password: str) -> None:
    employee = session.get(Employee, account.employee_id) if account.employee_id is not None else None
    owner = PasswordOwner(
        username=account.username,
        name=account.name,
        nip=(employee.nip or "") if employee else "",
        birth_on=employee.birth_on if employee else None,
    )
    check_new_password(password, owner)
    account.password_hash = HASHER.hash(_prepared(password))
    account.must_change_password, account.slip_expires_at = False, None
    end_all(session, account.id)


def print_slips(session: Session, actor: Actor, account_ids: Sequence[int], at: datetime) -> list[Slip]:
    """Make a one-time password for each account; it is shown once and kept only as a hash.

    The former password and all sessions end; the person chooses an own password at the first sign-in.

    Raises:
        NotFound, NotPermitted: the actor may not manage one of the accounts.
        Refused: one of them is disabled.
    """
    return [_print(session, actor, account_id, at) for account_id in account_ids]


def _print(session: Session, actor: Actor, account_id: int, at: datetime) -> Slip:
    account = take_managed(session, actor, account_id, at)
    if not account.is_active:
        raise Refused(T("Akun {name} dinonaktifkan. Aktifkan dahulu.", name=account.name))
    password = make_slip_password(secrets.choice)
    expires_at = at + timedelta(days=SLIP_VALID_DAYS)
    account.password_hash = SLIP_HASHER.hash(fold_slip(password))
    account.must_change_password, account.slip_expires_at = True, expires_at
    end_all(session, account.id)
    note(session, actor, account_id, "slip_printed", at, expires_at=expires_at.isoformat())
    session.flush()
    row = get_account(session, account_id)
    return Slip(account_id, account.username, account.name, row.identity_line, password, expires_at)
