"""Taking part in a round, and stepping back."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.planning.market.domain import LEAVABLE, RUNNING, EntryState
from mutasi_flow.planning.market.model import ExchangeEntry
from mutasi_flow.planning.market.queries import RoundRow, expand, find_entry, get_round, list_rounds
from mutasi_flow.planning.market.service.making import record_round, refuse_when_off
from mutasi_flow.transfers.queries import find_open_number


def join(session: Session, round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Take part, with the wishes that count on the last day of the round.

    Raises:
        Refused: rounds are switched off, the round is not for this person, or the person cannot move now.
        Conflict: it is not open (any more), or the person takes part already.
        NotFound: there is no such round.
    """
    refuse_when_off(session)
    card, today, at = _own(session, actor), clock.today(), clock.now()
    found = get_round(session, round_id, lock=True)
    if not found.is_open_on(today):
        raise Conflict(T("Putaran ini tidak menerima peserta hari ini."))
    entry = find_entry(session, round_id, card.id)
    if entry is not None and entry.state is EntryState.JOINED:
        raise Conflict(T("Anda sudah ikut dalam putaran ini."))
    unit_id, jabatan_id = _refuse_unfit(session, found, card)
    home = (unit_id, jabatan_id)
    if not expand(session, {card.id: home}, found.closes_on):
        raise Refused(
            T(
                "Simpan dahulu minat yang menyebut unit atau kecamatan dan masih berlaku pada {day}.",
                day=found.closes_on,
            )
        )
    values = {"state": EntryState.JOINED, "unit_id": unit_id, "jabatan_id": jabatan_id, "joined_at": at}
    if entry is None:
        session.execute(insert(ExchangeEntry).values(round_id=round_id, employee_id=card.id, **values))
    else:
        session.execute(update(ExchangeEntry).where(ExchangeEntry.id == entry.id).values(**values, left_at=None))
    _note(session, round_id, "exchange_joined", card.id, actor=actor, at=at)


def _refuse_unfit(session: Session, found: RoundRow, card: EmployeeCard) -> tuple[int, int]:
    why = found.why_not_for(card)
    if why is not None or card.unit_id is None or card.jabatan_id is None:
        raise Refused(why or T("Putaran ini untuk unit lain."))
    number = find_open_number(session, card.id)
    if number is not None:
        raise Refused(T("Anda masih mempunyai usulan yang berjalan: {number}.", number=number))
    for other in list_rounds(session):
        entry = find_entry(session, other.id, card.id) if other.state in RUNNING and other.id != found.id else None
        if entry is not None and entry.state is EntryState.JOINED:
            raise Refused(T("Anda masih ikut dalam {name}. Mundur dahulu dari sana.", name=other.name))
    return card.unit_id, card.jabatan_id


def leave(session: Session, round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Step back; possible until points stand.

    Raises:
        Refused: rounds are switched off.
        Conflict: the person does not take part, or points stand already.
        NotFound: there is no such round.
    """
    refuse_when_off(session)
    card, at = _own(session, actor), clock.now()
    found = get_round(session, round_id, lock=True)
    entry = find_entry(session, round_id, card.id)
    if entry is None or entry.state is not EntryState.JOINED:
        raise Conflict(T("Anda tidak ikut dalam putaran ini."))
    if found.state not in LEAVABLE:
        raise Conflict(
            T(
                "Poin sudah tetap, jadi putaran ini tidak dapat ditinggalkan. Usulan yang dibuat dari hasilnya boleh Anda tarik."
            )
        )
    values = {"state": EntryState.WITHDRAWN, "left_at": at}
    session.execute(update(ExchangeEntry).where(ExchangeEntry.id == entry.id).values(values))
    _note(session, round_id, "exchange_left", card.id, actor=actor, at=at)


def _own(session: Session, actor: Actor) -> EmployeeCard:
    if actor.employee_id is None:
        raise NotPermitted(T("Akun Anda tidak terhubung dengan data pegawai."))
    return people.get_employee_card(session, actor.employee_id)


def _note(session: Session, round_id: int, action: str, employee_id: int, *, actor: Actor, at: datetime) -> None:
    used = actor.using(Permission.SELF)
    record_round(session, round_id, action, {"employee": employee_id}, actor=used, at=at)
