"""Import and export of particulars: one sheet per kind, its columns from the fields of the kind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import PARTICULARS, Field, Owner, ParticularKind, Shape
from mutasi_flow.people.queries import owner_column
from mutasi_flow.people.queries.particulars import CODES, TABLES
from mutasi_flow.people.service.imports.upsert import Upsert, compare
from mutasi_flow.people.service.particulars import Days, check_particular

_CELLS = {Shape.NUMBER: CellKind.INTEGER, Shape.EMPLOYEE: CellKind.DIGITS}
_OWNER: Mapping[Owner, Column] = {
    Owner.EMPLOYEE: Column(
        "owner",
        "NIP",
        T("NIP pegawai yang sudah ada di daftar."),
        kind=CellKind.DIGITS,
        required=True,
        filled=True,
        synonyms=("nip_baru", "NIP/NI PPPK"),
    ),
    Owner.UNIT: Column(
        "owner", "KODE UNIT", T("Kode unit yang sudah ada."), required=True, filled=True, synonyms=("unor_id",)
    ),
}
PERIOD = (
    Column(
        "from_on",
        "MULAI",
        T("Hari pertama; kosong berarti tidak dibatasi."),
        kind=CellKind.DATE,
        synonyms=("berlaku_mulai", "tmt"),
    ),
    Column(
        "to_on",
        "SAMPAI",
        T("Hari terakhir; kosong berarti belum ditentukan."),
        kind=CellKind.DATE,
        synonyms=("berlaku_sampai", "akhir"),
    ),
)
"""From when to when a row holds."""
_DAYS = (*PERIOD, Column("source", "DASAR", T("Surat atau data yang menjadi dasarnya."), required=True, filled=True))


def _column(one: Field) -> Column:
    example = str(next(iter(one.choices.values()))) if one.choices else ""
    return Column(
        one.name,
        one.header,
        one.meaning,
        kind=_CELLS.get(one.shape, CellKind.TEXT),
        required=one.is_required,
        filled=one.is_required,
        synonyms=one.synonyms,
        example=example,
    )


_Known = Mapping[Shape, Mapping[str, int]]
"""Keys of employees by NIP, of units and jabatan by code."""


def _load(session: Session) -> _Known:
    return {
        shape: dict(session.execute(select(column, table.id).where(column.is_not(None))).all())
        for shape, (table, column) in CODES.items()
    }


def _find(findings: Findings, record: Record, column: str, known: Mapping[str, int]) -> int | None:
    written = record.values.get(column)
    if written is not None and written not in known:
        findings.error(record.row, column, written, T("Tidak dikenal: {value}.", value=written))
    return None if written is None else known.get(written)


def _read(findings: Findings, record: Record, one: Field, kind: ParticularKind, known: _Known) -> Any:
    written = record.values.get(one.name)
    if one.shape in known:
        return _find(findings, record, one.name, known[one.shape])
    if one.shape is Shape.CHOICE:
        words = {normalise(text): value for value, label in one.choices.items() for text in (value, str(label))}
        if normalise(str(written)) not in words:
            allowed = ", ".join(str(label) for label in one.choices.values())
            findings.error(record.row, one.name, written, T("Tulis salah satu: {allowed}.", allowed=allowed))
        return words.get(normalise(str(written)))
    if isinstance(written, int) and not 1 <= written <= kind.most:
        text = T("{label}: tulis angka {least} sampai {most}.", label=one.label, least=1, most=kind.most)
        findings.error(record.row, one.name, written, text)
    return written


def _check(kind: ParticularKind, session: Session, table: Table, _today: date) -> Checked:
    findings, known = Findings(table), _load(session)
    owners = known[Shape(kind.owner)]
    owner_name = owner_column(kind).key
    names = (owner_name, *(one.name for one in kind.fields), "from_on")
    wanted: dict[Any, dict[str, Any]] = {}
    for record in list(findings.sound):
        owner_id = _find(findings, record, "owner", owners)
        given = {one.name: _read(findings, record, one, kind, known) for one in kind.fields}
        days = Days(record.values.get("from_on"), record.values.get("to_on"), record.values["source"])
        if owner_id is None or findings.is_wrong(record.row):
            continue
        try:
            check_particular(kind, owner_id, given, days)
        except InvalidInput as refusal:
            findings.error(record.row, refusal.field or "owner", "", refusal.text)
            continue
        row = {owner_name: owner_id, **given, **days._asdict()}
        if not findings.is_repeated(record, "owner", key := tuple(row[name] for name in names)):
            wanted[key] = row
    stored = TABLES[kind.name]
    columns = [getattr(stored, name) for name in ("id", *names, "to_on", "source")]
    present = session.execute(select(*columns)).mappings()
    return compare(wanted, {tuple(row[name] for name in names): row for row in present}).as_checked(findings)


def _commit(kind: ParticularKind, session: Session, checked: Checked, _actor: Actor, at: datetime) -> None:
    rows: Upsert = checked.payload
    Upsert([{**row, "recorded_at": at} for row in rows.new], rows.changed).write(session, TABLES[kind.name])


def _export(kind: ParticularKind, session: Session) -> Iterable[Sequence[Cell]]:
    table = TABLES[kind.name]
    codes = {shape: {key: code for code, key in known.items()} for shape, known in _load(session).items()}
    owners, owner_name = codes[Shape(kind.owner)], owner_column(kind).key
    for row in session.execute(select(table).order_by(table.id)).scalars():
        owner = owners.get(getattr(row, owner_name))
        if owner is not None:
            cells = (_cell(one, getattr(row, one.name), codes) for one in kind.fields)
            yield (owner, *cells, row.from_on, row.to_on, row.source)


def _cell(one: Field, value: Any, codes: Mapping[Shape, Mapping[int, str]]) -> Cell:
    if one.shape is Shape.CHOICE:
        return str(one.choices[value])
    found: Cell = codes[one.shape].get(value) if one.shape in codes else value
    return found


def _importer(kind: ParticularKind) -> Importer:
    return Importer(
        kind=kind.name,
        label=kind.label,
        hint=kind.hint,
        columns=(_OWNER[kind.owner], *(_column(one) for one in kind.fields), *_DAYS),
        check=partial(_check, kind),
        commit=partial(_commit, kind),
        export=partial(_export, kind),
    )


RELATIVES, PROCEEDINGS, TEACHING, CREDENTIALS, TRAININGS, COMPETENCES, ASSESSMENTS, GOALS, NEEDS = (
    _importer(kind) for kind in PARTICULARS.values()
)
