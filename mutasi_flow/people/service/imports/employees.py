"""Import and export of employees: SIASN "Export Data ASN" and the short lists of offices.

Everything is done in sets: a few reads for the whole sheet, a few bulk statements for the whole commit.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import (
    JABATAN_KIND_LABELS,
    EmploymentStatus,
    Sex,
    education_label,
    legal_position_label,
    rank_grade,
)
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.people.service.imports.employee_columns import COLUMNS
from mutasi_flow.people.service.imports.employee_plan import STORED, Entry, Plan, make_plan
from mutasi_flow.people.service.imports.employee_rows import read_person
from mutasi_flow.people.service.imports.placing import Move, add_first_placements, add_posts, find_heads, move
from mutasi_flow.people.service.imports.resolve import load_jabatan, load_units, write_new_jabatan, write_new_units

KIND = "employees"
_BLANKS: dict[str, Any] = {
    **dict.fromkeys(STORED),
    "title_before": "",
    "title_after": "",
    "birth_place": "",
    "phone": "",
    "email": "",
    "rank": "",
    "education_level": "",
    "education_name": "",
}
_KIND_CODES = {"structural": "1", "functional": "2", "general": "4"}
_EXPORTED = (
    select(
        *(getattr(Employee, name) for name in STORED),
        Unit.code.label("unit_code"),
        Unit.name.label("unit_name"),
        Jabatan.code.label("jabatan_code"),
        Jabatan.name.label("jabatan_name"),
        Jabatan.kind.label("jabatan_kind"),
        Jabatan.level.label("jabatan_level"),
    )
    .outerjoin(Unit, Unit.id == Employee.unit_id)
    .outerjoin(Jabatan, Jabatan.id == Employee.jabatan_id)
    .order_by(Employee.id)
)


def check(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings = Findings(table)
    people = [read_person(findings, record, today) for record in findings.records]
    units, jabatan = load_units(session), load_jabatan(session)
    plan = make_plan(session, findings, people, units, jabatan)
    if units.new and findings.has("unit_name"):
        text = T("{count} unit belum dikenal dan akan dibuat dari berkas ini.", count=len(units.new))
        findings.warn(0, "unit_name", "", text)
    return Checked(
        rows=len(table.rows),
        problems=tuple(findings.problems),
        new=len(plan.new),
        changed=len(plan.changed),
        same=plan.same,
        payload=plan,
    )


def commit(session: Session, checked: Checked, _actor: Actor, at: datetime) -> None:
    """Write units, jabatan, employees, their placements and posts."""
    plan: Plan = checked.payload
    unit_ids = write_new_units(session, plan.units)
    jabatan_ids = write_new_jabatan(session, plan.jabatan)
    if plan.new:
        rows = [_new_row(entry, unit_ids, jabatan_ids, at) for entry in plan.new]
        session.connection().execute(insert(Employee), rows)  # not through the ORM, which would look at each row twice
    if plan.changed:
        _free_changed_numbers(session, plan.changed)
        rows = [_changed_row(entry, unit_ids, jabatan_ids, at) for entry in plan.changed]
        session.execute(update(Employee), rows)
        move(session, [_as_move(row) for entry, row in zip(plan.changed, rows, strict=True) if entry.has_moved], at)
    add_first_placements(session, at)
    add_posts(session, at)
    find_heads(session)


def _new_row(entry: Entry, unit_ids: dict[str, int], jabatan_ids: dict[str, int], at: datetime) -> dict[str, Any]:
    values = {**_BLANKS, **entry.person.values}
    values["status"] = values["status"] or entry.person.default_status
    values["legal_position"] = values["legal_position"] or _legal_position_for(values["status"])
    values["unit_id"] = unit_ids[entry.unit.code] if entry.unit else None
    values["jabatan_id"] = jabatan_ids[entry.jabatan.code] if entry.jabatan else None
    values["synced_at"] = at
    return values


def _legal_position_for(status: EmploymentStatus) -> str:
    return "71" if status is EmploymentStatus.PPPK else "01"


def _changed_row(entry: Entry, unit_ids: dict[str, int], jabatan_ids: dict[str, int], at: datetime) -> dict[str, Any]:
    before = dict(entry.existing or {})
    values = {**before, **entry.person.values, "synced_at": at}
    if entry.unit:
        values["unit_id"] = unit_ids[entry.unit.code]
    if entry.jabatan:
        values["jabatan_id"] = jabatan_ids[entry.jabatan.code]
    return values


def _free_changed_numbers(session: Session, changed: Iterable[Entry]) -> None:
    """Let go of numbers first, so that two people can swap a wrongly assigned NIP in one file."""
    freed = [
        {"id": entry.existing["id"], "nip": None}
        for entry in changed
        if entry.existing and entry.person.values.get("nip", entry.existing["nip"]) != entry.existing["nip"]
    ]
    if freed:
        session.execute(update(Employee), freed)


def _as_move(row: dict[str, Any]) -> Move:
    return Move(row["id"], row["unit_id"], row["jabatan_id"], row["post_on"])


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return all employees in the layout that ``check`` reads."""
    for row in session.execute(_EXPORTED).mappings():
        values = {
            **row,
            "sex": {Sex.MALE: "M", Sex.FEMALE: "F"}.get(row["sex"]),
            "employee_type": row["status"].value.upper(),
            "legal_code": row["legal_position"],
            "legal_name": str(legal_position_label(row["legal_position"])),
            "cpns_flag": "C" if row["status"] is EmploymentStatus.CPNS else "P",
            "rank_code": row["rank"] if row["rank"].isdigit() else "",
            "rank_name": rank_grade(row["rank"]),
            "kind_code": _KIND_CODES.get(row["jabatan_kind"] or ""),
            "kind_name": str(JABATAN_KIND_LABELS[row["jabatan_kind"]]) if row["jabatan_kind"] else "",
            "education_code": row["education_level"],
            "education_level": education_label(row["education_level"]),
            "echelon": row["jabatan_level"] if row["jabatan_kind"] == "structural" else "",
        }
        yield [values.get(column.key) for column in COLUMNS]


EMPLOYEES = Importer(
    kind=KIND,
    label=T("Pegawai"),
    hint=T("Unduhan “Export Data ASN” dari SIASN, atau daftar pegawai dengan kolom NIP, nama, unit, dan jabatan."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
)
