"""A temporary placement gets another last day: extended, or ended early; a decree that changes the first one says so."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.people import service as people
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain.period import LONGEST_PERIOD
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service import decree as decree_letter
from mutasi_flow.transfers.service.authority import find_authority, use_authority
from mutasi_flow.transfers.service.decree import Change, Signer
from mutasi_flow.transfers.service.perform import get_locked
from mutasi_flow.transfers.service.tasks import tell_both_sides
from mutasi_flow.transfers.workflow import Action, State

_NONE_RUNS = T("Tidak ada penempatan sementara yang sedang berjalan pada usulan ini.")


def may_change_end(card: TransferCard, actor: Actor, today: date) -> bool:
    """Whether the actor signs decrees here, and the placement is temporary, announced and not over."""
    runs = card.state is State.DECREED and card.until_on is not None and today <= card.until_on and not card.is_secret
    return runs and actor.may(Permission.TRANSFERS_DECREE, card.from_path) and not card.bars(actor.employee_id)


def change_end(session: Session, number: str, until_on: date, reason: str, *, actor: Actor, clock: Clock) -> None:
    """Give a temporary placement another last day, from today on; the way back moves with it.

    Raises:
        NotFound: there is no such transfer for this person.
        NotPermitted: the actor does not sign decrees here or has no part in it, or nothing temporary runs.
        Conflict: its decree is not in force, or a later placement stands.
        InvalidInput: the day has passed, is the same or too far, or the reason is missing or too long.
    """
    card, today, at = get_locked(session, number, actor), clock.today(), clock.now()
    if not may_change_end(card, actor, today):
        raise NotPermitted(_NONE_RUNS)
    _check(card, until_on, reason, today)
    standing = decree_letter.find_standing(session, card)
    if standing is None:
        raise Conflict(T("SK usulan ini sudah tidak berlaku."))
    authority = find_authority(session, card, Action.DECREE, today)
    actor = use_authority(authority, actor.using(Permission.TRANSFERS_DECREE, card.from_path))
    acting: dict[str, Any] = {"at": at, "today": today, "actor": actor}
    people.restore(session, employee_id=card.employee_id, letter_number=standing.number, **acting)
    changed = replace(card, until_on=until_on)
    change = Change(reason.strip(), Signer(actor, authority), at, today)
    letter = decree_letter.issue_amendment(session, changed, standing, change)
    people.place(
        session,
        employee_id=card.employee_id,
        unit_id=decree_letter.required(card.to_unit_id),
        jabatan_id=decree_letter.required(card.to_jabatan_id),
        from_on=card.effective_on or today,
        until_on=until_on,
        share=card.share,
        letter_number=letter.number,
        source="amendment",
        **acting,
    )
    row = update(Transfer).where(Transfer.id == card.id)
    session.execute(row.values(until_on=until_on, version=card.version + 1, changed_at=at))
    payload = {
        "letter": letter.number,
        "amends": standing.number,
        "until_on": until_on.isoformat(),
        "reason": reason.strip(),
        "version": card.version + 1,
    }
    trail.record(session, card.id, "end_changed", actor=actor, payload=payload, at=at)
    text = T("Penempatan sementara pada usulan {number} berlaku sampai {until}.", number=card.number, until=until_on)
    tell_both_sides(session, changed, event="end_changed", text=text, at=at)


def _check(card: TransferCard, until_on: date, reason: str, today: date) -> None:
    latest = today + LONGEST_PERIOD
    if until_on < today or until_on <= (card.effective_on or today):
        raise InvalidInput(T("Hari terakhir harus sesudah mulai bertugas dan tidak sebelum hari ini."), "until_on")
    if until_on == card.until_on:
        raise InvalidInput(T("Hari terakhir ini sama dengan yang sudah berlaku."), "until_on")
    if until_on > latest:
        raise InvalidInput(T("Penempatan sementara paling lama sampai {latest}.", latest=latest), "until_on")
    if not reason.strip():
        raise InvalidInput(T("Tuliskan alasannya."), "reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REASON), "reason")
