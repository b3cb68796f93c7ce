"""Employees: made and changed by hand or by an import, with performance, sanctions and supervisor."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import (
    LEFT,
    LEGAL_POSITIONS,
    EmploymentStatus,
    Predicate,
    Severity,
    Sex,
    check_nip,
    employment_status_of,
    parse_nip,
)
from mutasi_flow.people.model import UNKNOWN_START, Discipline, Employee, PerformanceYear, Placement
from mutasi_flow.people.queries import find_employee_by_nip, get_employee_card
from mutasi_flow.people.service.placements import place
from mutasi_flow.people.service.trail import note

_CARD_NAMES = {"retires_on": "stated_retires_on"}
_POST_FIELDS = frozenset({"unit_id", "jabatan_id", "post_on"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeRecord:
    """Everything known about an employee; the names are the columns of ``people.model.Employee``."""

    name: str
    nip: str | None = None
    siasn_id: str | None = None
    title_before: str = ""
    title_after: str = ""
    birth_on: date | None = None
    birth_place: str = ""
    sex: Sex | None = None
    status: EmploymentStatus | None = None
    """None = as the legal position says."""
    legal_position: str = "01"
    rank: str = ""
    rank_on: date | None = None
    education_level: str = ""
    education_name: str = ""
    education_year: int | None = None
    unit_id: int | None = None
    jabatan_id: int | None = None
    post_on: date | None = None
    appointed_on: date | None = None
    contract_ends_on: date | None = None
    retires_on: date | None = None
    phone: str = ""
    email: str = ""
    synced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedEmployee:
    """The id, and what does not fit together (warnings, never refusals)."""

    id: int
    warnings: tuple[Text, ...]


def save_employee(
    session: Session, actor: Actor, record: EmployeeRecord, *, today: date, at: datetime
) -> SavedEmployee:
    """Make the employee with this NIP or change the one on record; another post is written as a placement.

    Raises:
        InvalidInput: no name, an impossible NIP, an unknown legal position, or another post without its first day.
        Conflict: a placement on record begins later than the new post.
    """
    if not record.name.strip():
        raise InvalidInput(T("Nama pegawai harus diisi."), "name")
    if record.legal_position not in LEGAL_POSITIONS:
        raise InvalidInput(
            T("Kode kedudukan hukum {code} tidak dikenal.", code=record.legal_position), "legal_position"
        )
    digits, warnings = _read_nip(record)
    known = find_employee_by_nip(session, digits) if digits else None
    values = {one.name: getattr(record, one.name) for one in fields(record)}
    values |= {"nip": digits, "status": record.status or employment_status_of(record.legal_position)}
    if known is None:
        employee_id = _create(session, record, values, at)
        note(session, actor, at, "employee_created", about=("employee", employee_id), payload={})
        return SavedEmployee(employee_id, warnings)
    kept = {name: value for name, value in values.items() if name not in _POST_FIELDS}
    session.execute(update(Employee).where(Employee.id == known.id).values(**kept))
    changed = sorted(
        name for name, value in kept.items() if getattr(known, _CARD_NAMES.get(name, name), value) != value
    )
    note(session, actor, at, "employee_changed", about=("employee", known.id), payload={"fields": changed})
    if (record.unit_id, record.jabatan_id) != (known.unit_id, known.jabatan_id):
        _move(session, actor, known.id, record, today=today, at=at)
    return SavedEmployee(known.id, warnings)


def set_aside(session: Session, actor: Actor, employee_id: int, at: datetime) -> None:
    """Count somebody without a unit as not at work here: the person was to come, and did not."""
    present = (Employee.id == employee_id, Employee.unit_id.is_(None))
    statement = update(Employee).where(*present).values(legal_position=LEFT).returning(Employee.id)
    if session.execute(statement).first():
        note(session, actor, at, "employee_set_aside", about=("employee", employee_id), payload={})


def set_supervisor(session: Session, actor: Actor, employee_id: int, supervisor_id: int | None, at: datetime) -> None:
    """Say who directly supervises an employee where it is not the head of the unit (None = the head).

    Raises:
        Refused: the person would supervise the own work, or does not serve.
        NotFound: there is no such employee.
    """
    card = get_employee_card(session, employee_id)
    if supervisor_id == employee_id:
        raise Refused(T("Seorang pegawai tidak dapat menjadi atasan dirinya sendiri."))
    if supervisor_id is not None and not (other := get_employee_card(session, supervisor_id)).is_serving:
        raise Refused(T("{name} tidak sedang bertugas, jadi tidak dapat menjadi atasan.", name=other.full_name))
    session.execute(update(Employee).where(Employee.id == employee_id).values(supervisor_id=supervisor_id))
    payload = {"from": card.supervisor_id, "to": supervisor_id}
    note(session, actor, at, "supervisor_set", about=("employee", employee_id), payload=payload)


def record_performance(
    session: Session, actor: Actor, employee_id: int, *, year: int, predicate: Predicate, at: datetime
) -> None:
    """Write the predicate of one year, replacing an earlier one.

    Raises:
        NotFound: there is no such employee.
    """
    get_employee_card(session, employee_id)
    session.execute(
        delete(PerformanceYear).where(PerformanceYear.employee_id == employee_id, PerformanceYear.year == year)
    )
    session.execute(insert(PerformanceYear).values(employee_id=employee_id, year=year, predicate=predicate))
    note(
        session,
        actor,
        at,
        "performance_recorded",
        about=("employee", employee_id),
        payload={"year": year, "predicate": predicate},
    )


def record_discipline(
    session: Session,
    actor: Actor,
    employee_id: int,
    *,
    severity: Severity,
    from_on: date,
    to_on: date | None,
    description: str = "",
    decree_number: str = "",
    at: datetime,
) -> int:
    """Write a sanction with its period (None = no end on record); return its id.

    Raises:
        InvalidInput: it ends before it begins.
        NotFound: there is no such employee.
    """
    get_employee_card(session, employee_id)
    if to_on is not None and to_on < from_on:
        raise InvalidInput(T("Hukuman disiplin tidak boleh berakhir sebelum dimulai."), "to_on")
    discipline_id: int = session.execute(
        insert(Discipline)
        .values(
            employee_id=employee_id,
            severity=severity,
            description=description,
            decree_number=decree_number,
            from_on=from_on,
            to_on=to_on,
        )
        .returning(Discipline.id)
    ).scalar_one()
    note(session, actor, at, "discipline_recorded", about=("employee", employee_id), payload={"severity": severity})
    return discipline_id


def _read_nip(record: EmployeeRecord) -> tuple[str | None, tuple[Text, ...]]:
    if record.nip is None:
        return None, ()
    nip = parse_nip(record.nip)
    warnings = check_nip(nip, record.birth_on, record.appointed_on, record.sex, record.legal_position)
    return nip.digits, warnings


def _create(session: Session, record: EmployeeRecord, values: dict[str, object], at: datetime) -> int:
    taken = (
        record.siasn_id
        and session.execute(select(Employee.id).where(Employee.siasn_id == record.siasn_id)).scalar_one_or_none()
    )
    if taken:
        raise Conflict(T("Nomor SIASN itu sudah milik pegawai lain."))
    employee_id: int = session.execute(insert(Employee).values(**values).returning(Employee.id)).scalar_one()
    if record.unit_id is not None and record.jabatan_id is not None:
        session.execute(
            insert(Placement).values(
                employee_id=employee_id,
                unit_id=record.unit_id,
                jabatan_id=record.jabatan_id,
                from_on=record.post_on or UNKNOWN_START,
                source="import",
                applied_at=at,
                displaced={},
            )
        )
    return employee_id


def _move(
    session: Session, actor: Actor, employee_id: int, record: EmployeeRecord, *, today: date, at: datetime
) -> None:
    if record.unit_id is None or record.jabatan_id is None or record.post_on is None:
        raise InvalidInput(T("Unit, jabatan, dan tanggal mulai (TMT) yang baru harus diisi bersama."), "post_on")
    place(
        session,
        employee_id=employee_id,
        unit_id=record.unit_id,
        jabatan_id=record.jabatan_id,
        from_on=record.post_on,
        letter_number="",
        source="manual",
        today=today,
        at=at,
        actor=actor,
    )
