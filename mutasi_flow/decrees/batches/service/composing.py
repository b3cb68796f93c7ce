"""Putting decrees together, taking some out, reading changed ones anew: all that happens before a press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.batches.domain import OPEN_ROWS, BatchState, DecreeForm, RowState
from mutasi_flow.decrees.batches.model import BATCH_NAME, DecreeBatch, DecreeRow
from mutasi_flow.decrees.batches.queries import (
    BatchRow,
    Wish,
    get_batch,
    get_readable,
    list_candidates,
    list_rows,
)
from mutasi_flow.decrees.batches.service.checking import find_refusal
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice, freeze_values
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id, list_cards
from mutasi_flow.transfers.queries.batches import is_over
from mutasi_flow.transfers.service.collective import find_collective
from mutasi_flow.transfers.trail import BATCH

MAKERS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE)
"""Whoever puts batches together; only the signer presses them."""
MOST_TOGETHER = 5_000
LONGEST_REASON = 300
CHECK = "check_decree_batch"
ABOUT = BATCH


@dataclass(frozen=True, slots=True)
class Sorted:
    """What would go into a batch, and what would not and why."""

    fitting: Sequence[TransferCard]
    left_out: Sequence[tuple[TransferCard, Text]]


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What a batch is to be."""

    name: str
    signer_id: int
    wish: Wish
    effective_on: date | None = None
    form: DecreeForm = DecreeForm.INDIVIDUAL


def record_batch(
    session: Session, batch_id: int, action: str, *, actor: Actor, at: datetime, **payload: object
) -> None:
    """Write what was done to a batch into its own chain: never names or numbers, for a row may be confidential."""
    audit.record(
        session,
        chain=f"{ABOUT}:{batch_id}",
        action=action,
        actor=actor,
        about_kind=ABOUT,
        about_id=batch_id,
        payload=payload,
        at=at,
    )


def is_maker(actor: Actor) -> bool:
    """Whether the actor puts batches together."""
    return any(actor.has(permission) for permission in MAKERS)


def as_maker(actor: Actor) -> Actor:
    """Return the actor as the trail names whoever puts batches together."""
    held = next((one for one in MAKERS if actor.has(one)), None)
    return actor.using(held, actor.paths(held)[0]) if held else actor


def sort_out(session: Session, wish: Wish, signer_id: int, *, actor: Actor, clock: Clock) -> Sorted:
    """Say which approved transfers one official could decree together; gates and rules are asked later, row by row.

    Raises:
        NotFound: there is no such official.
    """
    signer = access.load_actor(session, signer_id, clock.today())
    keys = list_candidates(session, actor, wish, MOST_TOGETHER)
    order = {key: place for place, key in enumerate(keys)}
    cards = sorted(
        (card for card in list_cards(session, keys, actor) if is_over(actor, card.from_path)),
        key=lambda card: order[card.id],
    )
    found = [(card, find_refusal(session, card, signer, clock.today())) for card in cards]
    mine = actor.employee_id
    return Sorted(
        [card for card, text in found if text is None and (mine is None or card.employee_id != mine)],
        [(card, text) for card, text in found if text is not None],
    )


def create_batch(session: Session, new: NewBatch, *, actor: Actor, clock: Clock) -> int:
    """Put the transfers together and have each checked; return the key of the batch.

    Raises:
        NotPermitted: the actor puts no batches together.
        InvalidInput: it has no name, or nothing fits.
    """
    if not is_maker(actor) or actor.account_id is None:
        raise NotPermitted
    name = new.name.strip()
    if not 0 < len(name) <= BATCH_NAME:
        raise InvalidInput(T("Beri nama paket, paling panjang {limit} huruf.", limit=BATCH_NAME), field="name")
    fitting = sort_out(session, new.wish, new.signer_id, actor=actor, clock=clock).fitting
    if not fitting:
        raise InvalidInput(T("Tidak ada usulan yang menunggu SK dari pejabat ini."))
    at = clock.now()
    values: dict[str, Any] = {
        "name": name,
        "state": BatchState.DRAFT,
        "form": new.form,
        "signer_id": new.signer_id,
        "effective_on": new.effective_on,
        "version": 1,
        "edition": 0,
        "turn": 0,
        "created_by_id": actor.account_id,
        "created_at": at,
        "stopped_because": "",
    }
    batch_id: int = session.execute(insert(DecreeBatch).values(values).returning(DecreeBatch.id)).scalar_one()
    _put_in(session, batch_id, fitting, edition=1)
    record_batch(session, batch_id, "decree_batch_created", actor=as_maker(actor), at=at)
    if new.signer_id != actor.account_id:
        _tell_signer(session, batch_id, new.signer_id, len(fitting), at)
    ask_check(session, batch_id)
    return batch_id


def _tell_signer(session: Session, batch_id: int, signer_id: int, count: int, at: datetime) -> None:
    employee_id = access.employee_of(session, signer_id)
    if employee_id is not None:
        text = T("Satu paket berisi {count} SK menunggu Anda.", count=count)
        notice = NewNotice("decree_batch", text, at, employee_id=employee_id, address=f"/sk/paket/{batch_id}")
        inbox.notify(session, [notice])


def _put_in(session: Session, batch_id: int, cards: Sequence[TransferCard], *, edition: int) -> None:
    last = session.scalar(select(func.max(DecreeRow.place)).where(DecreeRow.batch_id == batch_id)) or 0
    rows: list[dict[str, Any]] = [
        {
            "batch_id": batch_id,
            "transfer_id": card.id,
            "unit_id": card.from_unit_id or card.to_unit_id,
            "place": last + place,
            "state": RowState.WAITING,
            "is_open": True,
            "seen_version": card.version,
            "notes": {},
            "edition": edition,
            "turn": 0,
            "portion": 0,
            "fault": "",
        }
        for place, card in enumerate(cards, 1)
    ]
    gone = (DecreeRow.batch_id == batch_id, DecreeRow.letter_id.is_(None), ~DecreeRow.is_open)
    session.execute(delete(DecreeRow).where(*gone, DecreeRow.transfer_id.in_([card.id for card in cards])))
    session.execute(insert(DecreeRow), rows)


def ask_check(session: Session, batch_id: int) -> None:
    """Have every row checked whose transfer was not checked as it is now."""
    version = session.scalar(
        update(DecreeBatch)
        .where(DecreeBatch.id == batch_id)
        .values(version=DecreeBatch.version + 1)
        .returning(DecreeBatch.version)
    )
    enqueue(session, CHECK, {"batch": batch_id}, f"{CHECK}:{batch_id}:{version}")


def take_for_change(session: Session, batch_id: int, actor: Actor, expected_version: int | None) -> BatchRow:
    """Return a batch, locked, as long as nothing is being issued and it is as the page showed it.

    Raises:
        NotFound: there is none for this person.
        NotPermitted: the actor neither signs it nor puts batches together.
        Conflict: it is being issued, closed, or somebody changed it meanwhile.
    """
    get_readable(session, batch_id, actor)
    batch = get_batch(session, batch_id, lock=True)
    if actor.account_id != batch.signer_id and not is_maker(actor):
        raise NotPermitted
    if batch.state is BatchState.CLOSED:
        raise Conflict(T("Paket SK ini sudah ditutup."))
    if batch.state is BatchState.RUNNING:
        raise Conflict(T("SK paket ini sedang diterbitkan. Hentikan dahulu, lalu ubah."))
    if expected_version is not None and expected_version != batch.version:
        raise Conflict(T("Paket SK ini sudah berubah sejak Anda membukanya. Buka lagi."))
    return batch


def refuse_signed(session: Session, batch_id: int) -> None:
    """Refuse to change what a collective decree says after it has been signed.

    Raises:
        Conflict: it has been.
    """
    decree = find_collective(session, batch_id)
    if decree is not None and decree.state is LetterState.SIGNED:
        raise Conflict(T("SK kolektif paket ini sudah ditandatangani. Perubahan sesudahnya memakai SK perubahan."))


def add_more(
    session: Session, batch_id: int, wish: Wish, *, actor: Actor, clock: Clock, expected_version: int | None
) -> int:
    """Put further approved transfers in; they belong to the next edition. Return how many.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`take_for_change`.
        InvalidInput: nothing fits.
    """
    batch = take_for_change(session, batch_id, actor, expected_version)
    refuse_signed(session, batch.id)
    fitting = sort_out(session, wish, batch.signer_id, actor=actor, clock=clock).fitting
    if not fitting:
        raise InvalidInput(T("Tidak ada usulan lain yang menunggu SK dari pejabat ini."))
    if batch.size + len(fitting) > MOST_TOGETHER:
        raise InvalidInput(T("Satu paket memuat paling banyak {limit} SK.", limit=MOST_TOGETHER))
    _put_in(session, batch_id, fitting, edition=batch.edition + 1)
    back_to_draft(session, batch)
    record_batch(session, batch_id, "decree_batch_changed", actor=as_maker(actor), at=clock.now())
    ask_check(session, batch_id)
    return len(fitting)


def back_to_draft(session: Session, batch: BatchRow) -> None:
    """Let a batch to which something was added wait for its signer again."""
    if batch.state is not BatchState.DRAFT:
        session.execute(update(DecreeBatch).where(DecreeBatch.id == batch.id).values(state=BatchState.DRAFT))


def take_out(
    session: Session,
    batch_id: int,
    row_ids: Sequence[int],
    because: str,
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None,
) -> None:
    """Take decrees out that are not issued yet, with a reason; their transfers wait on their own again.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`take_for_change`.
        InvalidInput: there is no reason, or a row has its decree already.
    """
    batch = take_for_change(session, batch_id, actor, expected_version)
    reason = because.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise InvalidInput(T("Tuliskan alasannya."), field="because")
    values = {"state": RowState.REMOVED, "is_open": False, "notes": freeze_values({"000": Text(reason)})}
    of_batch = (DecreeRow.batch_id == batch.id, DecreeRow.id.in_(row_ids), DecreeRow.state == RowState.WAITING)
    gone = session.scalars(update(DecreeRow).where(*of_batch).values(values).returning(DecreeRow.id)).all()
    if len(gone) != len(set(row_ids)):
        raise InvalidInput(T("Hanya SK yang belum bernomor yang dapat dikeluarkan dari sini."))
    raise_version(session, batch.id)
    record_batch(session, batch.id, "decree_batch_changed", actor=as_maker(actor), at=clock.now())


def raise_version(session: Session, batch_id: int, **values: object) -> None:
    """Count a change of the batch."""
    statement = update(DecreeBatch).where(DecreeBatch.id == batch_id)
    session.execute(statement.values(version=DecreeBatch.version + 1, **values))


def read_anew(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> int:
    """Let the changed transfers count as read, as they are now; only they are checked again. Return how many.

    Raises:
        NotFound, Conflict: as :func:`take_for_change`.
        NotPermitted: the actor is not the signer, who alone answers for what was read.
    """
    batch = take_for_change(session, batch_id, actor, expected_version)
    if actor.account_id != batch.signer_id:
        raise NotPermitted(T("Paket ini menunggu {name}.", name=batch.signer))
    changed = [
        (row.id, card.version)
        for row in list_rows(session, batch.id, OPEN_ROWS)
        if (card := find_card_by_id(session, row.transfer_id)) is not None and card.version != row.seen_version
    ]
    for row_id, version in changed:
        session.execute(update(DecreeRow).where(DecreeRow.id == row_id).values(seen_version=version))
    record_batch(session, batch.id, "decree_batch_read_anew", actor=as_signer(actor), at=clock.now())
    ask_check(session, batch.id)
    return len(changed)


def as_signer(actor: Actor) -> Actor:
    """Return the actor as the trail names the signer."""
    held = actor.paths(Permission.TRANSFERS_DECREE)
    return actor.using(Permission.TRANSFERS_DECREE, held[0]) if held else actor


def close_batch(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Close a batch; what has no decree yet waits on its own again, what has one keeps it.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`take_for_change`.
    """
    batch, at = take_for_change(session, batch_id, actor, expected_version), clock.now()
    text = freeze_values({"000": T("Paket ditutup.")})
    left = (DecreeRow.batch_id == batch.id, DecreeRow.is_open)
    session.execute(update(DecreeRow).where(*left).values(state=RowState.REMOVED, is_open=False, notes=text))
    raise_version(session, batch.id, state=BatchState.CLOSED, turn=batch.turn + 1)
    record_batch(session, batch.id, "decree_batch_closed", actor=as_maker(actor), at=at)
