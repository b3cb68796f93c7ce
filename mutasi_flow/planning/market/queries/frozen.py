"""The input of a round as the tables of a plan, without names and NIPs: anybody can calculate it again.

Everybody who holds one of the jabatan counts for the levels; only who takes part may move. People are named by keys
of 18 digits, for that is what the tables of a plan ask for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.sheets.columns import Cell
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import (
    PRESENT_NEED,
    UNKNOWN_START,
    Discipline,
    Employee,
    Jabatan,
    PerformanceYear,
    Post,
    Proceeding,
    Relative,
    Unit,
)
from mutasi_flow.planning.market.domain import EntryState, Floor
from mutasi_flow.planning.market.model import ExchangeChoice
from mutasi_flow.planning.market.queries.entries import EntryRow, list_entries
from mutasi_flow.planning.market.queries.rounds import RoundRow

PRECISION = 6
"""Decimals of a need; more say nothing about people."""
UNKNOWN_BIRTH = date(1990, 1, 1)
"""Of somebody whose birthday is not on record; what is not known forbids nothing."""
Rows = Sequence[Sequence[Cell]]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "pegawai": (
        "nip",
        "status",
        "unit_kode",
        "jabatan_kode",
        "tmt_jabatan",
        "tgl_lahir",
        "bup",
        "akhir_kontrak",
        "kinerja",
        "kedudukan_hukum",
        "hukdis",
        "sukarela",
        "kunci",
        "poin",
    ),
    "unit": ("unit_kode", "induk_kode"),
    "petak": ("unit_kode", "jabatan_kode", "kebutuhan", "minimum"),
    "minat": ("nip", "urutan", "unit_kode", "jabatan_kode"),
    "relasi": ("nip_a", "nip_b"),
}


@dataclass(frozen=True, slots=True)
class Frozen:
    """Tables by name, each with the columns of :data:`COLUMNS`; who takes part, and the keys of codes for the way back."""

    tables: Mapping[str, Rows]
    entries: Mapping[int, int]
    """Entry by employee."""
    units: Mapping[str, int]
    jabatan: Mapping[str, int]
    gone: Sequence[EntryRow]
    """Who is elsewhere or out of service by now."""


def mark_of(employee_id: int) -> str:
    """Return how the tables name somebody: 18 digits, of which the last is never 0, as spreadsheets round."""
    return f"{employee_id:017d}1"


def employee_of(mark: str) -> int:
    """Return the key of whom the tables name."""
    return int(mark[:-1])


def freeze(session: Session, found: RoundRow) -> Frozen:
    """Return the input of a round as it is now."""
    joined = list_entries(session, found.id, [EntryState.JOINED])
    gone = [one for one in joined if not one.is_where_it_was or one.legal_position not in SERVING_CODES]
    entries = {one.employee_id: one for one in joined if one not in gone}
    choices = _choices(session, [one.id for one in entries.values()])
    kinds = {one.jabatan_id for one in entries.values()} | {jabatan_id for *_rest, jabatan_id in choices}
    units = dict(session.execute(select(Unit.id, Unit.code)).all())
    jabatan = dict(session.execute(select(Jabatan.id, Jabatan.code).where(Jabatan.id.in_(kinds))).all())
    people = _people(session, found, kinds)
    mark = {one.id: mark_of(one.employee_id) for one in entries.values()}
    tables: dict[str, Rows] = {
        "pegawai": [_person(row, entries.get(row.id), units, jabatan, found.effective_on) for row in people],
        "unit": _units(session, units),
        "petak": _posts(session, found, units, jabatan),
        "minat": [(mark[entry_id], rank, units[unit_id], jabatan[kind]) for entry_id, rank, unit_id, kind in choices],
        "relasi": _relatives(session, {row.id for row in people}, found.effective_on),
    }
    return Frozen(
        tables,
        {one.employee_id: one.id for one in entries.values()},
        {code: key for key, code in units.items()},
        {code: key for key, code in jabatan.items()},
        gone,
    )


def _choices(session: Session, entry_ids: Iterable[int]) -> Sequence[Any]:
    statement = select(
        ExchangeChoice.entry_id, ExchangeChoice.rank, ExchangeChoice.unit_id, ExchangeChoice.jabatan_id
    ).where(ExchangeChoice.entry_id.in_(sorted(entry_ids)))
    return session.execute(statement.order_by(ExchangeChoice.entry_id, ExchangeChoice.rank)).all()


def _people(session: Session, found: RoundRow, kinds: Iterable[int]) -> Sequence[Any]:
    runs = or_(Discipline.to_on.is_(None), Discipline.to_on >= found.effective_on)
    stands = or_(Proceeding.to_on.is_(None), Proceeding.to_on >= found.effective_on)
    last = (
        select(PerformanceYear.predicate)
        .where(PerformanceYear.employee_id == Employee.id)
        .order_by(PerformanceYear.year.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(
            Employee.id,
            Employee.status,
            Employee.unit_id,
            Employee.jabatan_id,
            Employee.post_on,
            Employee.birth_on,
            Jabatan.retirement_age,
            Employee.contract_ends_on,
            Employee.retires_on,
            Employee.legal_position,
            last.label("predicate"),
            select(func.count())
            .where(Discipline.employee_id == Employee.id, runs)
            .scalar_subquery()
            .label("sanctions"),
            select(func.count()).where(Proceeding.employee_id == Employee.id, stands).scalar_subquery().label("cases"),
        )
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(
            Employee.jabatan_id.in_(sorted(kinds)),
            Employee.unit_id.is_not(None),
            Employee.legal_position.in_(SERVING_CODES),
        )
        .order_by(Employee.id)
    )
    return session.execute(statement).all()


def _person(
    row: Any, entry: EntryRow | None, units: Mapping[int, str], jabatan: Mapping[int, str], day: date
) -> Sequence[Cell]:
    """Return a row of ``pegawai``; of who does not take part only what counts for levels and families."""
    ends = min((one for one in (row.contract_ends_on, row.retires_on) if one is not None), default=None)
    first = (mark_of(row.id), row.status.value, units[row.unit_id], jabatan[row.jabatan_id])
    born = row.birth_on if row.birth_on is not None and row.birth_on < day else UNKNOWN_BIRTH
    days = (row.post_on or UNKNOWN_START, born, row.retirement_age, ends)
    if entry is None:
        return (*first, *days, None, row.legal_position, None, 0, 1, None)
    performance = None if row.predicate is None else 6 - row.predicate.code
    is_sanctioned = "ya" if row.sanctions or row.cases else None
    return (*first, *days, performance, row.legal_position, is_sanctioned, 1, 0, entry.points or 0)


def _units(session: Session, units: Mapping[int, str]) -> Rows:
    rows = session.execute(select(Unit.id, Unit.parent_id).order_by(Unit.code))
    return [(units[key], units.get(parent) if parent is not None else None) for key, parent in rows]


def _posts(session: Session, found: RoundRow, units: Mapping[int, str], jabatan: Mapping[int, str]) -> Rows:
    statement = (
        select(Post.unit_id, Post.jabatan_id, PRESENT_NEED, Post.minimum)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Post.jabatan_id.in_(sorted(jabatan)), Unit.valid_to >= found.effective_on)
        .order_by(Post.unit_id, Post.jabatan_id)
    )
    return [
        (
            units[unit_id],
            jabatan[kind],
            _rounded(need),
            minimum if found.floor is Floor.MINIMUM else None,
        )
        for unit_id, kind, need, minimum in session.execute(statement)
    ]


def _rounded(need: float | None) -> float | None:
    return None if need is None else round(need, PRECISION)


def _relatives(session: Session, people: set[int], day: date) -> Rows:
    holds = and_(
        ~Relative.is_stated,
        or_(Relative.from_on.is_(None), Relative.from_on <= day),
        or_(Relative.to_on.is_(None), Relative.to_on >= day),
    )
    rows = session.execute(select(Relative.employee_id, Relative.relative_id).where(holds).order_by(Relative.id))
    return [(mark_of(one), mark_of(other)) for one, other in rows if one in people and other in people]
