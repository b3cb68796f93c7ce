"""The card of one employee: everything that pages, letters and rules ask, in one query of columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import (
    LEGAL_POSITIONS,
    EmploymentStatus,
    JabatanKind,
    Sex,
    Tenure,
    full_name,
    identity_line,
    normalize_nip,
    rank_label,
    retirement_date,
    tenure,
)
from mutasi_flow.people.model import Employee, Jabatan, Unit


@dataclass(frozen=True, slots=True)
class EmployeeCard:
    """Everything that pages, letters and rules ask about one employee; unknown is None or an empty text."""

    id: int
    nip: str | None
    name: str
    title_before: str
    title_after: str
    birth_on: date | None
    birth_place: str
    sex: Sex | None
    status: EmploymentStatus
    legal_position: str
    rank: str
    rank_on: date | None
    education_level: str
    education_name: str
    education_year: int | None
    post_on: date | None
    appointed_on: date | None
    contract_ends_on: date | None
    stated_retires_on: date | None
    """Retirement date as SIASN states it."""
    phone: str
    email: str
    supervisor_id: int | None
    synced_at: datetime | None
    unit_id: int | None
    unit_code: str | None
    unit_name: str | None
    unit_path: str | None
    unit_head_id: int | None
    jabatan_id: int | None
    jabatan_code: str | None
    jabatan_name: str | None
    jabatan_kind: JabatanKind | None
    jabatan_level: str | None
    retirement_age: int | None

    @property
    def full_name(self) -> str:
        """Name with academic titles."""
        return full_name(self.title_before, self.name, self.title_after)

    @property
    def rank_label(self) -> str:
        """Rank and grade as letters write them."""
        return rank_label(self.rank)

    @property
    def identity_line(self) -> str:
        """Name · unit · birth year · last four digits of the NIP."""
        return identity_line(self.full_name, self.unit_name, self.birth_on, self.nip)

    @property
    def is_serving(self) -> bool:
        """Whether the legal position counts the person among those at work."""
        position = LEGAL_POSITIONS.get(self.legal_position)
        return position is not None and position.is_serving

    @property
    def is_unit_head(self) -> bool:
        """Whether the person heads the own unit."""
        return self.unit_head_id == self.id

    @property
    def retires_on(self) -> date | None:
        """First day of retirement: as SIASN states it, else by the retirement age of the jabatan; None = unknown."""
        if self.stated_retires_on is not None:
            return self.stated_retires_on
        if self.birth_on is None or self.retirement_age is None:
            return None
        return retirement_date(self.birth_on, self.retirement_age)

    def tenure_on(self, day: date) -> Tenure | None:
        """How long the person has been in the present post; None = start unknown."""
        return tenure(self.post_on, day) if self.post_on else None


_CARD: Select[*tuple[Any, ...]] = (
    select(
        Employee.id,
        Employee.nip,
        Employee.name,
        Employee.title_before,
        Employee.title_after,
        Employee.birth_on,
        Employee.birth_place,
        Employee.sex,
        Employee.status,
        Employee.legal_position,
        Employee.rank,
        Employee.rank_on,
        Employee.education_level,
        Employee.education_name,
        Employee.education_year,
        Employee.post_on,
        Employee.appointed_on,
        Employee.contract_ends_on,
        Employee.retires_on,
        Employee.phone,
        Employee.email,
        Employee.supervisor_id,
        Employee.synced_at,
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.path,
        Unit.head_id,
        Jabatan.id,
        Jabatan.code,
        Jabatan.name,
        Jabatan.kind,
        Jabatan.level,
        Jabatan.retirement_age,
    )
    .outerjoin(Unit, Unit.id == Employee.unit_id)
    .outerjoin(Jabatan, Jabatan.id == Employee.jabatan_id)
)
_CARD_BY_ID = Prepared(_CARD.where(Employee.id == bindparam("id")))
_CARD_BY_NIP = Prepared(_CARD.where(Employee.nip == bindparam("nip")))
_NAME = Prepared(select(Employee.name).where(Employee.id == bindparam("id")))


def get_employee_card(session: Session, employee_id: int) -> EmployeeCard:
    """Return one employee with unit and jabatan, in one query of columns.

    Raises:
        NotFound: there is no such employee.
    """
    row = run(session, _CARD_BY_ID, {"id": employee_id}).first()
    if row is None:
        raise NotFound(T("Pegawai tidak ditemukan."))
    return EmployeeCard(*row)


def list_employee_cards(session: Session, ids: Sequence[int]) -> list[EmployeeCard]:
    """Return these employees, each once, in no particular order; those that are not there are left out."""
    rows = run(session, _CARD.where(Employee.id.in_(ids)))
    return [EmployeeCard(*row) for row in rows]


def find_employee_by_nip(session: Session, nip: str) -> EmployeeCard | None:
    """Return the employee with this NIP, written with or without separators."""
    row = run(session, _CARD_BY_NIP, {"nip": normalize_nip(nip)}).first()
    return EmployeeCard(*row) if row else None


def employee_name(session: Session, employee_id: int) -> str:
    """Return the name of an employee; empty when there is none."""
    return run(session, _NAME, {"id": employee_id}).scalar_one_or_none() or ""
