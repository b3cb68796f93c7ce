"""Units: made, moved in the tree, headed, closed. The path of every unit below follows a move."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import OPEN_END, UNKNOWN_START, Employee, Unit
from mutasi_flow.people.queries import get_employee_card, get_unit, unit_path
from mutasi_flow.people.service.trail import note


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to make; ``parent_id`` None makes a root."""

    code: str
    name: str
    parent_id: int | None = None
    place_id: int | None = None
    valid_from: date = UNKNOWN_START


def create_unit(session: Session, actor: Actor, new: NewUnit, at: datetime) -> int:
    """Make a unit with its path and return its id.

    Raises:
        InvalidInput: code or name is empty.
        Conflict: the code is taken.
        NotFound: there is no such parent.
    """
    code, name = new.code.strip(), new.name.strip()
    if not code or not name:
        raise InvalidInput(T("Kode dan nama unit harus diisi."), "code" if not code else "name")
    above = unit_path(session, new.parent_id) if new.parent_id is not None else "/"
    try:
        with session.begin_nested():
            unit_id = session.execute(
                insert(Unit)
                .values(
                    code=code,
                    name=name,
                    parent_id=new.parent_id,
                    place_id=new.place_id,
                    valid_from=new.valid_from,
                    valid_to=OPEN_END,
                    path="",
                )
                .returning(Unit.id)
            ).scalar_one()
    except IntegrityError:
        raise Conflict(T("Kode unit {code} sudah dipakai.", code=code)) from None
    session.execute(update(Unit).where(Unit.id == unit_id).values(path=f"{above}{unit_id}/"))
    note(
        session, actor, at, "unit_created", about=("unit", unit_id), payload={"code": code, "parent_id": new.parent_id}
    )
    return unit_id


def rename_unit(session: Session, actor: Actor, unit_id: int, name: str, at: datetime) -> None:
    """Give a unit another name.

    Raises:
        InvalidInput: the name is empty.
        NotFound: there is no such unit.
    """
    unit = get_unit(session, unit_id)
    if not name.strip():
        raise InvalidInput(T("Nama unit harus diisi."), "name")
    session.execute(update(Unit).where(Unit.id == unit_id).values(name=name.strip()))
    note(session, actor, at, "unit_renamed", about=("unit", unit_id), payload={"from": unit.name, "to": name.strip()})


def move_unit(session: Session, actor: Actor, unit_id: int, parent_id: int | None, at: datetime) -> None:
    """Hang a unit, with everything below it, under another one (None = make it a root).

    Raises:
        Refused: the new parent lies below the unit, or is the unit itself.
        NotFound: there is no such unit.
    """
    unit = get_unit(session, unit_id)
    above = unit_path(session, parent_id) if parent_id is not None else "/"
    if above.startswith(unit.path):
        raise Refused(T("Unit {name} tidak dapat diletakkan di bawah dirinya sendiri.", name=unit.name))
    path = f"{above}{unit_id}/"
    session.execute(
        update(Unit)
        .where(Unit.path.startswith(unit.path, autoescape=True))
        .values(path=literal(path) + func.substr(Unit.path, len(unit.path) + 1))
        .execution_options(synchronize_session="fetch")
    )
    session.execute(update(Unit).where(Unit.id == unit_id).values(parent_id=parent_id))
    note(session, actor, at, "unit_moved", about=("unit", unit_id), payload={"from": unit.parent_id, "to": parent_id})


def set_unit_head(session: Session, actor: Actor, unit_id: int, employee_id: int | None, at: datetime) -> None:
    """Say who heads a unit (None = vacant); open tasks of the head pass to the successor by a sweep of the road.

    Raises:
        Refused: the person does not serve.
        NotFound: there is no such unit or employee.
    """
    unit = get_unit(session, unit_id)
    if employee_id is not None and not (card := get_employee_card(session, employee_id)).is_serving:
        raise Refused(T("{name} tidak sedang bertugas, jadi tidak dapat memimpin unit.", name=card.full_name))
    session.execute(update(Unit).where(Unit.id == unit_id).values(head_id=employee_id))
    note(
        session, actor, at, "unit_head_set", about=("unit", unit_id), payload={"from": unit.head_id, "to": employee_id}
    )


def close_unit(
    session: Session, actor: Actor, unit_id: int, *, last_day: date, successor_id: int | None, at: datetime
) -> None:
    """End a unit on ``last_day``; ``successor_id`` says where its work went.

    Raises:
        InvalidInput: the last day lies before the first, or the unit is its own successor.
        Refused: somebody still serves in the unit, or units below it are open.
        NotFound: there is no such unit or successor.
    """
    unit = get_unit(session, unit_id)
    if last_day < unit.valid_from:
        raise InvalidInput(T("Hari terakhir unit tidak boleh sebelum hari pertamanya."), "valid_to")
    if successor_id == unit_id:
        raise InvalidInput(T("Unit pengganti harus unit lain."), "successor")
    if successor_id is not None:
        get_unit(session, successor_id)
    staff = session.execute(
        select(func.count()).where(Employee.unit_id == unit_id, Employee.legal_position.in_(SERVING_CODES))
    ).scalar_one()
    if staff:
        raise Refused(T("Masih ada {count} pegawai di unit {name}.", count=staff, name=unit.name))
    below = session.execute(
        select(func.count()).where(Unit.parent_id == unit_id, Unit.valid_to > last_day)
    ).scalar_one()
    if below:
        raise Refused(T("Masih ada {count} unit di bawah {name}.", count=below, name=unit.name))
    session.execute(
        update(Unit).where(Unit.id == unit_id).values(valid_to=last_day, successor_id=successor_id, head_id=None)
    )
    payload = {"last_day": last_day.isoformat(), "successor_id": successor_id}
    note(session, actor, at, "unit_closed", about=("unit", unit_id), payload=payload)
