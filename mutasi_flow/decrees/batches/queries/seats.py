"""Which seats a batch leaves and enters, and who sits there."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.decrees.batches.domain import Move, Seat
from mutasi_flow.decrees.batches.model import DecreeRow
from mutasi_flow.decrees.batches.queries.rows import INSIDE
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.workflow import State


def list_moves(session: Session, batch_id: int) -> Sequence[Move]:
    """Return which seats the rows of a batch leave and enter; those that were taken back are not among them."""
    statement = (
        select(
            DecreeRow.id,
            Transfer.from_unit_id,
            Transfer.from_jabatan_id,
            Transfer.to_unit_id,
            Transfer.to_jabatan_id,
        )
        .join(Transfer, Transfer.id == DecreeRow.transfer_id)
        .where(DecreeRow.batch_id == batch_id, INSIDE, Transfer.state.in_((State.APPROVED, State.DECREED)))
    )
    return [Move(key, _seat(a, b), _seat(c, d)) for key, a, b, c, d in session.execute(statement)]


def _seat(unit_id: int | None, jabatan_id: int | None) -> Seat | None:
    return None if unit_id is None or jabatan_id is None else (unit_id, jabatan_id)


def load_staying(session: Session, batch_id: int, seats: Collection[Seat]) -> Mapping[Seat, int]:
    """Return those of the seats that are for one person (structural), with how many sit there outside the batch."""
    units, posts = {unit for unit, _post in seats}, {post for _unit, post in seats}
    is_single = (Jabatan.id.in_(posts), Jabatan.kind == JabatanKind.STRUCTURAL)
    single = set(session.scalars(select(Jabatan.id).where(*is_single)))
    movers = (
        select(Transfer.employee_id)
        .join(DecreeRow, DecreeRow.transfer_id == Transfer.id)
        .where(DecreeRow.batch_id == batch_id, INSIDE)
    )
    statement = (
        select(Employee.unit_id, Employee.jabatan_id, func.count())
        .where(Employee.unit_id.in_(units), Employee.jabatan_id.in_(single), Employee.id.not_in(movers))
        .group_by(Employee.unit_id, Employee.jabatan_id)
    )
    found = {(unit, post): count for unit, post, count in session.execute(statement)}
    return {seat: found.get(seat, 0) for seat in seats if seat[1] in single}


def name_seats(session: Session, seats: Collection[Seat]) -> Mapping[Seat, str]:
    """Return what seats are called."""
    units, posts = {unit for unit, _post in seats}, {post for _unit, post in seats}
    unit_names = dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units))).all())
    post_names = dict(session.execute(select(Jabatan.id, Jabatan.name).where(Jabatan.id.in_(posts))).all())
    return {seat: f"{post_names.get(seat[1], '')}, {unit_names.get(seat[0], '')}" for seat in seats}
