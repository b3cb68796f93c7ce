"""Lists of sittings: those somebody may read, what waits for one, and what closed ones said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import note_reading, run
from mutasi_flow.inbox.model import IS_OPEN, Task
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.deliberation.loading import SITTING
from mutasi_flow.transfers.deliberation.records import SittingRow, reads_all
from mutasi_flow.transfers.domain.team import Advice, AgreedBy, SittingState
from mutasi_flow.transfers.model import Sitting, SittingItem, SittingMember, Team, Transfer
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.routes import DELIBERATE
from mutasi_flow.transfers.trail import ABOUT as TRANSFER

PAGE = 50
MOST_WAITING = 200

_from_unit, _to_unit, _to_jabatan = aliased(Unit), aliased(Unit), aliased(Jabatan)


def _is_seated(actor: Actor) -> ColumnElement[bool]:
    return exists().where(SittingMember.sitting_id == Sitting.id, SittingMember.employee_id == actor.employee_id)


def list_sittings(session: Session, actor: Actor, *, before: int | None = None) -> Sequence[tuple[SittingRow, int]]:
    """Return a page of the sittings that the actor may read, the newest first, each with the length of its agenda."""
    length = select(func.count()).where(SittingItem.sitting_id == Sitting.id).scalar_subquery()
    statement = SITTING.add_columns(length).order_by(Sitting.id.desc()).limit(PAGE)
    if not reads_all(actor):
        if actor.employee_id is None:
            return []
        statement = statement.where(_is_seated(actor))
    if before is not None:
        statement = statement.where(Sitting.id < before)
    return [(SittingRow(*row[:-1]), row[-1]) for row in run(session, statement)]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A transfer that waits for a sitting; ``heard`` counts the sittings that deferred it."""

    transfer_id: int
    task_id: int
    number: str
    employee_name: str
    from_unit: str
    to_unit: str
    to_jabatan: str
    opened_at: datetime
    due_on: date | None
    heard: int
    is_secret: bool


def list_waiting(session: Session, actor: Actor) -> Sequence[WaitingRow]:
    """Return the transfers that wait for a sitting and stand on no open agenda, the nearest deadline first.

    Over the units the actor deliberates or verifies; the own case is left out.
    """
    paths = {path for one in (Permission.DELIBERATE, Permission.TRANSFERS_VERIFY) for path in actor.paths(one)}
    if not paths:
        return []
    heard = select(func.count()).where(
        SittingItem.transfer_id == Transfer.id, SittingItem.advice == Advice.DEFERRED, ~SittingItem.is_open
    )
    statement = (
        select(
            Transfer.id,
            Task.id,
            Transfer.number,
            Employee.name,
            func.coalesce(_from_unit.name, ""),
            func.coalesce(_to_unit.name, ""),
            func.coalesce(_to_jabatan.name, ""),
            Task.opened_at,
            Task.due_on,
            heard.scalar_subquery(),
            Transfer.is_secret,
        )
        .join(Transfer, and_(Task.about_kind == TRANSFER, Transfer.id == Task.about_id))
        .join(Employee, Employee.id == Transfer.employee_id)
        .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
        .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
        .outerjoin(_to_jabatan, _to_jabatan.id == Transfer.to_jabatan_id)
        .where(
            IS_OPEN,
            Task.kind == DELIBERATE,
            ~exists().where(SittingItem.transfer_id == Transfer.id, SittingItem.is_open),
            is_readable(actor),
            Transfer.employee_id.is_distinct_from(actor.employee_id),
        )
        .order_by(Task.due_on, Task.id)
        .limit(MOST_WAITING)
    )
    if "" not in paths:
        inside = (_from_unit.path.startswith(path, autoescape=True) for path in sorted(paths))
        statement = statement.where(or_(*inside))
    rows = [WaitingRow(*row) for row in run(session, statement)]
    for row in rows:
        if row.is_secret:
            note_reading(session, TRANSFER, row.transfer_id)
    return rows


@dataclass(frozen=True, slots=True)
class Heard:
    """What a closed sitting said about one transfer."""

    sitting_id: int
    held_on: date
    team: str
    advice: Advice
    agreed_by: AgreedBy | None
    reason: str
    notes: str


def list_heard(session: Session, transfer_id: int) -> Sequence[Heard]:
    """Return what closed sittings said about a transfer, the oldest first."""
    rows = run(
        session,
        select(
            Sitting.id,
            Sitting.held_on,
            Team.name,
            SittingItem.advice,
            SittingItem.agreed_by,
            SittingItem.reason,
            SittingItem.notes,
        )
        .join(SittingItem, SittingItem.sitting_id == Sitting.id)
        .join(Team, Team.id == Sitting.team_id)
        .where(
            SittingItem.transfer_id == transfer_id,
            Sitting.state == SittingState.CLOSED,
            SittingItem.advice.is_not(None),
            SittingItem.dropped == "",
        )
        .order_by(Sitting.id),
    )
    return [Heard(*row) for row in rows]


def find_open_sitting(session: Session, transfer_id: int) -> int | None:
    """Return the open sitting on whose agenda a transfer stands."""
    wanted = select(SittingItem.sitting_id).where(SittingItem.transfer_id == transfer_id, SittingItem.is_open)
    found: int | None = run(session, wanted).scalar_one_or_none()
    return found
