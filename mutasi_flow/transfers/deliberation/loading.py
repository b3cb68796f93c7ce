"""Reading a sitting with its members, agenda and recusals."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.deliberation.records import (
    AsideRow,
    Board,
    ItemRow,
    MoveItem,
    PlanOnAgenda,
    SeatRow,
    SittingRow,
    TransferItem,
)
from mutasi_flow.transfers.domain.team import Duty
from mutasi_flow.transfers.model import Recusal, Sitting, SittingItem, SittingMember, SittingPlan, Team, Transfer

SITTING: Select[*tuple[Any, ...]] = select(
    Sitting.id,
    Sitting.team_id,
    Team.name,
    Team.decree_number,
    Team.decree_on,
    Sitting.held_on,
    Sitting.place,
    Sitting.state,
    Sitting.quorum,
    Sitting.version,
    Sitting.called_at,
    Sitting.ended_at,
    Sitting.remark,
).join(Team, Team.id == Sitting.team_id)
_SEATS: Select[*tuple[Any, ...]] = select(
    SittingMember.employee_id,
    SittingMember.duty,
    SittingMember.presence,
    SittingMember.remark,
    Employee.title_before,
    Employee.name,
    Employee.title_after,
    Employee.nip,
).join(Employee, Employee.id == SittingMember.employee_id)
_from_unit, _to_unit = aliased(Unit), aliased(Unit)
_from_jabatan, _to_jabatan = aliased(Jabatan), aliased(Jabatan)
_OWN_ITEM = tuple(getattr(SittingItem, field.name) for field in fields(ItemRow)[:12])
_COMMON = len(fields(ItemRow))
_OF_TRANSFER = _COMMON + len(fields(TransferItem)[_COMMON:])
_PLANS: Select[*tuple[Any, ...]] = select(
    *(getattr(SittingPlan, field.name) for field in fields(PlanOnAgenda))
).order_by(SittingPlan.id)
_ITEMS: Select[*tuple[Any, ...]] = (
    select(
        *_OWN_ITEM,
        func.coalesce(Transfer.number, SittingItem.label),
        Employee.id,
        Employee.name,
        Employee.nip,
        _from_unit.id,
        func.coalesce(_from_unit.name, ""),
        func.coalesce(_from_unit.path, ""),
        _from_jabatan.id,
        func.coalesce(_from_jabatan.name, ""),
        _to_unit.id,
        func.coalesce(_to_unit.name, ""),
        _to_jabatan.id,
        func.coalesce(_to_jabatan.name, ""),
        SittingItem.transfer_id,
        SittingItem.task_id,
        Task.status,
        Transfer.state,
        SittingItem.sitting_plan_id,
        SittingItem.move_id,
        SittingItem.because,
    )
    .outerjoin(Task, Task.id == SittingItem.task_id)
    .outerjoin(Transfer, Transfer.id == SittingItem.transfer_id)
    .join(Employee, Employee.id == func.coalesce(Transfer.employee_id, SittingItem.employee_id))
    .outerjoin(_from_unit, _from_unit.id == func.coalesce(Transfer.from_unit_id, SittingItem.from_unit_id))
    .outerjoin(_from_jabatan, _from_jabatan.id == func.coalesce(Transfer.from_jabatan_id, SittingItem.from_jabatan_id))
    .outerjoin(_to_unit, _to_unit.id == func.coalesce(Transfer.to_unit_id, SittingItem.to_unit_id))
    .outerjoin(_to_jabatan, _to_jabatan.id == func.coalesce(Transfer.to_jabatan_id, SittingItem.to_jabatan_id))
    .order_by(func.coalesce(_to_unit.name, ""), func.coalesce(_to_jabatan.name, ""), SittingItem.id)
)
_ASIDES: Select[*tuple[Any, ...]] = (
    select(Recusal.item_id, Recusal.employee_id, Recusal.ground, Recusal.remark, Employee.name)
    .join(SittingItem, SittingItem.id == Recusal.item_id)
    .join(Employee, Employee.id == Recusal.employee_id)
    .order_by(Recusal.id)
)
_ORDER = {duty: place for place, duty in enumerate(Duty)}


def load_board(session: Session, sitting_id: int, *, lock: bool = False) -> Board:
    """Return a sitting with its members, agenda and recusals; with ``lock`` nobody else changes it meanwhile.

    Raises:
        NotFound: there is none.
    """
    wanted = SITTING.where(Sitting.id == sitting_id)
    row = run(session, wanted.with_for_update(of=Sitting) if lock else wanted).one_or_none()
    if row is None:
        raise NotFound(T("Sidang tidak ditemukan."))
    seats = [SeatRow(*found) for found in run(session, _SEATS.where(SittingMember.sitting_id == sitting_id))]
    return Board(
        SittingRow(*row),
        sorted(seats, key=lambda seat: (_ORDER[seat.duty], seat.name, seat.employee_id)),
        [_read_item(found) for found in run(session, _ITEMS.where(SittingItem.sitting_id == sitting_id))],
        [AsideRow(*found) for found in run(session, _ASIDES.where(SittingItem.sitting_id == sitting_id))],
        [PlanOnAgenda(*found) for found in run(session, _PLANS.where(SittingPlan.sitting_id == sitting_id))],
    )


def _read_item(row: Sequence[Any]) -> TransferItem | MoveItem:
    if row[_COMMON] is not None:
        return TransferItem(*row[:_OF_TRANSFER])
    return MoveItem(*row[:_COMMON], *row[_OF_TRANSFER:])
