"""Tables of people: units, jabatan, posts, employees, placements, performance, discipline."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, false, func, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.people.domain import (
    WHOLE_TIME,
    AssessmentAxis,
    CompetenceKind,
    CredentialKind,
    EmploymentStatus,
    JabatanKind,
    Lack,
    NeedKind,
    Predicate,
    ProceedingKind,
    Relation,
    RemoteTest,
    Severity,
    Sex,
)

NAME = 300
CODE = 64
WAY_BACK = "return"
"""Source of the placement that leads back from a temporary one."""
OPEN_END = date(9999, 12, 31)
UNKNOWN_START = date(1900, 1, 1)
"""Start of a post whose first day nobody recorded; pages say "unknown"."""
_OPEN = text("to_on IS NULL AND revoked_at IS NULL")
_PART = text("share < 100 AND revoked_at IS NULL")
IS_PART_TIME: ColumnElement[bool] = literal_column("placements.share < 100 AND placements.revoked_at IS NULL")
"""Whether a placement takes part of the time, written out: SQLite takes its small index only where it reads the words."""
_DUE = text("applied_at IS NULL AND revoked_at IS NULL")


class Place(Base):
    """A place of work; coordinates and terrain may be unknown."""

    __tablename__ = "places"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    district: Mapped[str] = mapped_column(String(NAME), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    terrain: Mapped[str] = mapped_column(String(CODE), default="")
    travel_hours: Mapped[float | None]
    """From the seat of the government, one way."""


class PlaceTest(Base):
    """What one of the five tests of a remote place found; no row means not known."""

    __tablename__ = "place_tests"

    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), primary_key=True)
    test: Mapped[RemoteTest] = mapped_column(text_enum(RemoteTest), primary_key=True)
    lack: Mapped[Lack] = mapped_column(text_enum(Lack))


class District(Base):
    """The outline of a kecamatan."""

    __tablename__ = "districts"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    rings: Mapped[list[Any]]
    """Rings of points, each a pair of latitude and longitude."""


class Unit(Base):
    """A unit of organisation (unor), valid from–to; ``path`` is ``/root id/…/own id/`` for subtree questions."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    path: Mapped[str] = mapped_column(String(NAME), default="", index=True)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", use_alter=True))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    valid_from: Mapped[date] = mapped_column(default=date(1900, 1, 1))
    valid_to: Mapped[date] = mapped_column(default=OPEN_END)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))


class Jabatan(Base):
    """A kind of job (title); the retirement age (BUP) belongs here, not to the grade."""

    __tablename__ = "jabatan"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE), unique=True)
    name: Mapped[str] = mapped_column(String(NAME), index=True)
    kind: Mapped[JabatanKind] = mapped_column(text_enum(JabatanKind))
    level: Mapped[str] = mapped_column(String(CODE), default="")
    """Grade of a functional job (pertama, muda …) or echelon of a structural one (II.b …)."""
    retirement_age: Mapped[int | None]
    """Years; ``None`` = not known, shown as such."""


class Post(Base):
    """A seat kind in a unit (unit × jabatan) with its need; the need may be unknown."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("unit_id", "jabatan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"), index=True)
    need: Mapped[float | None]
    """Persons as imported, unrounded; ``None`` = no need analysis yet (never shown as zero)."""
    analysed_need: Mapped[float | None]
    """Persons by the closed period of analysis that holds now, written at its closing; goes before ``need``."""
    minimum: Mapped[int | None]
    """Persons below which the unit may not fall."""


PRESENT_NEED = func.coalesce(Post.analysed_need, Post.need)
"""What a post needs today."""


class Employee(Base):
    """A civil servant. The NIP is data that can be wrong and can change: never a key."""

    __tablename__ = "employees"
    __table_args__ = (
        Index("ix_employees_unit_name", "unit_id", "name", "id"),
        Index("ix_employees_name_id", "name", "id"),
        Index(
            "ix_employees_name_parts", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}
        ).ddl_if(dialect="postgresql"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    siasn_id: Mapped[str | None] = mapped_column(String(CODE), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    title_before: Mapped[str] = mapped_column(String(CODE), default="")
    title_after: Mapped[str] = mapped_column(String(CODE), default="")
    birth_on: Mapped[date | None]
    birth_place: Mapped[str] = mapped_column(String(NAME), default="")
    sex: Mapped[Sex | None] = mapped_column(text_enum(Sex))
    status: Mapped[EmploymentStatus] = mapped_column(text_enum(EmploymentStatus))
    """From ``kedudukan_hukum``, not from the shape of the NIP."""
    legal_position: Mapped[str] = mapped_column(String(CODE), default="01")
    """SIASN code of kedudukan hukum, see ``people.domain.LEGAL_POSITIONS``."""
    rank: Mapped[str] = mapped_column(String(CODE), default="")
    """Golongan: SIASN id ``11``–``45`` for PNS, Roman ``I``–``XVII`` for PPPK; empty = unknown."""
    rank_on: Mapped[date | None]
    education_level: Mapped[str] = mapped_column(String(CODE), default="")
    """SIASN level code, comparable as a number (``40`` = S-1)."""
    education_name: Mapped[str] = mapped_column(String(NAME), default="")
    education_year: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"), index=True)
    post_on: Mapped[date | None]
    """Since when in the present jabatan (tmt_jabatan)."""
    appointed_on: Mapped[date | None]
    """First appointment (tmt_cpns; for PPPK start of the first contract)."""
    contract_ends_on: Mapped[date | None]
    retires_on: Mapped[date | None]
    """As SIASN states it; wins over our own calculation."""
    phone: Mapped[str] = mapped_column(String(CODE), default="")
    email: Mapped[str] = mapped_column(String(NAME), default="")
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    """Direct supervisor where it is not the head of the unit."""
    synced_at: Mapped[datetime | None]
    """When the record last came from SIASN (import)."""


class Placement(Base):
    """History of posts: who sat where, from–to; a decree writes the next row, dated."""

    __tablename__ = "placements"
    __table_args__ = (
        Index("ix_placements_employee_from", "employee_id", "from_on"),
        Index("uq_placements_one_open", "employee_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_placements_due", "from_on", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_placements_part", "employee_id", sqlite_where=_PART, postgresql_where=_PART),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    """Last day; ``None`` = until further notice."""
    source: Mapped[str] = mapped_column(String(CODE))
    """``import``, ``decree``, ``amendment``, ``manual``, or ``return`` for the way back from a temporary one."""
    letter_number: Mapped[str] = mapped_column(String(NAME), default="")
    applied_at: Mapped[datetime | None]
    """When the sweep moved the employee's present unit and post to it."""
    displaced: Mapped[dict[str, object]] = mapped_column(default=dict)
    """What the employee and the headships were before it was applied; a revocation puts that back."""
    revoked_at: Mapped[datetime | None]
    share: Mapped[int] = mapped_column(default=WHOLE_TIME, server_default=str(WHOLE_TIME))
    """Per cent of the working time that a temporary placement takes; with less than all of it the seat stays at home."""


class PerformanceYear(Base):
    """Performance predicate of one year (SKP)."""

    __tablename__ = "performance_years"
    __table_args__ = (UniqueConstraint("employee_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    year: Mapped[int]
    predicate: Mapped[Predicate] = mapped_column(text_enum(Predicate))


class Discipline(Base):
    """A disciplinary sanction (PP 94/2021) and its period."""

    __tablename__ = "disciplines"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    severity: Mapped[Severity] = mapped_column(text_enum(Severity))
    description: Mapped[str] = mapped_column(String(NAME), default="")
    decree_number: Mapped[str] = mapped_column(String(NAME), default="")
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Dated:
    """What every particular has: its days and the paper behind it; ``to_on`` is the last day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date | None]
    """First day; ``None`` = always, or not known."""
    to_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(NAME))
    recorded_at: Mapped[datetime]


class Relative(Dated, Base):
    """Two employees of one family, kept once, asked from both sides.

    Neither has a say when the other is moved; UU 30/2014 art. 43.
    """

    __tablename__ = "relatives"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    relative_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    relation: Mapped[Relation] = mapped_column(text_enum(Relation))
    """What the relative is to the employee."""
    is_stated: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Said by one of the two and not confirmed yet; until then it keeps nobody from anything."""


class Proceeding(Dated, Base):
    """An inquiry into discipline or a case in court, while it runs."""

    __tablename__ = "proceedings"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    kind: Mapped[ProceedingKind] = mapped_column(text_enum(ProceedingKind))


class Teaching(Dated, Base):
    """What a teacher teaches at a school, in hours a week."""

    __tablename__ = "teachings"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    subject: Mapped[str] = mapped_column(String(NAME))
    hours: Mapped[int]


class Credential(Dated, Base):
    """A teacher's certificate for a subject, or a licence to practise a profession at one facility."""

    __tablename__ = "credentials"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    kind: Mapped[CredentialKind] = mapped_column(text_enum(CredentialKind))
    subject: Mapped[str] = mapped_column(String(NAME))
    number: Mapped[str] = mapped_column(String(NAME))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))


class Training(Dated, Base):
    """What somebody has to learn for another jabatan, or why nothing."""

    __tablename__ = "trainings"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    subject: Mapped[str] = mapped_column(String(NAME))


class Competence(Dated, Base):
    """What an assessment found that somebody can, until it runs out."""

    __tablename__ = "competences"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    kind: Mapped[CompetenceKind] = mapped_column(text_enum(CompetenceKind))
    subject: Mapped[str] = mapped_column(String(NAME))
    level: Mapped[int]
    """1 to 5."""


class Assessment(Dated, Base):
    """What an assessment for talent management found, until it runs out."""

    __tablename__ = "assessments"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    axis: Mapped[AssessmentAxis] = mapped_column(text_enum(AssessmentAxis))
    score: Mapped[int]
    """1 to 100."""


class Goal(Dated, Base):
    """What somebody wants to reach, by which day, and perhaps for which jabatan."""

    __tablename__ = "goals"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    subject: Mapped[str] = mapped_column(String(NAME))
    jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))


class ServiceNeed(Dated, Base):
    """Hours a week of a subject that a school gives, or the least persons of a profession at a facility."""

    __tablename__ = "service_needs"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[NeedKind] = mapped_column(text_enum(NeedKind))
    subject: Mapped[str] = mapped_column(String(NAME))
    amount: Mapped[int]


class Holiday(Base):
    """A day without work in the office calendar; defaults come from the ``holidays`` package."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME))
    source: Mapped[str] = mapped_column(String(CODE), default="manual")


class Office(Base):
    """The one row that says which government this installation serves, and its switches."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME))
    """Full name, for example ``Pemerintah Kabupaten Contoh``."""
    region: Mapped[str] = mapped_column(String(NAME))
    """``Kabupaten Contoh``."""
    region_kind: Mapped[str] = mapped_column(String(CODE), default="kabupaten")
    seat: Mapped[str] = mapped_column(String(NAME), default="")
    """Town in which letters are dated (Ditetapkan di …)."""
    province: Mapped[str] = mapped_column(String(NAME), default="")
    agency: Mapped[str] = mapped_column(String(NAME), default="BKPSDM")
    head_title: Mapped[str] = mapped_column(String(NAME), default="BUPATI")
    """Title of the deciding head of region as letters print it: BUPATI, WALI KOTA, GUBERNUR."""
    head_name: Mapped[str] = mapped_column(String(NAME), default="")
    number_format: Mapped[str] = mapped_column(String(NAME), default="800.1.3.1/{urut}/{unit}/{tahun}")
    number_unit: Mapped[str] = mapped_column(String(CODE), default="BKPSDM")
    modules: Mapped[dict[str, object]]
    """Module switches, see ``people.domain.MODULES``."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    set_up_at: Mapped[datetime]
