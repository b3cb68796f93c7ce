"""The one number of a collective decree: set aside for the batch, used with the first who joins, void when nobody does."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.service.composing import raise_version, record_batch, take_for_change
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts.collective import KIND as COLLECTIVE
from mutasi_flow.letters.domain import DECREE_REGISTER
from mutasi_flow.letters.queries.numbers import find_reserved, is_numbered_elsewhere, list_waiting_about
from mutasi_flow.letters.service import Purpose
from mutasi_flow.transfers.service.collective import find_collective
from mutasi_flow.transfers.service.numbers import require_book_keeper
from mutasi_flow.transfers.trail import BATCH

UNUSED = T("Tidak jadi dipakai dalam paket SK.")


def set_aside_one(session: Session, batch_id: int, *, is_needed: bool, actor: Actor, clock: Clock) -> None:
    """Set a number aside for the decree of a batch when somebody is about to join it and it has none yet."""
    if not is_needed or find_collective(session, batch_id) is not None:
        return
    kept = find_reserved(session, BATCH, batch_id, DECREE_REGISTER, clock.today().year)
    if kept is not None:
        letters.print_apart(session, [kept.id])
        return
    purpose = Purpose(str(T("Paket SK {key}", key=batch_id)), BATCH, batch_id, is_printed_apart=True)
    today, at = clock.today(), clock.now()
    letters.reserve(session, DECREE_REGISTER, [purpose], dated_on=today, kind=COLLECTIVE, actor=actor, at=at)


def refuse_unnumbered(session: Session, batch_id: int, today: date) -> None:
    """Make sure that a decree which another office numbers has its number.

    Raises:
        Refused: it is not recorded yet.
    """
    is_missing = is_numbered_elsewhere(session, DECREE_REGISTER, today.year) and (
        find_collective(session, batch_id) is None
        and find_reserved(session, BATCH, batch_id, DECREE_REGISTER, today.year) is None
    )
    if is_missing:
        raise Refused(T("Nomor SK diberikan kantor lain. Catat dahulu nomor untuk paket ini."))


def record_number(session: Session, batch_id: int, number: str, dated_on: date, *, actor: Actor, clock: Clock) -> None:
    """Keep the number that another office gave for the collective decree of a batch; an earlier one for it is let go.

    Raises:
        NotFound, Conflict: as ``take_for_change``; Conflict also when it has its decree, or the number is taken.
        NotPermitted: the actor keeps no books.
        InvalidInput: the number cannot be printed, or its day is still to come.
    """
    batch, keeper = take_for_change(session, batch_id, actor, None), require_book_keeper(actor)
    if not batch.is_collective or find_collective(session, batch.id) is not None:
        raise Conflict(T("Nomor dicatat untuk SK kolektif yang belum terbit."))
    if dated_on > clock.today():
        raise InvalidInput(T("Tanggal surat tidak boleh sesudah hari ini."), field="dated_on")
    former, at = find_reserved(session, BATCH, batch.id, DECREE_REGISTER, dated_on.year), clock.now()
    if former is not None:
        letters.void_numbers(session, [former.id], str(T("Diganti nomor lain.")), actor=keeper, at=at)
    purpose = Purpose(str(T("Paket SK {key}", key=batch.id)), BATCH, batch.id)
    letters.record_outside_number(session, DECREE_REGISTER, number, purpose, dated_on=dated_on, actor=keeper, at=at)
    raise_version(session, batch.id)
    record_batch(session, batch.id, "decree_batch_numbered", actor=keeper, at=at)


def void_unused(session: Session, batch_id: int, at: datetime) -> None:
    """Let our own number go that was set aside for a decree which nobody joined."""
    waiting = list_waiting_about(session, BATCH, [batch_id])
    keys = [one.id for one in waiting if not one.is_outside and one.is_printed_apart]
    if keys:
        letters.void_numbers(session, keys, str(UNUSED), actor=SYSTEM, at=at)


def is_decree_unprinted(session: Session, batch_id: int) -> bool:
    """Whether the collective decree of a batch is still to be printed."""
    decree = find_collective(session, batch_id)
    return decree is not None and not decree.sha256
