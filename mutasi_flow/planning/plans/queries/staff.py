"""The table of employees from the records: what each row says, who stays in any case and why, and who is family."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import SERVING_CODES, STUDY_ASSIGNMENT, WHOLE_TIME, Predicate, Relation
from mutasi_flow.people.model import (
    IS_PART_TIME,
    WAY_BACK,
    Discipline,
    Employee,
    Jabatan,
    PerformanceYear,
    Placement,
    Proceeding,
    Relative,
    Unit,
)
from mutasi_flow.planning.frontline.domain import Staff, Term, staff_of
from mutasi_flow.planning.frontline.queries import term_on
from mutasi_flow.planning.matching.queries.turns import Turns, is_due, load_turns
from mutasi_flow.planning.plans.model import Plan, PlanMove, PlanScenario, PlanSolution
from mutasi_flow.planning.reading.columns import RANGES
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.workflow import OPEN_STATES

_YOUNGEST, STAYS = RANGES["pegawai"]["bup"]
"""The age by which somebody whose retirement is not known stays in service on any effective day."""
NO = "0"
_MARKS: Mapping[bool | None, str] = {True: "1", False: NO, None: ""}
_HAIR = 1e-6
"""Added to a fraction of years, so that it gives back its months when it is cut to whole ones."""
_ON_RECORD = {
    Predicate.VERY_GOOD: "5",
    Predicate.GOOD: "4",
    Predicate.NEEDS_IMPROVEMENT: "3",
    Predicate.POOR: "2",
    Predicate.VERY_POOR: "1",
}
EMPLOYEES = (
    "nip", "nama", "status", "unit_kode", "jabatan_kode", "tmt_jabatan", "tgl_lahir", "bup", "akhir_kontrak",
    "pendidikan_tingkat", "pendidikan_bidang", "gol", "kinerja", "pasangan_unit", "kunci", "alasan_kunci",
    "kedudukan_hukum", "hukdis", "cuti_tb", "wajib_pindah", "berpengalaman",
)  # fmt: skip
RELATIONS = ("nip_a", "nip_b", "jenis")
WISHES = ("nip", "urutan", "unit_kode", "jabatan_kode")


class About(NamedTuple):
    """Which record a row tells: ``employee``, ``unit`` or ``post``, its code (two for a post) and its name."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind the rows of employees."""

    performance: Mapping[int, str]
    sanctioned: frozenset[int]
    spouses: Mapping[int, str]
    moving: frozenset[int]
    placed: Mapping[int, tuple[date, bool]]
    """Whose next placement begins after the day: when, and whether it is the way back from a temporary one."""
    heads: frozenset[int]
    locks: frozenset[str]
    turns: Turns
    """Who rotates by the group of the jabatan, and which posts are critical."""
    terms: Mapping[Staff, Term]
    """From when on teachers and health workers count as experienced."""


_ON = bindparam("on", type_=Date)
_TO_COME = (Placement.applied_at.is_(None), Placement.revoked_at.is_(None))
_turn = (
    select(Placement.employee_id, func.max(Placement.from_on).label("from_on"))
    .where(*_TO_COME, Placement.share == WHOLE_TIME, Placement.from_on <= _ON)
    .group_by(Placement.employee_id)
    .subquery()
)
"""Since when people stand elsewhere than now, by decree, on the day; a part of the time moves no seat."""
_unit_id = func.coalesce(Placement.unit_id, Employee.unit_id)
_jabatan_id = func.coalesce(Placement.jabatan_id, Employee.jabatan_id)
_PEOPLE = (
    select(
        Employee.id,
        Employee.nip,
        Employee.name,
        Employee.status,
        Employee.legal_position,
        Employee.rank,
        Employee.education_level,
        Employee.education_name,
        Employee.birth_on,
        Employee.retires_on,
        Employee.contract_ends_on,
        case(
            (Placement.source == WAY_BACK, Employee.post_on),
            else_=func.coalesce(Placement.from_on, Employee.post_on),
        ).label("post_on"),
        Employee.appointed_on,
        _unit_id.label("unit_id"),
        _jabatan_id.label("jabatan_id"),
        Unit.code.label("unit"),
        Jabatan.code.label("jabatan"),
        Jabatan.name.label("jabatan_name"),
        Jabatan.level,
        Jabatan.retirement_age,
    )
    .outerjoin(_turn, _turn.c.employee_id == Employee.id)
    .outerjoin(Placement, and_(Placement.employee_id == Employee.id, Placement.from_on == _turn.c.from_on, *_TO_COME))
    .join(Unit, Unit.id == _unit_id)
    .join(Jabatan, Jabatan.id == _jabatan_id)
    .where(Employee.legal_position.in_(SERVING_CODES))
    .order_by(Employee.nip, Employee.id)
)


def list_staff(session: Session, path: str, on: date) -> Sequence[Any]:
    """Return who serves below ``path`` in a post on the day, as far as it is decreed, by NIP."""
    scope = people.below([path])
    return session.execute(_PEOPLE if scope is None else _PEOPLE.where(scope), {"on": on}).all()


def employee_row(row: Any, behind: Behind, on: date) -> tuple[About, tuple[str, ...]]:
    """Return one row of the table."""
    nip = row.nip or f"{row.id:018}"
    lock = _lock(row, nip, behind)
    born, age, last = _service(row, on)
    cells = (
        nip,
        row.name,
        str(row.status).upper(),
        row.unit,
        row.jabatan,
        _day(row.post_on or on),
        _day(born),
        figure(age),
        _day(last),
        row.education_level,
        row.education_name,
        row.rank,
        behind.performance.get(row.id, ""),
        behind.spouses.get(row.id, ""),
        "1" if lock else NO,
        str(lock or ""),
        row.legal_position,
        "1" if row.id in behind.sanctioned else NO,
        "1" if row.legal_position == STUDY_ASSIGNMENT else NO,
        "1" if lock is None and is_due(behind.turns, row.jabatan_id, row.post_on, on) else NO,
        _MARKS[_judge(row, behind.terms, on)],
    )
    return About("employee", str(row.id), row.name), cells


def _judge(row: Any, terms: Mapping[Staff, Term], on: date) -> bool | None:
    """Whether somebody is experienced by the threshold of the office; None where none holds, or the record does not tell."""
    staff = staff_of(row.jabatan_name)
    return None if staff is None else terms[staff].judge(row.appointed_on, row.level, on)


def is_unjudged(row: Any, behind: Behind, on: date) -> bool:
    """Whether the record does not tell if a teacher or health worker is experienced."""
    return staff_of(row.jabatan_name) is not None and _judge(row, behind.terms, on) is None


def _lock(row: Any, nip: str, behind: Behind) -> Text | None:
    """Say why somebody stays in any case."""
    if nip in behind.locks:
        return T("ditetapkan tetap dalam rencana ini")
    if row.id in behind.moving:
        return T("sudah ada usulan yang berjalan")
    if row.id in behind.placed:
        day, is_back = behind.placed[row.id]
        return (
            T("ditempatkan sementara, kembali {day}", day=day) if is_back else T("penempatan lain mulai {day}", day=day)
        )
    if row.id in behind.heads:
        return T("memimpin unit")
    critical = behind.turns.critical.get((row.unit_id, row.jabatan_id))
    if critical is not None:
        return T("jabatan kritis: {reason}", reason=critical)
    missing = list_missing(row)
    return T("belum tercatat: {what}", what=missing[0]) if missing else None


def list_missing(row: Any) -> list[Text]:
    """Return what is needed to judge a move and is not on record."""
    found = []
    if row.nip is None:
        found.append(T("NIP"))
    if row.post_on is None:
        found.append(T("tanggal mulai jabatan"))
    if row.birth_on is None:
        found.append(T("tanggal lahir"))
    if row.retires_on is None and not _is_age(row.retirement_age):
        found.append(T("batas usia pensiun jabatannya"))
    return found


def _is_age(age: int | None) -> bool:
    return age is not None and _YOUNGEST <= age <= STAYS


def _service(row: Any, on: date) -> tuple[date, float, date | None]:
    """Return birth, age of retirement in years, and the first day of absence that another record states.

    The table knows ages only, so a day stated on record becomes the age, to the month, that gives it.
    """
    ends = [day for day in (row.contract_ends_on, row.retires_on) if day is not None]
    if row.birth_on is None:
        return date(on.year - 30, 1, 1), STAYS, min(ends, default=None)
    if row.retires_on is None:
        age = row.retirement_age if _is_age(row.retirement_age) else STAYS
        return row.birth_on, age, row.contract_ends_on
    months = (row.retires_on.year - row.birth_on.year) * 12 + row.retires_on.month - row.birth_on.month - 1
    years = months // 12 if months % 12 == 0 else months / 12 + _HAIR
    return row.birth_on, min(max(years, _YOUNGEST), STAYS), min(ends)


def load_behind(session: Session, plan: Plan, ids: frozenset[int]) -> Behind:
    """Return what is known of these employees beyond their own rows; transfers that came of this plan hold nobody."""
    years = select(PerformanceYear.employee_id, PerformanceYear.predicate).order_by(PerformanceYear.year)
    performance = {key: _ON_RECORD[predicate] for key, predicate in session.execute(years) if key in ids}
    sanctioned: set[int] = set()
    for table in (Discipline, Proceeding):
        running = (
            or_(table.from_on.is_(None), table.from_on <= plan.effective_on),
            or_(table.to_on.is_(None), table.to_on >= plan.effective_on),
        )
        sanctioned.update(session.scalars(select(table.employee_id).where(*running)))
    own = (
        select(PlanMove.transfer_id)
        .join(PlanSolution, PlanSolution.id == PlanMove.solution_id)
        .join(PlanScenario, PlanScenario.id == PlanSolution.scenario_id)
        .where(PlanScenario.plan_id == plan.id, PlanMove.transfer_id.is_not(None))
    )
    moving = select(Transfer.employee_id).where(
        Transfer.state.in_(OPEN_STATES), ~Transfer.is_secret, Transfer.id.not_in(own)
    )
    return Behind(
        performance,
        frozenset(sanctioned),
        _spouses(session, plan.effective_on),
        frozenset(session.scalars(moving)),
        _placed(session, plan.effective_on),
        frozenset(key for key in session.scalars(select(Unit.head_id)) if key is not None),
        frozenset(str(nip) for nip in plan.locks),
        load_turns(session, plan.effective_on),
        {staff: term_on(session, staff, plan.effective_on) for staff in Staff},
    )


def _placed(session: Session, on: date) -> dict[int, tuple[date, bool]]:
    later = select(Placement.employee_id, Placement.from_on, Placement.source).where(*_TO_COME, Placement.from_on > on)
    ordered = session.execute(later.order_by(Placement.from_on.desc(), Placement.id.desc()))
    return {row.employee_id: (row.from_on, row.source == WAY_BACK) for row in ordered}


def count_part_time(session: Session, staff: Sequence[Any], on: date) -> int:
    """Return how many of the staff give a part of their time to another unit on the day."""
    helping = select(Placement.employee_id).where(IS_PART_TIME, Placement.from_on <= on, Placement.to_on >= on)
    ids = frozenset(session.scalars(helping))
    return sum(row.id in ids for row in staff)


def _relatives(on: date) -> Any:
    return select(Relative.employee_id, Relative.relative_id, Relative.relation).where(
        ~Relative.is_stated,
        or_(Relative.from_on.is_(None), Relative.from_on <= on),
        or_(Relative.to_on.is_(None), Relative.to_on >= on),
    )


def _spouses(session: Session, on: date) -> dict[int, str]:
    """Return the unit in which husband or wife serves."""
    pairs = session.execute(_relatives(on).where(Relative.relation == Relation.SPOUSE)).all()
    codes = select(Employee.id, Unit.code).join(Unit, Unit.id == Employee.unit_id)
    ids = {key for one, other, _relation in pairs for key in (one, other)}
    where = {row.id: row.code for row in session.execute(codes.where(Employee.id.in_(ids)))} if ids else {}
    both = [pair for one, other, _relation in pairs for pair in ((one, other), (other, one))]
    return {one: where[other] for one, other in both if other in where}


def family_rows(session: Session, staff: Sequence[Any], on: date) -> list[tuple[About, tuple[str, ...]]]:
    """Return the pairs of relatives among the staff."""
    known = {row.id: (row.nip or f"{row.id:018}", row.name) for row in staff}
    found = {
        (known[one][0], known[other][0], str(relation)): About("employee", str(one), known[one][1])
        for one, other, relation in session.execute(_relatives(on))
        if one in known and other in known
    }
    return [(about, pair) for pair, about in sorted(found.items())]


def wish_rows(
    session: Session, staff: Sequence[Any], units: Collection[str], on: date
) -> list[tuple[About, tuple[str, ...]]]:
    """Return the wishes for units of the plan that count on its day; those for a district or a kind of work name no post."""
    known = {row.id: (row.nip or f"{row.id:018}", row.name) for row in staff}
    statement = (
        select(Wish.employee_id, Wish.rank, Unit.code, Jabatan.code.label("jabatan"))
        .join(Unit, Unit.id == Wish.unit_id)
        .outerjoin(Jabatan, Jabatan.id == Wish.jabatan_id)
        .where(Wish.withdrawn_at.is_(None), Wish.from_on <= on, Wish.to_on >= on)
        .order_by(Wish.employee_id, Wish.rank, Wish.id)
    )
    found: dict[tuple[str, int], tuple[About, tuple[str, ...]]] = {}
    for row in session.execute(statement):
        if row.employee_id in known and row.code in units:
            nip, name = known[row.employee_id]
            cells = (nip, str(row.rank), row.code, row.jabatan or "")
            found.setdefault((nip, row.rank), (About("employee", str(row.employee_id), name), cells))
    return [wish for _key, wish in sorted(found.items())]


def figure(value: float | None) -> str:
    """Return a figure as it is read back; nothing where unknown."""
    return "" if value is None else repr(round(value, 9)).removesuffix(".0")


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
