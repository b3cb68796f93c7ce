"""Who keeps the readers' list of a confidential file: its author and those of the office who read it, never the own row."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.service import NewReader, add_readers, end_reader
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import TransferCard, is_author
from mutasi_flow.transfers.service.follow_ups import share_readers
from mutasi_flow.transfers.service.perform import get_locked, on_own_side

NAMED = "named"
"""Part in a readers' list of whoever was added by hand."""
LONGEST_REASON = 300
_KEEPING = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE, Permission.ADMIN)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom to add to a list: the account by its user name, in which part, and why."""

    username: str
    part: str
    reason: str


def may_keep_list(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor, who reads the file, may change who else does; never on the own transfer."""
    if card.bars(actor.employee_id):
        return False
    able = actor.apart_from(card.employee_id)
    return is_author(card, actor) or any(able.may(permission, card.from_path) for permission in _KEEPING)


def _keeper(session: Session, number: str, actor: Actor) -> tuple[TransferCard, Actor]:
    card = get_locked(session, number, actor)
    if not card.is_secret:
        raise Conflict(T("Usulan ini tidak rahasia, atau sudah diumumkan."))
    if not may_keep_list(card, actor):
        raise NotPermitted
    able = actor.apart_from(card.employee_id)
    used = next((permission for permission in _KEEPING if able.may(permission, card.from_path)), None)
    return card, able.using(used, card.from_path) if used else on_own_side(card, actor)


def _check_reason(reason: str) -> str:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInput(T("Tuliskan alasannya, paling panjang {limit} huruf.", limit=LONGEST_REASON), field="reason")
    return reason.strip()


def add_reader(session: Session, number: str, named: Named, *, actor: Actor, clock: Clock) -> None:
    """Let somebody read a confidential file.

    Raises:
        NotFound: no such transfer for this person.
        NotPermitted: the actor does not keep the list.
        Conflict: the file is not confidential any more.
        InvalidInput: no such account, it reads already, or it is the employee's own; or there is no reason.
    """
    card, keeper = _keeper(session, number, actor)
    reason, at = _check_reason(named.reason), clock.now()
    account_id = access.find_account_id(session, named.username.strip())
    if account_id is None:
        raise InvalidInput(T("Akun {username} tidak ada.", username=named.username.strip()), field="username")
    new = [NewReader(account_id, named.part, reason)]
    added = add_readers(session, trail.ABOUT, card.id, new, at=at, added_by_id=actor.account_id, apart_from=card.apart)
    if not added:
        raise InvalidInput(T("Akun ini sudah menjadi pembaca, atau milik pegawai yang bersangkutan."), field="username")
    share_readers(session, card, at=at)
    payload = {"account": account_id, "part": named.part, "reason": reason}
    trail.record(session, card.id, "reader_added", actor=keeper, payload=payload, at=at)


def remove_reader(session: Session, number: str, reader_id: int, reason: str, *, actor: Actor, clock: Clock) -> None:
    """Let somebody read a confidential file no more; never oneself, so that somebody always keeps the list.

    Raises:
        NotFound: no such transfer for this person, or no such row on its list.
        NotPermitted: the actor does not keep the list, or it is the own row.
        Conflict: the file is not confidential any more, or the row had ended.
        InvalidInput: there is no reason.
    """
    card, keeper = _keeper(session, number, actor)
    row = next((one for one in access.list_readers(session, trail.ABOUT, card.id) if one.id == reader_id), None)
    if row is None:
        raise NotFound
    if row.account_id == actor.account_id:
        raise NotPermitted(T("Anda tidak dapat mengeluarkan diri sendiri. Minta pembaca lain."))
    written, at = _check_reason(reason), clock.now()
    if not end_reader(session, reader_id, at=at, ended_by_id=actor.account_id, reason=written):
        raise Conflict(T("Pembaca ini sudah dikeluarkan."))
    share_readers(session, card, at=at)
    payload = {"account": row.account_id, "reason": written}
    trail.record(session, card.id, "reader_removed", actor=keeper, payload=payload, at=at)
