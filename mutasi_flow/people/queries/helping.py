"""Who gives a part of the working time to another unit, from the day on which it began until its last day."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import IS_PART_TIME, WAY_BACK, Employee, Jabatan, Placement, Unit


class PartTimeRow(NamedTuple):
    """Somebody who sits at home and helps elsewhere; ``share`` is what the other unit gets, in per cent."""

    id: int
    name: str
    home_id: int
    home: str
    helped_id: int
    helped: str
    helped_post_id: int
    helped_post: str
    share: int
    until_on: date


_back = aliased(Placement)
_home, _helped = aliased(Unit), aliased(Unit)
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Employee.id,
        Employee.name,
        _home.id,
        _home.name,
        _helped.id,
        _helped.name,
        Jabatan.id,
        Jabatan.name,
        Placement.share,
        Placement.to_on,
    )
    .select_from(Placement)
    .join(_back, and_(_back.employee_id == Placement.employee_id, _back.letter_number == Placement.letter_number))
    .join(Employee, and_(Employee.id == Placement.employee_id, Employee.unit_id == _back.unit_id))
    .join(_home, _home.id == _back.unit_id)
    .join(_helped, _helped.id == Placement.unit_id)
    .join(Jabatan, Jabatan.id == Placement.jabatan_id)
    .where(
        IS_PART_TIME,
        Placement.applied_at.is_not(None),
        _back.source == WAY_BACK,
        _back.revoked_at.is_(None),
        _back.applied_at.is_(None),
        Employee.legal_position.in_(SERVING_CODES),
    )
    .order_by(Employee.name, Employee.id)
)
_UNITS: BindParameter[int] = bindparam("ids", expanding=True)
_OF_UNITS = Prepared(_ROWS.where(or_(_home.id.in_(_UNITS), _helped.id.in_(_UNITS))))
_OF_EMPLOYEE = Prepared(_ROWS.where(Employee.id == bindparam("id")))


def list_part_time(session: Session, unit_ids: Collection[int]) -> list[PartTimeRow]:
    """Return who helps in these units, or elsewhere from them, for a part of the time, by name."""
    return [PartTimeRow(*row) for row in run(session, _OF_UNITS, {"ids": sorted(unit_ids)})]


def find_part_time(session: Session, employee_id: int) -> PartTimeRow | None:
    """Return where an employee helps for a part of the time; None for whoever does not."""
    row = run(session, _OF_EMPLOYEE, {"id": employee_id}).first()
    return None if row is None else PartTimeRow(*row)
