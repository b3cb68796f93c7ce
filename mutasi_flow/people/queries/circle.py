"""Who stands around an employee: the direct supervisor and the peers."""

from collections.abc import Collection
from functools import cache, partial

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.people.queries.units import Head, head_of

_supervisor = aliased(Employee)
_ON_RECORD = and_(
    _supervisor.id == Employee.supervisor_id,
    _supervisor.id != Employee.id,
    _supervisor.legal_position.in_(SERVING_CODES),
)
_CHAIN = Prepared(
    select(Employee.unit_id, _supervisor.id, _supervisor.name)
    .outerjoin(_supervisor, _ON_RECORD)
    .where(Employee.id == bindparam("id"))
)
_CHAINS = (
    select(Employee.id, Employee.unit_id, _supervisor.id)
    .outerjoin(_supervisor, _ON_RECORD)
    .where(Employee.id.in_(bindparam("ids", expanding=True)))
)
_AT_ONCE = 500
_me = aliased(Employee)
_PEERS = Prepared(
    select(Employee.id)
    .join(_me, and_(_me.id == bindparam("id"), _me.unit_id == Employee.unit_id))
    .join(Unit, Unit.id == Employee.unit_id)
    .where(
        Employee.id != _me.id,
        Employee.legal_position.in_(SERVING_CODES),
        Unit.head_id.is_distinct_from(Employee.id),
        _me.supervisor_id.is_distinct_from(Employee.id),
    )
    .order_by((Employee.jabatan_id == _me.jabatan_id).desc().nulls_last(), Employee.name, Employee.id)
    .limit(bindparam("limit"))
)


def direct_supervisor(session: Session, employee_id: int) -> int | None:
    """Return who supervises: the person on record, else the head of the unit or the nearest unit above it.

    None when nobody is on record; the road then turns to the staffing officer.
    """
    row = run(session, _CHAIN, {"id": employee_id}).first()
    if row is None:
        return None
    unit_id, supervisor_id, _name = row
    if supervisor_id is not None:
        return int(supervisor_id)
    return None if unit_id is None else head_of(session, unit_id, but=employee_id)


def direct_supervisors(session: Session, employee_ids: Collection[int]) -> dict[int, int]:
    """Return who supervises each of many employees, as :func:`direct_supervisor` does; who has nobody is left out."""
    wanted, found = sorted(employee_ids), dict[int, int]()
    heads = cache(partial(head_of, session))
    for start in range(0, len(wanted), _AT_ONCE):
        for employee_id, unit_id, on_record in run(session, _CHAINS, {"ids": wanted[start : start + _AT_ONCE]}):
            head = heads(unit_id) if on_record is None and unit_id is not None else None
            if head == employee_id:
                head = head_of(session, unit_id, but=employee_id)
            supervisor_id = on_record or head
            if supervisor_id is not None:
                found[employee_id] = supervisor_id
    return found


def find_supervisor_on_record(session: Session, employee_id: int) -> Head | None:
    """Return the person named as supervisor on the employee's record, or None: then the heads of the unit count."""
    row = run(session, _CHAIN, {"id": employee_id}).first()
    return None if row is None or row[1] is None else Head(row[1], row[2])


def list_peers(session: Session, employee_id: int, limit: int) -> list[int]:
    """Return colleagues of the same unit who serve, those of the same jabatan first; no head, no supervisor."""
    return list(run(session, _PEERS, {"id": employee_id, "limit": limit}).scalars())
