"""Administrators look at the pages as somebody else sees them: with a reason, told to the owner, kept in the trail."""

from datetime import datetime

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.service.guard import note, require
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import InvalidInput, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice

LONGEST_REASON = 300


def begin_viewing(
    session: Session, actor: Actor, account_id: int, reason: str, *, at: datetime, until: datetime, shown_until: str
) -> None:
    """Record that an administrator looks as the account's owner, and tell the owner.

    Args:
        session: To write with.
        actor: The administrator.
        account_id: Whose pages.
        reason: Why; kept in the trail of the account.
        at: Now.
        until: When it ends by itself.
        shown_until: The same as the office's clock shows it.

    Raises:
        NotPermitted: the actor is no administrator.
        NotFound: no such account.
        Refused: it is the own account, a disabled one, or one whose owner cannot be told.
        InvalidInput: the reason is missing or too long.
    """
    require(actor, Permission.ADMIN)
    account = access.get_account(session, account_id)
    if account_id == actor.account_id:
        raise Refused(T("Ini akun Anda sendiri."))
    if account.employee_id is None or not account.is_active:
        raise Refused(T("Akun ini nonaktif, atau pemiliknya tidak dapat diberi tahu. Karena itu tidak dapat dilihat."))
    written = reason.strip()
    if not written or len(written) > LONGEST_REASON:
        raise InvalidInput(T("Tuliskan alasannya, paling panjang {limit} huruf.", limit=LONGEST_REASON), "reason")
    note(session, actor, account_id, "viewing_begun", at, reason=written, until=until.isoformat())
    told = T(
        "Administrator {name} melihat aplikasi ini sebagai Anda sampai pukul {time}, hanya membaca. Alasannya tercatat.",
        name=actor.name,
        time=shown_until,
    )
    inbox.notify(session, [NewNotice("viewing_begun", told, at, account.employee_id, address="/pesan")])


def end_viewing(session: Session, actor: Actor, account_id: int, *, at: datetime) -> None:
    """Record that the administrator looks no longer."""
    note(session, actor, account_id, "viewing_ended", at)
