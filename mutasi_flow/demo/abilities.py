"""What posts of the demo require and what its people were assessed to be able to; some were never assessed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.demo.region import REGION
from mutasi_flow.people.domain import SERVING_CODES, AssessmentAxis, CompetenceKind, JabatanKind, add_years
from mutasi_flow.people.model import Assessment, Competence, Employee, Jabatan
from mutasi_flow.planning.matching.domain import AskKind, default_asks, field_of_jabatan
from mutasi_flow.planning.matching.model import DeclaredReadiness, JabatanRequirement

STANDARD = f"Standar kompetensi jabatan {REGION}"
ASSESSMENT, TALENT = "Uji kompetensi BKPSDM", "Penilaian talenta BKPSDM"
ASSESSED_SHARE = 0.6
VALID_YEARS = 3
READY_EVERY = 12
"""Of so many who were assessed one declares to be ready for something."""
_SCHOOLED = frozenset({"Teknologi informasi", "Keuangan dan pengawasan", "Administrasi dan kepegawaian"})
"""Fields of work whose jabatan have their education and studies on record, and thereby are open to others in plans."""
EXPERIENCED = frozenset({"MU", "MA", "UT"})
_COMMON = (("Kerja sama", CompetenceKind.MANAGERIAL), ("Pelayanan publik", CompetenceKind.MANAGERIAL))
_OF_FIELD = {
    "Kesehatan": "Asuhan pasien",
    "Pendidikan": "Pembelajaran di kelas",
    "Teknologi informasi": "Pengembangan sistem informasi",
    "Keuangan dan pengawasan": "Akuntansi pemerintahan",
    "Pertanian dan perikanan": "Penyuluhan",
    "Administrasi dan kepegawaian": "Administrasi perkantoran",
}
_LEVELS = {"MH": 2, "PY": 3, "PT": 2, "MU": 3, "MA": 4, "UT": 5}
_USUAL_LEVEL = 1
_HEADS_LEVEL = 3


class _Named(NamedTuple):
    id: int
    name: str
    kind: JabatanKind
    level: str

    @property
    def asks(self) -> tuple[tuple[str, CompetenceKind, int], ...]:
        """Competences with their level."""
        usual = _HEADS_LEVEL if self.kind is JabatanKind.STRUCTURAL else _USUAL_LEVEL
        level, technical = _LEVELS.get(self.level, usual), _OF_FIELD.get(field_of_jabatan(self.name))
        found = tuple((name, kind, level) for name, kind in _COMMON)
        return (*found, (technical, CompetenceKind.TECHNICAL, level)) if technical else found


def assess(session: Session, today: date, at: datetime, random: Random) -> None:
    """Write the standards of all jabatan, and the results of those who were assessed in the last years."""
    columns = (Jabatan.id, Jabatan.name, Jabatan.kind, Jabatan.level)
    jabatan = {row.id: _Named(*row) for row in session.execute(select(*columns).order_by(Jabatan.id))}
    standards = [row for one in jabatan.values() for row in _standard(one, at)]
    session.execute(insert(JabatanRequirement.__table__), standards)  # type: ignore[arg-type]
    staff = session.execute(
        select(Employee.id, Employee.jabatan_id)
        .where(Employee.legal_position.in_(SERVING_CODES), Employee.jabatan_id.is_not(None))
        .order_by(Employee.id)
    )
    results = [
        row
        for employee_id, jabatan_id in staff
        if random.random() < ASSESSED_SHARE and jabatan_id is not None
        for row in _results(employee_id, jabatan[jabatan_id], today, at, random)
    ]
    session.execute(insert(Competence.__table__), results)  # type: ignore[arg-type]
    people = sorted({row["employee_id"] for row in results})
    talent = [row for key in people for row in _talent(key, today, at, Random(key))]
    session.execute(insert(Assessment.__table__), talent)  # type: ignore[arg-type]
    ready = [_ready(key, today, at, Random(key)) for key in people[::READY_EVERY]]
    session.execute(insert(DeclaredReadiness.__table__), ready)  # type: ignore[arg-type]


def _talent(employee_id: int, today: date, at: datetime, random: Random) -> Iterator[dict[str, Any]]:
    """Yield the potential of those who were assessed, and of some a result of performance beside their appraisals."""
    on = today - timedelta(days=random.randint(20, 700))
    base = {"employee_id": employee_id, "from_on": on, "to_on": add_years(on, VALID_YEARS), "source": TALENT}
    for axis, share in ((AssessmentAxis.POTENTIAL, 1.0), (AssessmentAxis.PERFORMANCE, 0.3)):
        if random.random() < share:
            score = min(100, max(1, round(random.gauss(68, 14))))
            yield {**base, "axis": axis, "score": score, "recorded_at": at}


def _ready(employee_id: int, today: date, at: datetime, random: Random) -> dict[str, Any]:
    """Return what somebody declared: for a field of work, or for anything."""
    values = {"field": random.choice(["", *sorted(_OF_FIELD)]), "kind": None, "district": "", "note": ""}
    return {"employee_id": employee_id, **values, "from_on": today, "to_on": add_years(today, 1), "recorded_at": at}


def _standard(one: _Named, at: datetime) -> Iterator[dict[str, Any]]:
    base = {"jabatan_id": one.id, "from_on": None, "to_on": None, "source": STANDARD, "recorded_at": at}
    for name, _kind, level in one.asks:
        yield {**base, "kind": AskKind.COMPETENCE, "subject": name, "amount": level}
    if field_of_jabatan(one.name) in _SCHOOLED:
        for told in default_asks(one.name, one.level):
            if told.ask.kind in {AskKind.EDUCATION, AskKind.STUDY}:
                yield {**base, "kind": told.ask.kind, "subject": told.ask.subject, "amount": told.ask.amount}
    if one.level in EXPERIENCED:
        yield {**base, "kind": AskKind.EXPERIENCE, "subject": "", "amount": 4}


def _results(employee_id: int, one: _Named, today: date, at: datetime, random: Random) -> Iterator[dict[str, Any]]:
    on = today - timedelta(days=random.randint(20, 1000))
    base = {"employee_id": employee_id, "from_on": on, "to_on": add_years(on, VALID_YEARS), "source": ASSESSMENT}
    for name, kind, level in one.asks:
        had = min(5, max(1, level + random.choices((-1, 0, 1), (1, 4, 2))[0]))
        yield {**base, "kind": kind, "subject": name, "level": had, "recorded_at": at}
