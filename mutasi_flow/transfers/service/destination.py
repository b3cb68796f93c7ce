"""Steering: the office takes up another of the ranked destinations."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id, list_wishes
from mutasi_flow.transfers.queries.routes import load_route
from mutasi_flow.transfers.routes import OPINION_KINDS
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.papers import is_office
from mutasi_flow.transfers.service.perform import get_locked, refuse_stale
from mutasi_flow.transfers.workflow import State


def consider_wish(
    session: Session, number: str, rank: int, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Take up the destination with ``rank`` and ask the head of that unit.

    Raises:
        NotFound, Stale; NotPermitted unless the actor verifies here; Conflict outside consultation;
        InvalidInput when there is no such wish.
    """
    card = get_locked(session, number, actor)
    refuse_stale(session, card, expected_version)
    if not is_office(card, actor):
        raise NotPermitted
    if card.state is not State.PROPOSED:
        raise Conflict(T("Tujuan hanya dapat diganti selama konsultasi."))
    wish = next((one for one in list_wishes(session, card.id) if one.rank == rank), None)
    if wish is None:
        raise InvalidInput(T("Tujuan pilihan ke-{rank} tidak ada.", rank=rank), field="rank")
    at, actor = clock.now(), actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    session.execute(
        update(Transfer)
        .where(Transfer.id == card.id)
        .values(to_unit_id=wish.unit_id, to_jabatan_id=wish.jabatan_id, version=card.version + 1, changed_at=at)
    )
    _ask_receiving_head(session, card.id, clock)
    payload = {"rank": rank, "version": card.version + 1}
    trail.record(session, card.id, "destination_considered", actor=actor, payload=payload, at=at)


def _ask_receiving_head(session: Session, transfer_id: int, clock: Clock) -> None:
    card: TransferCard | None = find_card_by_id(session, transfer_id)
    if card is None:
        return
    at, today = clock.now(), clock.today()
    kind, route = OPINION_KINDS[Voice.RECEIVING], load_route(session, card.route)
    stage = route.stage_of(kind)
    voices = dict.fromkeys(tasks.voices_of(session, route.stages[stage]), 0) if route.find_step(kind) else {}
    asked = [one for one in tasks.invite(session, card, voices, today=today, at=at) if one.voice is Voice.RECEIVING]
    for task in inbox_queries.open_tasks(session, trail.ABOUT, card.id):
        if task.kind == kind or (asked and task.stage > stage):
            inbox.close(session, task.id, at)
    tasks.ask_voices(session, card, asked, today=today, at=at)
    tasks.open_next_stage(session, card, stage, today=today, at=at)
