"""Import and export of what the years say about people: performance predicates and disciplinary sanctions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import PREDICATE_LABELS, SEVERITY_LABELS
from mutasi_flow.people.model import Discipline, Employee, PerformanceYear
from mutasi_flow.people.service.imports.upsert import Upsert, compare
from mutasi_flow.people.service.imports.words import read_predicate, read_severity

FIRST_YEAR = 1970
_NIP = Column(
    "nip",
    "NIP",
    T("NIP pegawai yang sudah ada di daftar."),
    kind=CellKind.DIGITS,
    required=True,
    filled=True,
    synonyms=("nip_baru", "NIP/NI PPPK"),
)
PERFORMANCE_COLUMNS: tuple[Column, ...] = (
    _NIP,
    Column(
        "year",
        "TAHUN",
        T("Tahun kinerja."),
        kind=CellKind.INTEGER,
        required=True,
        filled=True,
        synonyms=("year", "tahun_skp"),
        example="2025",
    ),
    Column(
        "predicate",
        "PREDIKAT",
        T("Sangat baik, Baik, Butuh perbaikan, Kurang, atau Sangat kurang; boleh kode 1 sampai 5."),
        required=True,
        filled=True,
        synonyms=("predikat_kinerja", "hasil", "kuadran_kinerja", "kuadran", "predicate"),
        example="Baik",
    ),
)
DISCIPLINE_COLUMNS: tuple[Column, ...] = (
    _NIP,
    Column(
        "severity",
        "TINGKAT HUKUMAN",
        T("Ringan, Sedang, atau Berat."),
        required=True,
        filled=True,
        synonyms=("tingkat", "jenis_tingkat_hukuman_id", "tingkat_hukuman_disiplin"),
    ),
    Column("description", "JENIS HUKUMAN", T("Hukuman dengan kata."), synonyms=("jenis_hukuman_nama", "hukuman")),
    Column("decree_number", "SK NOMOR", T("Nomor keputusan."), synonyms=("nomor_sk", "sk_nomor")),
    Column(
        "from_on",
        "TMT HUKUMAN",
        T("Mulai berlaku."),
        kind=CellKind.DATE,
        required=True,
        filled=True,
        synonyms=("hukuman_tanggal", "tmt", "mulai", "tanggal_mulai"),
    ),
    Column(
        "to_on",
        "AKHIR HUKUMAN",
        T("Hari terakhir; kosong berarti belum ditentukan."),
        kind=CellKind.DATE,
        synonyms=("akhir_hukum_tanggal", "akhir", "tanggal_akhir", "selesai"),
    ),
)


def _employee_ids(session: Session) -> dict[str, int]:
    rows = session.execute(select(Employee.nip, Employee.id).where(Employee.nip.is_not(None))).all()
    return {nip: employee_id for nip, employee_id in rows if nip is not None}


def _find_employee(findings: Findings, record: Record, ids: Mapping[str, int]) -> int | None:
    nip = record.values["nip"]
    if nip not in ids:
        findings.error(record.row, "nip", nip, T("NIP ini tidak ada di daftar pegawai. Impor pegawainya dahulu."))
    return ids.get(nip)


def _read(findings: Findings, record: Record, key: str, how: Callable[[str], Any]) -> Any:
    try:
        return how(record.values[key])
    except InvalidInput as refusal:
        findings.error(record.row, key, record.values[key], refusal.text)
        return None


def check_performance(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, ids = Findings(table), _employee_ids(session)
    wanted: dict[Any, dict[str, Any]] = {}
    for record in list(findings.sound):
        employee_id, year = _find_employee(findings, record, ids), record.values["year"]
        predicate = _read(findings, record, "predicate", read_predicate)
        if not FIRST_YEAR <= year <= today.year:
            findings.error(record.row, "year", year, T("Tahun ini belum berjalan atau terlalu lama."))
        findings.is_repeated(record, "nip", (employee_id, year))
        if not findings.is_wrong(record.row):
            wanted[employee_id, year] = {"employee_id": employee_id, "year": year, "predicate": predicate}
    present = session.execute(
        select(PerformanceYear.id, PerformanceYear.employee_id, PerformanceYear.year, PerformanceYear.predicate)
    ).mappings()
    return compare(wanted, {(row["employee_id"], row["year"]): row for row in present}).as_checked(findings)


def check_discipline(session: Session, table: Table, _today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, ids = Findings(table), _employee_ids(session)
    wanted: dict[Any, dict[str, Any]] = {}
    for record in list(findings.sound):
        employee_id = _find_employee(findings, record, ids)
        severity = _read(findings, record, "severity", read_severity)
        from_on, to_on = record.values["from_on"], record.values.get("to_on")
        if to_on is not None and to_on < from_on:
            findings.error(record.row, "to_on", to_on, T("Hari terakhir tidak boleh sebelum hari pertama."))
        key = (employee_id, from_on, record.values.get("decree_number") or "")
        findings.is_repeated(record, "nip", key)
        if not findings.is_wrong(record.row):
            values = {name: value for name, value in record.values.items() if name != "nip"}
            wanted[key] = {**values, "employee_id": employee_id, "severity": severity}
    names = ("id", "employee_id", *(column.key for column in DISCIPLINE_COLUMNS[1:]))
    present = session.execute(select(*(getattr(Discipline, name) for name in names))).mappings()
    by_key = {(row["employee_id"], row["from_on"], row["decree_number"]): row for row in present}
    return compare(wanted, by_key).as_checked(findings)


def commit_performance(session: Session, checked: Checked, _actor: Actor, _at: datetime) -> None:
    """Write the years."""
    rows: Upsert = checked.payload
    rows.write(session, PerformanceYear)


def commit_discipline(session: Session, checked: Checked, _actor: Actor, _at: datetime) -> None:
    """Write the sanctions."""
    rows: Upsert = checked.payload
    rows.write(session, Discipline)


def export_performance(session: Session) -> Iterable[Sequence[Cell]]:
    """Return all years."""
    rows = session.execute(
        select(Employee.nip, PerformanceYear.year, PerformanceYear.predicate)
        .join(Employee, Employee.id == PerformanceYear.employee_id)
        .where(Employee.nip.is_not(None))
        .order_by(PerformanceYear.id)
    )
    return ((nip, year, str(PREDICATE_LABELS[predicate])) for nip, year, predicate in rows)


def export_discipline(session: Session) -> Iterable[Sequence[Cell]]:
    """Return all sanctions."""
    names = [column.key for column in DISCIPLINE_COLUMNS[1:]]
    rows = session.execute(
        select(Employee.nip, *(getattr(Discipline, name) for name in names))
        .join(Employee, Employee.id == Discipline.employee_id)
        .where(Employee.nip.is_not(None))
        .order_by(Discipline.id)
    )
    return ((row[0], str(SEVERITY_LABELS[row[1]]), *row[2:]) for row in rows)


PERFORMANCE = Importer(
    kind="performance",
    label=T("Kinerja tahunan"),
    hint=T("NIP, tahun, dan predikat SKP."),
    columns=PERFORMANCE_COLUMNS,
    check=check_performance,
    commit=commit_performance,
    export=export_performance,
)
DISCIPLINE = Importer(
    kind="discipline",
    label=T("Hukuman disiplin"),
    hint=T("NIP, tingkat hukuman, nomor keputusan, dan masa berlakunya."),
    columns=DISCIPLINE_COLUMNS,
    check=check_discipline,
    commit=commit_discipline,
    export=export_discipline,
)
