"""Beginning, stopping and going on: each raises the turn, so that work on its way finds nothing to do."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotPermitted, Refused
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.domain import OPEN_ROWS, BatchState, RowState
from mutasi_flow.decrees.batches.model import DecreeRow
from mutasi_flow.decrees.batches.queries import (
    BatchRow,
    get_batch,
    get_readable,
    list_rows,
    list_secret,
)
from mutasi_flow.decrees.batches.service.announcing import ANNOUNCE
from mutasi_flow.decrees.batches.service.composing import (
    as_maker,
    as_signer,
    ask_check,
    back_to_draft,
    is_maker,
    raise_version,
    record_batch,
    refuse_signed,
    take_for_change,
)
from mutasi_flow.decrees.batches.service.issuing import ISSUE_PORTION, PRINT_PORTION, ask_portion
from mutasi_flow.decrees.batches.service.numbering import refuse_unnumbered
from mutasi_flow.decrees.batches.service.printing import gather_unprinted
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.service.collective import find_certifier, find_collective
from mutasi_flow.transfers.workflow import State

STARTABLE = frozenset({BatchState.DRAFT, BatchState.PAUSED})


def press_batch(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Begin to issue what waits in a batch; no transfer changes yet.

    Raises:
        NotFound, Conflict: as ``take_for_change``.
        NotPermitted: the batch waits for another signer.
        Refused: nothing waits, or a transfer changed since it was put in and was not read anew.
    """
    batch = _take_to_start(session, batch_id, actor, expected_version)
    _check_collective(session, batch, clock)
    rows = list_rows(session, batch.id, OPEN_ROWS)
    if not rows:
        raise Refused(T("Tidak ada SK yang menunggu diterbitkan."))
    changed = [
        card.label
        for row in rows
        if (card := find_card_by_id(session, row.transfer_id)) is not None and card.version != row.seen_version
    ]
    if changed:
        names = tuple(T("Berubah sejak disusun: {label}.", label=label) for label in changed[:10])
        raise Refused(T("Ada usulan yang berubah. Baca perubahannya, lalu tandai sudah dibaca."), names)
    _begin(session, batch, edition=batch.edition + 1, at=clock.now())
    record_batch(session, batch.id, "decree_batch_pressed", actor=as_signer(actor), at=clock.now())


def _check_collective(session: Session, batch: BatchRow, clock: Clock) -> None:
    """Make sure that the collective decree of a batch may still be composed, and its excerpts be certified."""
    if batch.is_collective:
        refuse_signed(session, batch.id)
        find_certifier(session, clock.today())
        refuse_unnumbered(session, batch.id, clock.today())


def compose_again(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Compose an unsigned collective decree for those who still stand in it, as the records say today.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`press_batch`; Conflict also when it is signed.
        Refused: there is none, or somebody still waits to be put on it.
    """
    batch = take_for_change(session, batch_id, actor, expected_version)
    _check_collective(session, batch, clock)
    if find_collective(session, batch.id) is None or list_rows(session, batch.id, OPEN_ROWS, 1):
        raise Refused(T("Tidak ada SK kolektif yang dapat disusun ulang sekarang."))
    _begin(session, batch, edition=batch.edition + 1, at=clock.now())
    record_batch(session, batch.id, "decree_batch_recomposed", actor=as_maker(actor), at=clock.now())


def _take_to_start(session: Session, batch_id: int, actor: Actor, expected_version: int | None) -> BatchRow:
    batch = take_for_change(session, batch_id, actor, expected_version)
    if actor.account_id != batch.signer_id:
        raise NotPermitted(T("Paket ini menunggu {name}.", name=batch.signer))
    if batch.state not in STARTABLE:
        raise Conflict(T("Semua SK paket ini sudah diterbitkan."))
    return batch


def _begin(session: Session, batch: BatchRow, *, edition: int, at: datetime) -> None:
    """Begin a turn: first the portions of letters that were decreed before and are not printed, then the rest."""
    turn = batch.turn + 1
    values: dict[str, Any] = {"state": BatchState.RUNNING, "turn": turn, "edition": edition, "started_at": at}
    raise_version(session, batch.id, **values, stopped_because="")
    waiting = (DecreeRow.batch_id == batch.id, DecreeRow.is_open)
    session.execute(update(DecreeRow).where(*waiting).values(edition=edition))
    portions = 0 if batch.is_collective else gather_unprinted(session, batch.id, turn)
    for portion in range(1, portions + 1):
        ask_portion(session, PRINT_PORTION, batch.id, turn, portion)
    ask_portion(session, ISSUE_PORTION, batch.id, turn, portions + 1)


def ask_announcing(session: Session, batch_id: int, *, actor: Actor, clock: Clock) -> int:
    """Have the confidential decrees of a batch announced, one after the other; return how many.

    Raises:
        NotFound, NotPermitted, Conflict: as ``take_for_change``; only the signer announces.
        Refused: no issued decree is confidential.
    """
    batch = take_for_change(session, batch_id, actor, None)
    if actor.account_id != batch.signer_id:
        raise NotPermitted(T("Paket ini menunggu {name}.", name=batch.signer))
    secret = list_secret(session, batch.id)
    if not secret:
        raise Refused(T("Tidak ada SK rahasia yang menunggu diumumkan."))
    raise_version(session, batch.id)
    enqueue(session, ANNOUNCE, {"batch": batch.id}, f"{ANNOUNCE}:{batch.id}:{batch.version}")
    record_batch(session, batch.id, "decree_batch_announced", actor=as_signer(actor), at=clock.now())
    return len(secret)


def pause_batch(session: Session, batch_id: int, *, actor: Actor, clock: Clock) -> None:
    """Stop after the decree that is being issued now.

    Raises:
        NotFound: there is none for this person.
        NotPermitted: the actor neither signs it nor puts batches together.
        Conflict: it is not being issued.
    """
    get_readable(session, batch_id, actor)
    batch = get_batch(session, batch_id, lock=True)
    if actor.account_id != batch.signer_id and not is_maker(actor):
        raise NotPermitted
    if batch.state is not BatchState.RUNNING:
        raise Conflict(T("Paket SK ini tidak sedang diterbitkan."))
    raise_version(session, batch.id, state=BatchState.PAUSED, turn=batch.turn + 1)
    by = as_signer(actor) if actor.account_id == batch.signer_id else as_maker(actor)
    record_batch(session, batch.id, "decree_batch_paused", actor=by, at=clock.now())


def resume_batch(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Go on where a batch was stopped.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`press_batch`.
    """
    batch = _take_to_start(session, batch_id, actor, expected_version)
    if batch.state is not BatchState.PAUSED:
        raise Conflict(T("Paket SK ini tidak sedang dihentikan."))
    _begin(session, batch, edition=batch.edition, at=clock.now())
    record_batch(session, batch.id, "decree_batch_resumed", actor=as_signer(actor), at=clock.now())


def print_again(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Print letters that failed once more, under their numbers.

    Raises:
        NotFound, NotPermitted, Conflict: as ``take_for_change``.
        Refused: none has failed, or the next press will print it.
    """
    batch = take_for_change(session, batch_id, actor, expected_version)
    turn = batch.turn + 1
    portions = gather_unprinted(session, batch.id, turn) if batch.state is BatchState.DONE else 0
    if not portions:
        raise Refused(T("Tidak ada surat yang gagal dicetak dan dapat diulang sekarang."))
    raise_version(session, batch.id, state=BatchState.RUNNING, turn=turn, started_at=clock.now())
    for portion in range(1, portions + 1):
        ask_portion(session, PRINT_PORTION, batch.id, turn, portion)
    record_batch(session, batch.id, "decree_batch_retried", actor=as_maker(actor), at=clock.now())


def put_back(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> int:
    """Let blocked transfers that are still approved and wait nowhere else wait here again; return how many.

    Raises:
        NotFound, NotPermitted, Conflict: as ``take_for_change``.
        Refused: there is none.
    """
    batch, back = take_for_change(session, batch_id, actor, expected_version), 0
    refuse_signed(session, batch.id)
    for row in list_rows(session, batch.id, (RowState.BLOCKED,)):
        card = find_card_by_id(session, row.transfer_id)
        other = select(DecreeRow.id).where(DecreeRow.transfer_id == row.transfer_id, DecreeRow.is_open)
        if card is None or card.state is not State.APPROVED or session.execute(other).first() is not None:
            continue
        values: dict[str, Any] = {"state": RowState.WAITING, "is_open": True, "notes": {}, "checked_version": None}
        values |= {"seen_version": card.version, "edition": batch.edition + 1, "turn": 0, "portion": 0}
        session.execute(update(DecreeRow).where(DecreeRow.id == row.id).values(values))
        back += 1
    if not back:
        raise Refused(T("Tidak ada usulan tertahan yang dapat dimasukkan lagi."))
    back_to_draft(session, batch)
    record_batch(session, batch.id, "decree_batch_changed", actor=as_maker(actor), at=clock.now())
    ask_check(session, batch.id)
    return back
