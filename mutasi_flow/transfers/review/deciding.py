"""Deciding a batch: decisions are kept one by one, confirmed together, and then taken transfer by transfer.

Keeping changes no transfer, and survives signing out. The press only marks what is meant; whoever dies in the middle
leaves transfers that wait, and running them again takes each step once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotPermitted, Refused, Stale
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.transfers.domain import BatchOutcome, Choice
from mutasi_flow.transfers.gates import LONGEST_REASON, Press
from mutasi_flow.transfers.model import BatchItem
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.queries.batches import (
    BatchItemRow,
    BatchRow,
    get_batch,
    list_batch_items,
    lock_batch_item,
)
from mutasi_flow.transfers.queries.links import list_partners, name_partners
from mutasi_flow.transfers.review.composing import close_when_empty, raise_version, record_batch, take_open
from mutasi_flow.transfers.review.reading import Review, Reviewed, get_readable, load_review
from mutasi_flow.transfers.service.perform import ACTING_ONLY, perform
from mutasi_flow.transfers.workflow import Action

ACTION_OF = {Choice.APPROVE: Action.APPROVE, Choice.REJECT: Action.REJECT}


_FINISH = Prepared(
    update(BatchItem)
    .where(BatchItem.id == bindparam("item_id"))
    .values(outcome=bindparam("done"), is_open=bindparam("waits"))
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the official means to do with one transfer, as read in ``version``.

    A tick stands in the list of those that nothing speaks against, and counts for such only.
    """

    version: int
    choice: Choice
    reason: str = ""
    weighed: Mapping[int, str] = field(default_factory=dict)
    is_tick: bool = False


def may_decide(batch: BatchRow, actor: Actor) -> bool:
    """Whether the controls of the batch are the actor's: its official, who decides and does not only act for another."""
    return actor.account_id == batch.decider_id and actor.has(Permission.TRANSFERS_DECIDE)


def require_decider(batch: BatchRow, actor: Actor) -> None:
    """Let only the batch's official pass.

    Raises:
        NotPermitted: the actor is somebody else, or only acts for a holder.
    """
    if may_decide(batch, actor):
        return
    if not actor.has(Permission.TRANSFERS_DECIDE) and actor.has(Permission.TRANSFERS_REVIEW):
        raise NotPermitted(ACTING_ONLY)
    raise NotPermitted(T("Paket ini menunggu putusan {name}.", name=batch.decider))


def keep_choices(
    session: Session,
    batch_id: int,
    given: Mapping[int, Given],
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None,
) -> Sequence[Reviewed]:
    """Keep what the official decided so far, by key of the item; return those that changed and must be read again.

    Raises:
        NotFound, Conflict: as :func:`take_open`.
        NotPermitted: the batch waits for somebody else.
        InvalidInput: a rejection has no reason, or a transfer that cannot be approved is approved; ``field`` names it.
    """
    batch = take_open(session, batch_id, actor, expected_version)
    require_decider(batch, actor)
    review = load_review(session, batch, actor, clock)
    kept, changed = {}, []
    for one in review.waiting:
        wanted = given.get(one.item.id)
        if wanted is None or (wanted.is_tick and one.is_exception):
            continue
        if wanted.version != one.card.version:
            changed.append(one)
            continue
        _check(one, wanted)
        kept[one.item.id] = (one, wanted)
    for one, wanted in kept.values():
        _keep(session, one, wanted)
    raise_version(session, batch)
    payload = {one.card.number: wanted.choice.value for one, wanted in kept.values()}
    record_batch(session, batch.id, "batch_choices_kept", payload, actor=_as_official(actor), at=clock.now())
    return changed


def _as_official(actor: Actor) -> Actor:
    return actor.using(Permission.TRANSFERS_DECIDE, actor.paths(Permission.TRANSFERS_DECIDE)[0])


def _check(one: Reviewed, wanted: Given) -> None:
    key, reason = one.item.id, wanted.reason.strip()
    if wanted.choice is Choice.REJECT and not 0 < len(reason) <= LONGEST_REASON:
        raise InvalidInput(T("Tuliskan alasan untuk {label}.", label=one.card.label), field=f"reason-{key}")
    if wanted.choice is not Choice.APPROVE:
        return
    if one.obstacles:
        raise InvalidInput(one.obstacles[0], field=f"choice-{key}")
    for opinion in one.to_weigh:
        if not 0 < len(wanted.weighed.get(opinion.id, "").strip()) <= LONGEST_REASON:
            words = T("Tuliskan pertimbangan atas tanggapan untuk {label}.", label=one.card.label)
            raise InvalidInput(words, field=f"weighed-{opinion.id}")


def _keep(session: Session, one: Reviewed, wanted: Given) -> None:
    reason = wanted.reason.strip() if wanted.choice is Choice.REJECT else ""
    weighed = {opinion.id: wanted.weighed.get(opinion.id, "").strip() for opinion in one.to_weigh}
    _write(
        session,
        one.item.id,
        choice=wanted.choice,
        reason=reason,
        weighed={str(key): text for key, text in weighed.items() if text},
        seen_version=one.card.version,
        seen_flags=list(one.marks),
        outcome=None,
        notes={},
    )


def _write(session: Session, item_id: int, **values: object) -> None:
    session.execute(update(BatchItem).where(BatchItem.id == item_id).values(**values))


def list_lacking(review: Review) -> tuple[Text, ...]:
    """Say why a batch cannot be pressed yet: transfers without a decision, and partners that are decided apart."""
    undecided = tuple(T("Belum diputus: {label}.", label=one.card.label) for one in review.undecided)
    if undecided:
        return undecided
    approved = {one.card.id for one in review.having(Choice.APPROVE)}
    waiting = {one.card.id for one in review.waiting}
    return tuple(
        T("{label} dikaitkan dengan {numbers}: setujui atau tahan bersama.", label=one.card.label, numbers=names)
        for one in review.having(Choice.APPROVE)
        if (
            names := name_partners(
                [each for each in one.partners if each.transfer_id in waiting and each.transfer_id not in approved]
            )
        )
    )


def press_batch(
    session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None
) -> Sequence[int]:
    """Mark the kept decisions as meant and return the items to run; no transfer changes yet.

    Raises:
        NotFound, Conflict: as :func:`take_open`.
        NotPermitted: the batch waits for somebody else.
        Refused: a transfer has no decision yet, or all are held back.
    """
    batch = take_open(session, batch_id, actor, expected_version)
    require_decider(batch, actor)
    review = load_review(session, batch, actor, clock)
    lacking = list_lacking(review)
    if lacking:
        raise Refused(T("Paket ini belum dapat diputus."), lacking)
    meant = [one for one in review.waiting if one.choice in ACTION_OF]
    if not meant:
        raise Refused(T("Tidak ada usulan yang disetujui atau ditolak. Semuanya ditahan."))
    keys, at = [one.item.id for one in meant], clock.now()
    session.execute(update(BatchItem).where(BatchItem.id.in_(keys)).values(outcome=BatchOutcome.WAITING))
    raise_version(session, batch, pressed_at=at)
    payload = {choice.value: [one.card.number for one in review.having(choice)] for choice in Choice}
    record_batch(session, batch.id, "batch_pressed", payload, actor=_as_official(actor), at=at)
    return keys


def list_interrupted(session: Session, batch_id: int, actor: Actor, clock: Clock) -> Sequence[int]:
    """Return what a press that broke off has left, for its official.

    Raises:
        NotFound: there is no such batch for this person.
        NotPermitted: the batch waits for somebody else.
    """
    batch = get_readable(session, batch_id, actor)
    require_decider(batch, actor)
    return [one.item.id for one in load_review(session, batch, actor, clock).interrupted]


def run_choice(session: Session, item_id: int, actor: Actor, clock: Clock) -> None:
    """Take the step that was meant for one transfer, once; a refusal is written down, and the transfer stays untouched.

    Raises:
        NotPermitted: the batch waits for somebody else.
    """
    found = lock_batch_item(session, item_id)
    if found is None or found[1].outcome is not BatchOutcome.WAITING:
        return
    batch, item = get_batch(session, found[0]), found[1]
    require_decider(batch, actor)
    group = [item, *_companions(session, batch, item)]
    together = frozenset(one.transfer_id for one in group)
    current = item
    try:
        with session.begin_nested():
            for current in sorted(group, key=lambda one: one.transfer_id):
                _decide(session, current, together, actor, clock)
    except Stale as stale:
        _refuse_all(session, group, current, BatchOutcome.CHANGED, (stale.text, *stale.changes))
    except MutasiError as error:
        reasons = error.reasons if isinstance(error, Refused) else ()
        _refuse_all(session, group, current, BatchOutcome.REFUSED, reasons or (error.text,))
    else:
        for one in group:
            run(session, _FINISH, {"item_id": one.id, "done": BatchOutcome.DONE, "waits": False})
        close_when_empty(session, batch.id, clock.now())


def _companions(session: Session, batch: BatchRow, item: BatchItemRow) -> Sequence[BatchItemRow]:
    """Return the other approvals of the batch that are only taken together with this one."""
    if item.choice is not Choice.APPROVE:
        return ()
    keys = {one.transfer_id for one in list_partners(session, item.transfer_id)}
    if not keys:
        return ()
    return [
        one
        for one in list_batch_items(session, batch.id)
        if one.transfer_id in keys and one.outcome is BatchOutcome.WAITING and one.choice is Choice.APPROVE
    ]


def _refuse_all(
    session: Session, group: Sequence[BatchItemRow], failed: BatchItemRow, outcome: BatchOutcome, texts: Sequence[Text]
) -> None:
    """Keep why one of a group failed, with it and with those that therefore were not decided either."""
    card = find_card_by_id(session, failed.transfer_id)
    for one in group:
        if one.id == failed.id or card is None:
            _refuse(session, one, outcome, texts)
        else:
            because = T("Dikaitkan dengan {number}: {reason}", number=card.number, reason=texts[0])
            _refuse(session, one, BatchOutcome.REFUSED, (because,))


def _decide(session: Session, item: BatchItemRow, together: frozenset[int], actor: Actor, clock: Clock) -> None:
    card = find_card_by_id(session, item.transfer_id)
    if card is None or item.choice is None or item.choice not in ACTION_OF:
        raise Conflict(T("Usulan ini tidak sedang menunggu hal itu."))
    weighed = {int(key): text for key, text in item.weighed.items()}
    press = Press(expected_version=item.seen_version, reason=item.reason, weighed=weighed, together=together)
    perform(session, card.number, ACTION_OF[item.choice], actor=actor, clock=clock, press=press)


def _refuse(session: Session, item: BatchItemRow, outcome: BatchOutcome, texts: Sequence[Text]) -> None:
    """Keep why; the transfer waits in the batch again, to be read and decided anew."""
    notes: dict[str, Any] = freeze_values({f"{place:03}": text for place, text in enumerate(texts)})
    _write(session, item.id, outcome=outcome, choice=None, seen_version=None, seen_flags=[], notes=notes)


def take_over(session: Session, batch_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Let the batch wait for another official who decides all of it; what the former one kept is dropped.

    Raises:
        NotFound, Conflict: as :func:`take_open`.
        NotPermitted: the actor does not decide everything in it.
    """
    batch = take_open(session, batch_id, actor, expected_version)
    review = load_review(session, batch, actor, clock)
    if not may_take_over(review, actor):
        raise NotPermitted(ACTING_ONLY) if not actor.has(Permission.TRANSFERS_DECIDE) else NotPermitted
    blank: dict[str, Any] = {"choice": None, "reason": "", "weighed": {}, "seen_version": None, "seen_flags": []}
    session.execute(update(BatchItem).where(BatchItem.batch_id == batch.id, BatchItem.is_open).values(**blank))
    raise_version(session, batch, decider_id=actor.account_id)
    payload = {"from": batch.decider_id, "to": actor.account_id}
    record_batch(session, batch.id, "batch_taken_over", payload, actor=_as_official(actor), at=clock.now())


def may_take_over(review: Review, actor: Actor) -> bool:
    """Whether the actor decides everything that waits in it, and it waits for somebody else."""
    batch = review.batch
    decides = all(
        actor.apart_from(one.card.employee_id).may(Permission.TRANSFERS_DECIDE, one.card.from_path)
        for one in review.waiting
    )
    is_whole = sum(one.item.is_open for one in review.all) == batch.size
    return (
        batch.closed_at is None
        and actor.account_id != batch.decider_id
        and bool(review.waiting)
        and decides
        and is_whole
    )
