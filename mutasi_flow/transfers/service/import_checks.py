"""Dry run of the sheet that brings in transfers from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.sheets.columns import Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.letters import queries as letters
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.visible import IS_PUBLIC
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import OPEN_STATES, State

WITH_DECREE = frozenset({State.DECREED, State.REVOKED})
_STATES: Mapping[str, State] = MappingProxyType(
    {state.value: state for state in State} | {str(label).casefold(): state for state, label in STATE_LABELS.items()}
)


@dataclass(frozen=True, slots=True)
class _Sitting:
    """Where an employee sits, and since when."""

    employee_id: int
    unit_id: int | None
    jabatan_id: int | None
    since: date | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows: the seats of employees by NIP, keys by code, who has an open transfer, which files."""

    employees: Mapping[str, _Sitting]
    units: Mapping[str, int]
    jabatan: Mapping[str, int]
    busy: frozenset[int]
    files: Mapping[str, tuple[str, State]]
    """Number and present state of what came in before, by the number of its file elsewhere."""


def _load(session: Session) -> _Known:
    sitting = session.execute(
        select(Employee.nip, Employee.id, Employee.unit_id, Employee.jabatan_id, Employee.post_on)
    )
    files = session.execute(
        select(Transfer.origin_from, Transfer.number, Transfer.state).where(Transfer.before_system.is_(True))
    )
    return _Known(
        employees={one.nip: _Sitting(one.id, one.unit_id, one.jabatan_id, one.post_on) for one in sitting if one.nip},
        units=dict(session.execute(select(Unit.code, Unit.id)).all()),
        jabatan=dict(session.execute(select(Jabatan.code, Jabatan.id)).all()),
        busy=frozenset(session.scalars(select(Transfer.employee_id).where(Transfer.state.in_(OPEN_STATES), IS_PUBLIC))),
        files={file: (number, state) for file, number, state in files},
    )


def _code(findings: Findings, record: Record, key: str, known: Mapping[str, int], present: int | None) -> int | None:
    code = record.values.get(key)
    if not code:
        return present
    if code not in known:
        findings.error(record.row, key, code, T("Kode ini tidak dikenal. Impor unit dan jabatannya dahulu."))
    return known.get(code)


def _check_decree(session: Session, findings: Findings, record: Record) -> None:
    """An imported decree has a number and a date; one number may stand for several people, but not for our own."""
    number, dated_on = record.values.get("decree_number"), record.values.get("decree_on")
    if not (number and dated_on):
        findings.error(record.row, "decree_number", "", T("Isi nomor dan tanggal SK untuk SK yang sudah terbit."))
        return
    if letters.is_taken(session, number, dated_on):
        findings.error(record.row, "decree_number", number, T("Surat nomor {number} sudah tercatat.", number=number))


def _check_day(findings: Findings, record: Record, today: date) -> None:
    for key in ("submitted_on", "decree_on"):
        if record.values.get(key) is not None and record.values[key] > today:
            findings.error(record.row, key, record.values[key], T("Tanggal ini belum terjadi."))


def _look_at_seat(findings: Findings, record: Record, row: Mapping[str, Any], sitting: _Sitting, today: date) -> None:
    """Point out somebody whom the list of employees still shows where the decree has moved the person away from."""
    start = record.values.get("effective_on")
    if row["state"] is not State.DECREED or start is None or start > today or sitting.since is None:
        return
    if sitting.since < start and sitting.unit_id != row["to_unit_id"]:
        findings.warn(
            record.row,
            "to_unit",
            record.values["to_unit"],
            T("Pegawai ini masih tercatat di unit lain. Perbarui daftar pegawainya."),
        )


def _check_row(
    session: Session, findings: Findings, record: Record, known: _Known, today: date
) -> dict[str, Any] | None:
    values = record.values
    state = _STATES.get(str(values["state"]).strip().casefold())
    if state is None:
        findings.error(record.row, "state", values["state"], T("Keadaan ini tidak dikenal."))
    sitting = known.employees.get(values["nip"])
    if sitting is None:
        findings.error(
            record.row, "nip", values["nip"], T("NIP ini tidak ada di daftar pegawai. Impor pegawainya dahulu.")
        )
        return None
    if state in OPEN_STATES and sitting.employee_id in known.busy:
        findings.error(record.row, "nip", values["nip"], T("Pegawai ini masih mempunyai usulan yang berjalan."))
    if state in WITH_DECREE:
        _check_decree(session, findings, record)
    _check_day(findings, record, today)
    if state in OPEN_STATES:
        findings.is_repeated(record, "nip", sitting.employee_id)
    row = {
        "employee_id": sitting.employee_id,
        "state": state,
        "from_unit_id": _code(findings, record, "from_unit", known.units, sitting.unit_id),
        "from_jabatan_id": _code(findings, record, "from_jabatan", known.jabatan, sitting.jabatan_id),
        "to_unit_id": _code(findings, record, "to_unit", known.units, None),
        "to_jabatan_id": _code(findings, record, "to_jabatan", known.jabatan, sitting.jabatan_id),
        "given": values,
    }
    _look_at_seat(findings, record, row, sitting, today)
    return row


def _is_known(findings: Findings, record: Record, known: _Known) -> bool:
    """Whether the file came in before; it goes on here, so another state in the sheet changes nothing."""
    stored = known.files.get(record.values["file_number"])
    if stored is None:
        return False
    number, state = stored
    given = str(record.values["state"]).strip()
    if _STATES.get(given.casefold()) is not state:
        text = T("Berkas ini sudah tercatat sebagai {number}. Lanjutkan di sana.", number=number)
        findings.warn(record.row, "state", given, text)
    return True


def check(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, known = Findings(table), _load(session)
    wanted: list[dict[str, Any]] = []
    same = 0
    for record in list(findings.sound):
        if _is_known(findings, record, known):
            same += 1
            continue
        findings.is_repeated(record, "file_number", record.values["file_number"])
        row = _check_row(session, findings, record, known, today)
        if row is not None and not findings.is_wrong(record.row):
            wanted.append(row)
    return Checked(
        rows=len(findings.records), problems=tuple(findings.problems), new=len(wanted), same=same, payload=wanted
    )
