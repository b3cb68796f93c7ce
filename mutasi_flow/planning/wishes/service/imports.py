"""Import and export of wishes: the table ``minat`` of a plan, with district, words and days."""

from collections.abc import Iterable, Mapping, Sequence
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
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.people.service.imports.upsert import Upsert
from mutasi_flow.planning.wishes.domain import LONGEST_INTEREST, MOST_WISHES, USUAL_TERM, Wanted
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.planning.wishes.service.keeping import check_days

_COLUMNS: tuple[Column, ...] = (
    Column(
        "nip",
        "NIP",
        T("NIP pegawai yang sudah ada di daftar."),
        kind=CellKind.DIGITS,
        required=True,
        filled=True,
        synonyms=("nip_baru", "NIP/NI PPPK"),
    ),
    Column(
        "rank",
        "URUTAN",
        T("1 untuk yang paling diinginkan, paling banyak 10."),
        kind=CellKind.INTEGER,
        required=True,
        filled=True,
        synonyms=("pilihan_ke", "prioritas"),
        example="1",
    ),
    Column("unit", "KODE UNIT", T("Kode unit yang diinginkan."), synonyms=("unit_kode", "unor_id")),
    Column(
        "jabatan",
        "KODE JABATAN",
        T("Kode jabatan yang diinginkan; kosong berarti jabatan yang sekarang."),
        synonyms=("jabatan_kode",),
    ),
    Column("district", "KECAMATAN", T("Kecamatan yang diinginkan, bila tidak menyebut unit.")),
    Column("interest", "MINAT", T("Pekerjaan yang diminati, dengan kata."), longest=LONGEST_INTEREST),
    Column(
        "from_on",
        "MULAI",
        T("Hari pertama; kosong berarti hari impor."),
        kind=CellKind.DATE,
        synonyms=("berlaku_mulai",),
    ),
    Column(
        "to_on",
        "SAMPAI",
        T("Hari terakhir; kosong berarti satu tahun."),
        kind=CellKind.DATE,
        synonyms=("berlaku_sampai",),
    ),
)
_COMPARED = ("employee_id", "rank", "unit_id", "jabatan_id", "district", "interest", "from_on", "to_on")


def _keys(session: Session, table: Any, code: Any) -> dict[str, int]:
    return dict(session.execute(select(code, table.id).where(code.is_not(None))).all())


def _find(findings: Findings, record: Record, column: str, known: Mapping[str, int]) -> int | None:
    written = record.values.get(column)
    if written is not None and written not in known:
        findings.error(record.row, column, written, T("Tidak dikenal: {value}.", value=written))
    return None if written is None else known.get(written)


def _row(findings: Findings, record: Record, keys: Mapping[str, Mapping[str, int]], today: date) -> dict[str, Any]:
    values = record.values
    employee_id, unit_id, jabatan_id = (_find(findings, record, name, keys[name]) for name in keys)
    wanted = Wanted(unit_id, jabatan_id, values.get("district") or "", values.get("interest") or "")
    from_on = values.get("from_on") or today
    to_on = values.get("to_on") or from_on + USUAL_TERM
    if not 1 <= values["rank"] <= MOST_WISHES:
        text = T("Tulis urutan 1 sampai {count}.", count=MOST_WISHES)
        findings.error(record.row, "rank", values["rank"], text)
    if wanted.is_empty and not findings.is_wrong(record.row):
        findings.error(record.row, "unit", "", T("Isi unit, jabatan, kecamatan, atau minat."))
    try:
        check_days(from_on, to_on, from_on)
    except InvalidInput as refusal:
        findings.error(record.row, refusal.field or "to_on", values.get("to_on"), refusal.text)
    named = {"district": wanted.district, "interest": wanted.interest}
    places = {"employee_id": employee_id, "rank": values["rank"], "unit_id": unit_id, "jabatan_id": jabatan_id}
    return {**places, **named, "from_on": values.get("from_on"), "to_on": values.get("to_on")}


def check_wishes(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written. A row takes the place of the person's wish of the same rank."""
    findings = Findings(table)
    keys = {
        "nip": _keys(session, Employee, Employee.nip),
        "unit": _keys(session, Unit, Unit.code),
        "jabatan": _keys(session, Jabatan, Jabatan.code),
    }
    kept = select(Wish.id, *(getattr(Wish, name) for name in _COMPARED)).where(Wish.withdrawn_at.is_(None))
    present = {(row["employee_id"], row["rank"]): row for row in session.execute(kept).mappings()}
    rows = Upsert()
    same = 0
    for record in list(findings.sound):
        row = _row(findings, record, keys, today)
        key = (row["employee_id"], row["rank"])
        if findings.is_wrong(record.row) or findings.is_repeated(record, "rank", key):
            continue
        if key not in present:
            from_on = row["from_on"] or today
            rows.new.append({**row, "from_on": from_on, "to_on": row["to_on"] or from_on + USUAL_TERM})
        elif differing := _differing(row, present[key]):
            rows.changed.append({"id": present[key]["id"], **differing})
        else:
            same += 1
    return Upsert(rows.new, rows.changed, same).as_checked(findings)


def _differing(row: Mapping[str, Any], kept: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a row says otherwise; the whole wish is replaced, but days that are not given stay."""
    given = {name: value for name, value in row.items() if value is not None or name not in {"from_on", "to_on"}}
    return {name: value for name, value in given.items() if value != kept[name]}


def commit_wishes(session: Session, checked: Checked, actor: Actor, at: datetime) -> None:
    """Write what was checked."""
    rows, who = checked.payload, {"recorded_at": at, "recorded_by_id": actor.account_id}
    Upsert([{**row, **who} for row in rows.new], [{**row, **who} for row in rows.changed]).write(session, Wish)


def export_wishes(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the wishes that were not taken back, of people who have a NIP."""
    statement = (
        select(
            Employee.nip,
            Wish.rank,
            Unit.code,
            Jabatan.code,
            Wish.district,
            Wish.interest,
            Wish.from_on,
            Wish.to_on,
        )
        .join(Employee, Employee.id == Wish.employee_id)
        .outerjoin(Unit, Unit.id == Wish.unit_id)
        .outerjoin(Jabatan, Jabatan.id == Wish.jabatan_id)
        .where(Wish.withdrawn_at.is_(None), Employee.nip.is_not(None))
        .order_by(Employee.nip, Wish.rank, Wish.id)
    )
    return [tuple(row) for row in session.execute(statement)]


WISHES = Importer(
    kind="wishes",
    label=T("Minat"),
    hint=T("Satu baris tiap minat; baris baru menggantikan minat pegawai itu pada urutan yang sama."),
    columns=_COLUMNS,
    check=check_wishes,
    commit=commit_wishes,
    export=export_wishes,
)
