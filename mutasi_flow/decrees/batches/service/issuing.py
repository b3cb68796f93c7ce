"""Issuing a batch: numbers per portion in one transaction, and each decree in one of its own.

A press only begins a turn; workers do the rest, portion after portion, so that numbers follow the order of the list. Every
piece looks at the rows themselves, never at what was planned: whoever dies anywhere leaves rows that say how far they
are, and doing the piece again does what is left. Stopping raises the turn, so that work on its way finds nothing to do.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import MutasiError, NotFound, Refused, Stale
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.batches.domain import OPEN_ROWS, PORTION, BatchState, RowState
from mutasi_flow.decrees.batches.model import DecreeBatch, DecreeRow
from mutasi_flow.decrees.batches.queries import (
    BatchRow,
    Row,
    get_batch,
    is_any_unprinted,
    is_running,
    list_portion,
    list_rows,
    lock_row,
)
from mutasi_flow.decrees.batches.service.checking import list_obstacles, notes_of
from mutasi_flow.decrees.batches.service.composing import (
    as_signer,
    raise_version,
)
from mutasi_flow.decrees.batches.service.numbering import UNUSED, is_decree_unprinted, set_aside_one
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.domain import DECREE_REGISTER
from mutasi_flow.letters.queries.numbers import find_reserved, list_waiting_about
from mutasi_flow.letters.service import Purpose
from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.queries import find_card_by_id, list_cards_by_id
from mutasi_flow.transfers.queries.links import list_partners
from mutasi_flow.transfers.service import perform
from mutasi_flow.transfers.service.collective import find_misfit
from mutasi_flow.transfers.service.decree import KIND, find_standing
from mutasi_flow.transfers.service.tasks import tell_authors_of_decrees
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import Action

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)
ISSUE_PORTION, PRINT_PORTION = "issue_decree_portion", "print_decree_portion"
COMPOSE = "compose_collective_decree"


def ask_portion(session: Session, job: str, batch_id: int, turn: int, portion: int) -> None:
    """Ask for a piece of work: its key is the same however often it is asked for."""
    enqueue(session, job, {"batch": batch_id, "turn": turn, "portion": portion}, f"{job}:{batch_id}:{turn}:{portion}")


def ask_composing(session: Session, batch_id: int, turn: int) -> None:
    """Ask for the text of a collective decree; its key is the same however often it is asked for."""
    enqueue(session, COMPOSE, {"batch": batch_id, "turn": turn}, f"{COMPOSE}:{batch_id}:{turn}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One portion of work."""

    batch: BatchRow
    turn: int
    portion: int


def read_piece(session: Session, args: JobArgs) -> Piece | None:
    """Return a portion whose turn it is, or None."""
    batch_id, turn, portion = int(args["batch"]), int(args["turn"]), int(args["portion"])
    return Piece(get_batch(session, batch_id), turn, portion) if is_running(session, batch_id, turn) else None


def issue_portion(piece: Piece | None, runtime: "Runtime") -> datetime | None:
    """Take the numbers of a portion, then issue decree by decree; return when, or None when it was not its turn."""
    if piece is None:
        return None
    signer = _find_signer(piece, runtime)
    if signer is None:
        return None
    for row in _number(piece, signer, runtime):
        try:
            with runtime.database.writing() as session:
                issue_row(session, row.id, piece.turn, signer, runtime.clock)
        except OperationalError:
            raise
        except Exception:
            log.exception("decree of row %s could not be issued", row.id)
            with runtime.database.writing() as session:
                _block(session, row, (T("Kesalahan di dalam aplikasi. Beri tahu administrator."),), runtime.clock.now())
    return runtime.clock.now()


def _find_signer(piece: Piece, runtime: "Runtime") -> Actor | None:
    """Return the signer as of today; one who is gone stops the batch."""
    try:
        with runtime.database.reading() as session:
            return access.load_actor(session, piece.batch.signer_id, runtime.clock.today())
    except NotFound as error:
        with runtime.database.writing() as session:
            if is_running(session, piece.batch.id, piece.turn):
                values = {"state": BatchState.PAUSED, "turn": piece.turn + 1, "stopped_because": str(error.text)}
                raise_version(session, piece.batch.id, **values)
        return None


def _number(piece: Piece, signer: Actor, runtime: "Runtime") -> Sequence[Row]:
    """Return the rows of the portion with their numbers set aside, in one transaction; asked again, those that are left."""
    batch, clock = piece.batch, runtime.clock
    with runtime.database.reading() as session:
        mine = list_portion(session, batch.id, piece.turn, piece.portion)
        if mine:
            return [row for row in mine if row.state is RowState.NUMBERED]
        chosen = list_rows(session, batch.id, OPEN_ROWS, PORTION)
        found = {row.id: _judge(session, batch, row, signer, clock) for row in chosen}
    with runtime.database.writing() as session:
        if not _holds(session, piece):
            return ()
        taken = list_portion(session, batch.id, piece.turn, piece.portion)
        if taken:  # another worker was quicker
            return [row for row in taken if row.state is RowState.NUMBERED]
        for row in chosen:
            if found[row.id]:
                _block(session, row, found[row.id], clock.now())
        sound = [row for row in chosen if not found[row.id]]
        _set_aside(session, piece, sound, signer, clock)
        return list_portion(session, batch.id, piece.turn, piece.portion)


def _holds(session: Session, piece: Piece) -> bool:
    """Lock the batch and say whether the work of this turn still goes on."""
    session.execute(select(DecreeBatch.id).where(DecreeBatch.id == piece.batch.id).with_for_update())
    return is_running(session, piece.batch.id, piece.turn)


def _judge(session: Session, batch: BatchRow, row: Row, signer: Actor, clock: Clock) -> tuple[Text, ...]:
    card = find_card_by_id(session, row.transfer_id)
    if card is None:
        return (T("Usulan ini tidak ditemukan."),)
    if card.version != row.seen_version:
        return (T("Usulan ini berubah sejak dibaca penanda tangan."),)
    if batch.is_collective and (misfit := find_misfit(card)) is not None:
        return (misfit,)
    return list_obstacles(session, card, signer, clock, press=_press(session, batch, row))


def _press(session: Session, batch: BatchRow, row: Row) -> Press:
    together = {one.transfer_id for one in _waiting_partners(session, batch.id, row)}
    return Press(
        expected_version=row.seen_version,
        effective_on=batch.effective_on,
        together=frozenset(together | {row.transfer_id}),
        collective=batch.id if batch.is_collective else None,
        in_batch=True,
    )


def _waiting_partners(session: Session, batch_id: int, row: Row) -> Sequence[Row]:
    """Return the rows of the batch that are only decreed together with this one."""
    keys = {one.transfer_id for one in list_partners(session, row.transfer_id)}
    if not keys:
        return ()
    return [one for one in list_rows(session, batch_id, OPEN_ROWS) if one.transfer_id in keys]


def _set_aside(session: Session, piece: Piece, rows: Sequence[Row], signer: Actor, clock: Clock) -> None:
    """Set a number aside for each row that has none, and mark the rows as those of this portion."""
    today, at = clock.today(), clock.now()
    values = {"state": RowState.NUMBERED, "turn": piece.turn, "portion": piece.portion}
    mark = update(DecreeRow).where(DecreeRow.id.in_([row.id for row in rows])).values(values)
    if piece.batch.is_collective:
        set_aside_one(session, piece.batch.id, is_needed=bool(rows), actor=as_signer(signer), clock=clock)
        session.execute(mark)
        return
    kept = {row.id: find_reserved(session, ABOUT, row.transfer_id, DECREE_REGISTER, today.year) for row in rows}
    words = str(T("Paket SK {key}", key=piece.batch.id))
    without = [row for row in rows if kept[row.id] is None]
    if without:
        purposes = [Purpose(words, ABOUT, row.transfer_id, is_printed_apart=True) for row in without]
        by = as_signer(signer)
        letters.reserve(session, DECREE_REGISTER, purposes, dated_on=today, kind=KIND, actor=by, at=at)
    letters.print_apart(session, [one.id for one in kept.values() if one is not None])
    session.execute(mark)


def issue_row(session: Session, row_id: int, turn: int, signer: Actor, clock: Clock) -> None:
    """Issue one decree, and those that only go together with it, once; a refusal is written down and the row leaves."""
    row = lock_row(session, row_id)
    if row is None or row.state is not RowState.NUMBERED or not is_running(session, row.batch_id, turn):
        return
    batch = get_batch(session, row.batch_id)
    group = sorted([row, *_waiting_partners(session, batch.id, row)], key=lambda one: one.transfer_id)
    done: dict[int, int] = {}
    try:
        with session.begin_nested():
            for one in group:
                done[one.id] = _decree(session, batch, one, signer, clock)
    except Stale as stale:
        _block_all(session, group, (stale.text, *stale.changes), clock.now())
    except MutasiError as error:
        reasons = error.reasons if isinstance(error, Refused) else ()
        _block_all(session, group, reasons or (error.text,), clock.now())
    else:
        for one in group:
            values = {"state": RowState.DECREED, "is_open": False, "letter_id": done[one.id], "notes": {}}
            session.execute(
                update(DecreeRow).where(DecreeRow.id == one.id).values(**values, turn=turn, portion=row.portion)
            )


def _decree(session: Session, batch: BatchRow, row: Row, signer: Actor, clock: Clock) -> int:
    card = find_card_by_id(session, row.transfer_id)
    if card is None:
        raise NotFound
    perform(session, card.number, Action.DECREE, actor=signer, clock=clock, press=_press(session, batch, row))
    letter = find_standing(session, card)
    if letter is None:
        raise Refused(T("SK ini diterbitkan instansi lain, jadi tidak ikut paket."))
    return letter.id


def _block_all(session: Session, rows: Sequence[Row], texts: Sequence[Text], at: datetime) -> None:
    for row in rows:
        _block(session, row, texts, at)


def _block(session: Session, row: Row, texts: Sequence[Text], at: datetime) -> None:
    """Let a row leave with its reason; a number of our own that was set aside for it is void from now on."""
    values = {"state": RowState.BLOCKED, "is_open": False, "notes": notes_of(texts)}
    session.execute(update(DecreeRow).where(DecreeRow.id == row.id, DecreeRow.state.in_(OPEN_ROWS)).values(values))
    _void(session, [row.transfer_id], at)


def _void(session: Session, transfer_ids: Sequence[int], at: datetime) -> None:
    keys = [
        one.id
        for one in list_waiting_about(session, ABOUT, transfer_ids)
        if not one.is_outside and one.is_printed_apart
    ]
    if keys:
        letters.void_numbers(session, keys, str(UNUSED), actor=SYSTEM, at=at)


def after_issuing(session: Session, args: JobArgs, at: datetime | None) -> None:
    """Tell the authors, ask for the printing of the portion and for the next one; after the last, the batch is done.

    What a collective decree says is composed after the last portion, and only then printed.
    """
    batch_id, turn, portion = int(args["batch"]), int(args["turn"]), int(args["portion"])
    if at is None:
        return
    decreed = [one.transfer_id for one in list_portion(session, batch_id, turn, portion) if one.letter_id is not None]
    tell_authors_of_decrees(session, list_cards_by_id(session, decreed), at)
    is_collective = get_batch(session, batch_id).is_collective
    if not is_collective:
        ask_portion(session, PRINT_PORTION, batch_id, turn, portion)
    if not is_running(session, batch_id, turn):
        return
    if list_rows(session, batch_id, OPEN_ROWS, 1):
        ask_portion(session, ISSUE_PORTION, batch_id, turn, portion + 1)
    elif is_collective:
        ask_composing(session, batch_id, turn)
    else:
        finish(session, batch_id, turn)


def finish(session: Session, batch_id: int, turn: int) -> None:
    """Call the batch done when nothing is to be issued or printed any more; what failed may be tried again."""
    if not is_running(session, batch_id, turn):
        return
    waiting = list_rows(session, batch_id, OPEN_ROWS, 1)
    if not waiting and not is_any_unprinted(session, batch_id) and not is_decree_unprinted(session, batch_id):
        raise_version(session, batch_id, state=BatchState.DONE)
