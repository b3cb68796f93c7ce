"""Import of mergers: which unit goes into which, and when. Staff and units below go along; open files follow by a sweep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.people.service.placements import place
from mutasi_flow.people.service.units import close_unit, move_unit

COLUMNS: tuple[Column, ...] = (
    Column("old", "KODE LAMA", T("Kode unit yang berakhir."), required=True, filled=True, synonyms=("unit_lama",)),
    Column(
        "new", "KODE BARU", T("Kode unit yang menggantikannya."), required=True, filled=True, synonyms=("unit_baru",)
    ),
    Column(
        "last_day",
        "HARI TERAKHIR",
        T("Hari terakhir unit lama, sebelum hari ini."),
        kind=CellKind.DATE,
        required=True,
        filled=True,
        synonyms=("berakhir", "tanggal"),
        example="31-12-2026",
    ),
    Column("paper", "DASAR", T("Nomor peraturan atau keputusan."), synonyms=("nomor", "peraturan")),
)


@dataclass(frozen=True, slots=True)
class Merger:
    """One unit that goes into another."""

    old_id: int
    new_id: int
    last_day: date
    paper: str


def _read(findings: Findings, record: Record, units: dict[str, Unit], today: date) -> Merger | None:
    given = record.values
    for key in ("old", "new"):
        if given[key] not in units:
            findings.error(record.row, key, given[key], T("Unit dengan kode ini tidak dikenal."))
            return None
    old, new = units[given["old"]], units[given["new"]]
    if new.path.startswith(old.path):
        findings.error(
            record.row, "new", given["new"], T("Unit pengganti tidak boleh unit itu sendiri atau di bawahnya.")
        )
        return None
    if new.valid_to < today:
        findings.error(record.row, "new", given["new"], T("Unit {unit} sudah tidak berlaku.", unit=new.name))
        return None
    if not old.valid_from <= given["last_day"] < today:
        findings.error(record.row, "last_day", given["last_day"], T("Hari terakhir harus sebelum hari ini."))
        return None
    return Merger(old.id, new.id, given["last_day"], given.get("paper") or "")


def check(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, units = Findings(table), {unit.code: unit for unit in session.scalars(select(Unit))}
    wanted: list[Merger] = []
    same = 0
    ending = {record.values["old"] for record in findings.sound}
    for record in list(findings.sound):
        old = units.get(record.values["old"])
        if old is not None and old.valid_to < today:
            same += 1
            continue
        if record.values["new"] in ending:
            text = T("Unit ini sendiri berakhir di berkas ini. Tulis penggantinya yang terakhir.")
            findings.error(record.row, "new", record.values["new"], text)
        elif not findings.is_repeated(record, "old", record.values["old"]):
            merger = _read(findings, record, units, today)
            wanted += [merger] if merger else []
    return Checked(len(findings.records), tuple(findings.problems), new=len(wanted), same=same, payload=wanted)


def commit(session: Session, checked: Checked, actor: Actor, at: datetime) -> None:
    """Move staff and units below into the new units, and end the old ones.

    Raises:
        Conflict: somebody has a placement that begins later.
    """
    for merger in checked.payload:
        for child_id in session.scalars(select(Unit.id).where(Unit.parent_id == merger.old_id)).all():
            move_unit(session, actor, child_id, merger.new_id, at)
        serving = (Employee.unit_id == merger.old_id, Employee.legal_position.in_(SERVING_CODES))
        staff = session.execute(select(Employee.id, Employee.jabatan_id).where(*serving)).all()
        for employee_id, jabatan_id in staff:
            if jabatan_id is not None:
                place(
                    session,
                    employee_id=employee_id,
                    unit_id=merger.new_id,
                    jabatan_id=jabatan_id,
                    from_on=merger.last_day + timedelta(days=1),
                    letter_number=merger.paper,
                    source="merger",
                    today=at.date(),
                    at=at,
                    actor=actor,
                )
        close_unit(session, actor, merger.old_id, last_day=merger.last_day, successor_id=merger.new_id, at=at)


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the mergers on record; reading them back changes nothing."""
    successor = aliased(Unit)
    wanted = (
        select(Unit.code, successor.code, Unit.valid_to)
        .join(successor, successor.id == Unit.successor_id)
        .order_by(Unit.valid_to, Unit.id)
    )
    for old, new, last_day in session.execute(wanted):
        yield (old, new, last_day, None)


MERGERS = Importer(
    kind="mergers",
    label=T("Penggabungan unit"),
    hint=T("Kode unit lama, kode unit penggantinya, dan hari terakhir unit lama."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
)
