"""Life happens: files of people who left service are ended, and files of units that were merged follow them.

Who records a death or a merger knows nothing of files; these are sweeps that look themselves, and may run again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.model import IS_OPEN, Task
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import legal_position_label
from mutasi_flow.people.domain.life import OUT_OF_SERVICE
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.model import Transfer, TransferWish
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id
from mutasi_flow.transfers.routes import OPINION_KINDS
from mutasi_flow.transfers.service.perform import walk
from mutasi_flow.transfers.workflow import OPEN_STATES, Action, next_state

MOST_SUCCESSORS = 20
"""Mergers in a row that are followed: more is a ring."""


def list_ended_persons(session: Session, _today: date) -> Sequence[int]:
    """Return the open transfers of people who have left service."""
    gone = Employee.legal_position.in_(OUT_OF_SERVICE)
    wanted = select(Transfer.id).join(Employee, Employee.id == Transfer.employee_id)
    return session.scalars(wanted.where(Transfer.state.in_(OPEN_STATES), gone).order_by(Transfer.id)).all()


def end_for_life(session: Session, transfer_id: int, clock: Clock) -> bool:
    """Cancel the file of somebody who has left service: nobody's fault, and nobody is told but the trail."""
    card = find_card_by_id(session, transfer_id, lock=True)
    if card is None or card.state not in OPEN_STATES:
        return False
    position = people.get_employee_card(session, card.employee_id).legal_position
    if position not in OUT_OF_SERVICE:
        return False
    reason = T("Pegawai tidak lagi bertugas: {position}.", position=legal_position_label(position))
    target = next_state(card.state, Action.CANCEL)
    walk(session, card, Action.CANCEL, target, actor=SYSTEM, clock=clock, press=Press(reason=str(reason)))
    return True


def list_orphaned_tasks(session: Session, _today: date) -> Sequence[int]:
    """Return open tasks that wait for the own words of somebody who has left service.

    What such a person held as head of a unit passes to the successor by another sweep.
    """
    own = (OPINION_KINDS[Voice.PEER], OPINION_KINDS[Voice.EMPLOYEE])
    gone = Employee.legal_position.in_(OUT_OF_SERVICE)
    wanted = select(Task.id).join(Employee, Employee.id == Task.holder_employee_id)
    return session.scalars(wanted.where(IS_OPEN, Task.kind.in_(own), gone).order_by(Task.id)).all()


def close_orphaned_task(session: Session, task_id: int, clock: Clock) -> bool:
    """Close it without an answer."""
    return inbox.close(session, task_id, clock.now())


def list_of_merged_units(session: Session, today: date) -> Sequence[int]:
    """Return the open transfers that leave or enter a unit that was merged into another."""
    leaving, entering = aliased(Unit), aliased(Unit)

    def is_merged(unit: type[Unit]) -> object:
        return (unit.valid_to < today) & unit.successor_id.is_not(None)

    wanted = (
        select(Transfer.id)
        .outerjoin(leaving, leaving.id == Transfer.from_unit_id)
        .outerjoin(entering, entering.id == Transfer.to_unit_id)
        .where(Transfer.state.in_(OPEN_STATES), or_(is_merged(leaving), is_merged(entering)))  # type: ignore[arg-type]
        .order_by(Transfer.id)
    )
    return session.scalars(wanted).all()


def _successor_of(session: Session, unit_id: int | None, today: date) -> int | None:
    """Return the unit that stands for one today: itself, or the last of its successors."""
    for _step in range(MOST_SUCCESSORS):
        unit = session.get(Unit, unit_id) if unit_id is not None else None
        if unit is None or unit.valid_to >= today or unit.successor_id is None:
            return unit_id
        unit_id = unit.successor_id
    return unit_id


def repoint(session: Session, transfer_id: int, clock: Clock) -> bool:
    """Let a file follow its merged units: sides, wishes and tasks held for them; return whether anything changed."""
    card = find_card_by_id(session, transfer_id, lock=True)
    if card is None or card.state not in OPEN_STATES:
        return False
    today, at = clock.today(), clock.now()
    wished = session.scalars(select(TransferWish.unit_id).where(TransferWish.transfer_id == card.id))
    units = {unit_id for unit_id in (card.from_unit_id, card.to_unit_id, *wished) if unit_id is not None}
    moved = {one: new for one in units if (new := _successor_of(session, one, today)) not in {None, one}}
    if not moved:
        return False
    sides = {
        "from_unit_id": moved.get(card.from_unit_id or 0, card.from_unit_id),
        "to_unit_id": moved.get(card.to_unit_id or 0, card.to_unit_id),
    }
    values = {**sides, "version": card.version + 1, "changed_at": at}
    session.execute(update(Transfer).where(Transfer.id == card.id).values(**values))
    for old, new in moved.items():
        its = (TransferWish.transfer_id == card.id, TransferWish.unit_id == old)
        session.execute(update(TransferWish).where(*its).values(unit_id=new))
    _hand_over(session, card, moved)
    payload = {"units": {str(old): new for old, new in moved.items()}, "version": card.version + 1}
    trail.record(session, card.id, "repointed", actor=SYSTEM, payload=payload, at=at)
    return True


def _hand_over(session: Session, card: TransferCard, moved: Mapping[int, int | None]) -> None:
    for task in inbox_queries.open_tasks(session, trail.ABOUT, card.id):
        unit_id = moved.get(task.holder_unit_id) if task.holder_unit_id is not None else None
        if unit_id is not None:
            holder = replace(task.holder, unit_id=unit_id)
            inbox.reassign(session, task.id, holder, label=people.unit_name(session, unit_id), due_on=task.due_on)
