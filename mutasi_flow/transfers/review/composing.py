"""Putting a batch together: which transfers wait for one official, and why others are left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.transfers.domain import BatchOutcome
from mutasi_flow.transfers.model import Batch, BatchItem, Transfer
from mutasi_flow.transfers.model.batches import BATCH_NAME
from mutasi_flow.transfers.queries import TransferCard, list_cards
from mutasi_flow.transfers.queries.batches import (
    BatchRow,
    awaiting_decision,
    get_batch,
    is_over,
    list_batch_items,
    list_decidable,
    names_of_open,
)
from mutasi_flow.transfers.queries.links import Partner, list_partners, list_partners_of, name_partners
from mutasi_flow.transfers.review.reading import can_wait, get_readable
from mutasi_flow.transfers.service.authority import find_obstacle
from mutasi_flow.transfers.service.perform import may_perform
from mutasi_flow.transfers.trail import ABOUT_BATCH, chain_of
from mutasi_flow.transfers.workflow import STEP_OF, Action, State

MOST_TOGETHER = 200
ABOUT = ABOUT_BATCH
MAKERS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE)
"""Whoever may put transfers together; only the official decides them."""
_DECIDED = (State.APPROVED, State.DECREED)
_APPROVE = STEP_OF[Action.APPROVE]


_CLOSE = Prepared(
    update(Batch)
    .where(
        Batch.id == bindparam("of_batch"),
        Batch.closed_at.is_(None),
        ~select(BatchItem.id).where(BatchItem.batch_id == bindparam("of_batch"), BatchItem.is_open).exists(),
    )
    .values(closed_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What would go into a batch, and what would not and why."""

    fitting: Sequence[TransferCard]
    left_out: Sequence[tuple[TransferCard, Text]]


def record_batch(
    session: Session, batch_id: int, action: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    """Write what was done to a batch into its own chain of the trail."""
    audit.record(
        session,
        chain=chain_of(batch_id, ABOUT),
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


def sort_out(session: Session, numbers: Sequence[str] | None, decider_id: int, *, actor: Actor, clock: Clock) -> Sorted:
    """Say which of the transfers may wait together for an official; without ``numbers``, of all that wait.

    Raises:
        NotFound: there is no such official.
        InvalidInput: too many are named.
    """
    if numbers is not None and len(numbers) > MOST_TOGETHER:
        raise InvalidInput(T("Pilih 1 sampai {limit} usulan.", limit=MOST_TOGETHER), field="pilih")
    official = access.load_actor(session, decider_id, clock.today())
    if numbers is None:
        keys = list_decidable(session, official, MOST_TOGETHER)
    else:
        keys = session.scalars(select(Transfer.id).where(Transfer.number.in_(numbers)).order_by(Transfer.id)).all()
    linked = list_partners_of(session, keys)
    keys = list(dict.fromkeys([*keys, *(one.transfer_id for found in linked.values() for one in _needed(found))]))
    order = {key: place for place, key in enumerate(keys)}
    cards = sorted(
        (card for card in list_cards(session, keys, actor) if is_over(actor, card.from_path)),
        key=lambda one: order[one.id],
    )
    asked = _Sorting(session, official, actor, clock, cards)
    found = _keep_whole([(card, asked.obstacle(card)) for card in cards], linked)
    return Sorted(
        [card for card, text in found if text is None], [(card, text) for card, text in found if text is not None]
    )


def _needed(partners: Sequence[Partner]) -> Sequence[Partner]:
    """Return those without whom a transfer cannot be decided."""
    return [one for one in partners if one.is_on_its_way and one.state not in _DECIDED]


def _keep_whole(
    found: Sequence[tuple[TransferCard, Text | None]], linked: Mapping[int, Sequence[Partner]]
) -> Sequence[tuple[TransferCard, Text | None]]:
    """Leave out whoever is linked with somebody who stays out."""
    fitting = {card.id for card, text in found if text is None}
    whole: list[tuple[TransferCard, Text | None]] = []
    for card, text in found:
        missing = [one for one in _needed(linked.get(card.id, ())) if one.transfer_id not in fitting]
        if text is None and missing:
            whole.append(
                (card, T("Dikaitkan dengan {numbers}, yang tidak dapat ikut.", numbers=name_partners(missing)))
            )
        else:
            whole.append((card, text))
    return whole


class _Sorting:
    """Why a transfer stays out of a batch."""

    def __init__(
        self, session: Session, official: Actor, actor: Actor, clock: Clock, cards: Sequence[TransferCard]
    ) -> None:
        self._session, self._official, self._actor, self._today = session, official, actor, clock.today()
        keys = [card.id for card in cards]
        self._awaited = set(awaiting_decision(session, keys))
        self._taken = names_of_open(session, keys)
        self._shown = {card.id for card in list_cards(session, keys, official)}

    def obstacle(self, card: TransferCard) -> Text | None:
        """Say why, or None."""
        official, session = self._official, self._session
        if self._actor.employee_id is not None and card.employee_id == self._actor.employee_id:
            return T("Usulan Anda sendiri tidak dapat Anda urus.")
        if card.employee_id == official.employee_id:
            return T("Usulan {name} sendiri. Pejabat lain yang memutusnya.", name=official.name)
        if card.postponed_until is not None:
            return T("Ditunda sampai {until}.", until=card.postponed_until)
        if not can_wait(card) or card.id not in self._awaited:
            return T("Belum menunggu putusan.")
        if card.id in self._taken:
            return T("Sudah ada di paket {name}.", name=self._taken[card.id])
        if card.id not in self._shown or not may_perform(_APPROVE, card, official):
            return T("{name} tidak memutus untuk unit asalnya.", name=official.name)
        return find_obstacle(session, card, _APPROVE, official, self._today)


def create_batch(
    session: Session, name: str, numbers: Sequence[str] | None, decider_id: int, *, actor: Actor, clock: Clock
) -> int:
    """Put transfers together for an official and return the key; what does not fit is left out.

    Raises:
        NotPermitted: the actor puts no batches together, or the official only acts for another.
        NotFound: there is no such official.
        InvalidInput: the name is missing or too long, or nothing fits.
    """
    if not is_maker(actor):
        raise NotPermitted
    if not 0 < len(name.strip()) <= BATCH_NAME:
        raise InvalidInput(T("Nama paket: 1 sampai {limit} huruf.", limit=BATCH_NAME), field="name")
    found = sort_out(session, numbers, decider_id, actor=actor, clock=clock)
    if not found.fitting:
        raise InvalidInput(T("Tidak ada usulan terpilih yang menunggu putusan pejabat ini."), field="pilih")
    at = clock.now()
    row = {
        "name": name.strip(),
        "decider_id": decider_id,
        "version": 1,
        "created_by_id": actor.account_id,
        "created_at": at,
    }
    batch_id: int = session.execute(insert(Batch).returning(Batch.id), row).scalar_one()
    blank = {"batch_id": batch_id, "is_open": True, "reason": "", "weighed": {}, "seen_flags": [], "notes": {}}
    session.execute(insert(BatchItem), [{**blank, "transfer_id": card.id} for card in found.fitting])
    payload = {"transfers": [card.number for card in found.fitting], "decider": decider_id}
    record_batch(session, batch_id, "batch_created", payload, actor=as_maker(actor), at=at)
    if decider_id != actor.account_id:
        _tell_official(session, batch_id, decider_id, len(found.fitting), at)
    return batch_id


def as_maker(actor: Actor) -> Actor:
    """Return the actor as the trail names who handles a batch without deciding it."""
    held = next((permission for permission in MAKERS if actor.has(permission)), None)
    return actor.using(held, actor.paths(held)[0]) if held else actor


def _tell_official(session: Session, batch_id: int, decider_id: int, count: int, at: datetime) -> None:
    employee_id = access.employee_of(session, decider_id)
    if employee_id is not None:
        text = T("Satu paket berisi {count} usulan menunggu putusan Anda.", count=count)
        address = f"/telaah/paket/{batch_id}"
        inbox.notify(session, [NewNotice("batch_waits", text, at, employee_id=employee_id, address=address)])


def take_open(session: Session, batch_id: int, actor: Actor, expected_version: int | None) -> BatchRow:
    """Return a batch, locked, as long as it is open and as the page showed it.

    Raises:
        NotFound: there is none for this person.
        Conflict: it was closed, its decisions are being carried out, or somebody changed it meanwhile.
    """
    get_readable(session, batch_id, actor)
    batch = get_batch(session, batch_id, lock=True)
    if batch.closed_at is not None:
        raise Conflict(T("Paket ini sudah ditutup."))
    if any(item.outcome is BatchOutcome.WAITING for item in list_batch_items(session, batch_id)):
        raise Conflict(T("Putusan paket ini sudah dikirim dan sedang dijalankan. Buka lagi paketnya."))
    if expected_version is not None and expected_version != batch.version:
        raise Conflict(
            T("Paket ini sudah berubah sejak Anda membukanya, di perangkat lain atau oleh orang lain. Buka lagi.")
        )
    return batch


def raise_version(session: Session, batch: BatchRow, **values: object) -> None:
    """Count a change of the batch."""
    session.execute(update(Batch).where(Batch.id == batch.id).values(version=batch.version + 1, **values))


def leave_out(
    session: Session, batch_id: int, item_id: int, *, actor: Actor, clock: Clock, expected_version: int | None
) -> None:
    """Take a transfer out of a batch, and its partners with it; they wait on their own again.

    Raises:
        NotFound, Conflict: as :func:`take_open`.
        NotPermitted: the actor neither decides the batch nor puts batches together.
        InvalidInput: the transfer does not wait in it.
    """
    batch = take_open(session, batch_id, actor, expected_version)
    if batch.decider_id != actor.account_id and not is_maker(actor):
        raise NotPermitted
    transfer_id = session.scalar(
        select(BatchItem.transfer_id).where(BatchItem.id == item_id, BatchItem.batch_id == batch.id, BatchItem.is_open)
    )
    if transfer_id is None:
        raise InvalidInput(T("Usulan ini tidak menunggu di paket ini."))
    keys = [transfer_id, *(one.transfer_id for one in list_partners(session, transfer_id))]
    session.execute(
        delete(BatchItem).where(BatchItem.batch_id == batch.id, BatchItem.is_open, BatchItem.transfer_id.in_(keys))
    )
    raise_version(session, batch)
    close_when_empty(session, batch.id, clock.now())
    payload = {"transfers": keys}
    record_batch(session, batch.id, "left_out_of_batch", payload, actor=as_maker(actor), at=clock.now())


def close_when_empty(session: Session, batch_id: int, at: datetime) -> None:
    """Close a batch in which nothing waits any more."""
    run(session, _CLOSE, {"of_batch": batch_id, "at": at})


def close_batch(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Close a batch; what was not decided waits on its own again.

    Raises:
        NotFound, Conflict: as :func:`take_open`.
        NotPermitted: the actor neither decides the batch nor puts batches together.
    """
    batch, at = take_open(session, batch_id, actor, expected_version), clock.now()
    if batch.decider_id != actor.account_id and not is_maker(actor):
        raise NotPermitted
    session.execute(update(BatchItem).where(BatchItem.batch_id == batch.id, BatchItem.is_open).values(is_open=False))
    raise_version(session, batch, closed_at=at)
    record_batch(session, batch.id, "batch_closed", {"undecided": batch.size}, actor=as_maker(actor), at=at)
