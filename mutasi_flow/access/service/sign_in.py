"""Sign-in: an attempt counts as failed until its password fits, so that nobody gains by asking many times at once.

The web runs the two short transactions with the slow comparison between them; nothing waits for a hash.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import FORGET_FAILURES, SignIn, fold_username, wait_after
from mutasi_flow.access.domain.passwords import PASSWORD_LONGEST
from mutasi_flow.access.model import Account, SignInFailure
from mutasi_flow.access.service.devices import open_device
from mutasi_flow.access.service.passwords import fits, refresh_hash
from mutasi_flow.core.texts import T, Text

_ACCOUNT = select(Account).where(Account.username == bindparam("username")).execution_options(populate_existing=True)
_FAILURES = (
    select(SignInFailure)
    .where(SignInFailure.digest == bindparam("digest"))
    .with_for_update()
    .execution_options(populate_existing=True)
)

WRONG = T("Nama pengguna atau kata sandi salah. Periksa huruf besar dan kecil, lalu coba lagi.")
WRONG_AGAIN = T("Kata sandi salah, jadi belum ada yang dilakukan.")
DISABLED = T("Akun ini dinonaktifkan. Hubungi pengelola kepegawaian unit Anda.")
EXPIRED = T("Kata sandi sekali pakai ini sudah tidak berlaku. Minta slip baru kepada pengelola kepegawaian unit Anda.")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in attempt that has been counted; ``refusal`` when it may not even be tried now."""

    username: str
    password_hash: str = ""
    is_slip: bool = False
    refusal: Text | None = None

    def fits(self, password: str) -> bool:
        """Whether the password is right; slow on purpose, and equally slow for names nobody has."""
        if self.refusal is not None:
            return False
        short = password if len(password) <= PASSWORD_LONGEST else ""
        return fits(self.password_hash, short, is_slip=self.is_slip)


def begin_attempt(session: Session, username: str, at: datetime) -> Attempt:
    """Count an attempt under this user name and return what its password is compared with."""
    folded = fold_username(username)
    refusal = _count(session, _digest(folded), at)
    if refusal is not None:
        return Attempt(folded, refusal=refusal)
    account = session.scalar(_ACCOUNT, {"username": folded})
    if account is None:
        return Attempt(folded)
    return Attempt(folded, account.password_hash, account.slip_expires_at is not None)


def finish_attempt(
    session: Session, attempt: Attempt, password: str, at: datetime, *, is_right: bool, agent: str = ""
) -> SignIn:
    """Say what an attempt came to; a right password clears the count and opens the device that calls itself ``agent``."""
    if attempt.refusal is not None:
        return SignIn(refusal=attempt.refusal)
    account = session.scalar(_ACCOUNT.with_for_update(), {"username": attempt.username}) if is_right else None
    if account is None or account.password_hash != attempt.password_hash:
        return SignIn(refusal=WRONG)
    session.execute(delete(SignInFailure).where(SignInFailure.digest == _digest(attempt.username)))
    if not account.is_active:
        return SignIn(refusal=DISABLED)
    if account.slip_expires_at is not None and at > account.slip_expires_at:
        return SignIn(refusal=EXPIRED)
    refresh_hash(account, password)
    account.signed_in_at = at
    return SignIn(
        account_id=account.id,
        session_key=open_device(session, account.id, agent, at),
        must_change_password=account.must_change_password,
    )


def confirm_attempt(session: Session, attempt: Attempt, *, is_right: bool) -> Text | None:
    """Say why somebody who is signed in may not go on: the password typed again is wrong; a right one clears the count."""
    if attempt.refusal is not None:
        return attempt.refusal
    if not is_right:
        return WRONG_AGAIN
    session.execute(delete(SignInFailure).where(SignInFailure.digest == _digest(attempt.username)))
    return None


def check_password(session: Session, username: str, password: str, at: datetime) -> SignIn:
    """Try to sign in, all in one transaction."""
    attempt = begin_attempt(session, username, at)
    return finish_attempt(session, attempt, password, at, is_right=attempt.fits(password))


def forget_failures(session: Session, at: datetime) -> int:
    """Drop counts that nobody added to for a day; return how many."""
    gone = session.execute(delete(SignInFailure).where(SignInFailure.last_at < at - FORGET_FAILURES))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _digest(username: str) -> str:
    return hashlib.sha256(username.encode(errors="replace")).hexdigest()


def _count(session: Session, digest: str, at: datetime) -> Text | None:
    """Add one failure, or return how long to wait; attempts under one name queue up at its row."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(SignInFailure).values(digest=digest, failures=0, last_at=at).on_conflict_do_nothing())
    known = session.scalars(_FAILURES, {"digest": digest}).one()
    if at - known.last_at >= FORGET_FAILURES:
        known.failures = 0
    wait = wait_after(known.failures)
    left = known.last_at + wait - at
    if known.failures and timedelta(0) < left <= wait:  # more than the wait: the clock was set back since
        return _wait(left)
    known.failures, known.last_at = known.failures + 1, at
    session.flush()
    return None


def _wait(left: timedelta) -> Text:
    seconds = -(-left // timedelta(seconds=1))
    if seconds <= 60:  # noqa: PLR2004 - a minute
        return T("Terlalu banyak percobaan untuk nama pengguna ini. Coba lagi {count} detik lagi.", count=seconds)
    minutes = -(-seconds // 60)
    return T("Terlalu banyak percobaan untuk nama pengguna ini. Coba lagi {count} menit lagi.", count=minutes)
