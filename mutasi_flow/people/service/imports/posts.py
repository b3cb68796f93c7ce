"""Import and export of posts (unit × jabatan) with need and minimum, and of the need recap of e-formasi (staffing)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import JABATAN_KIND_LABELS, SERVING_CODES
from mutasi_flow.people.model import Employee, Jabatan, Post, Unit
from mutasi_flow.people.service.imports.post_columns import (
    JABATAN_CODE,
    JABATAN_NAME,
    KIND,
    UNIT_CODE,
    UNIT_NAME,
    find_post,
    refuse_headless,
)
from mutasi_flow.people.service.imports.resolve import (
    KnownJabatan,
    KnownUnits,
    load_jabatan,
    load_units,
    write_new_jabatan,
    write_new_units,
)
from mutasi_flow.people.service.imports.upsert import Upsert, compare

MOST_PERSONS = 100_000
_NEED_WORDS = ("kebutuhan", "abk", "need", "kebutuhan_abk", "jumlah_kebutuhan", "formasi", "keb")

POST_COLUMNS: tuple[Column, ...] = (
    UNIT_CODE,
    UNIT_NAME,
    JABATAN_CODE,
    JABATAN_NAME,
    KIND,
    Column(
        "need",
        "KEBUTUHAN",
        T("Kebutuhan menurut analisis beban kerja, boleh pecahan; kosong berarti belum dihitung."),
        kind=CellKind.NUMBER,
        synonyms=_NEED_WORDS,
    ),
    Column(
        "minimum",
        "MINIMUM",
        T("Jumlah orang paling sedikit yang harus tinggal."),
        kind=CellKind.INTEGER,
        synonyms=("jumlah_minimum", "minimal"),
    ),
)
STAFFING_COLUMNS: tuple[Column, ...] = (
    JABATAN_NAME,
    UNIT_NAME,
    UNIT_CODE,
    JABATAN_CODE,
    KIND,
    Column(
        "need",
        "ABK",
        T("Kebutuhan menurut analisis beban kerja."),
        kind=CellKind.NUMBER,
        required=True,
        synonyms=_NEED_WORDS,
    ),
    Column(
        "staff",
        "RIIL",
        T("Jumlah pegawai sekarang; hanya dibandingkan, tidak disimpan."),
        kind=CellKind.NUMBER,
        synonyms=("bezetting", "eksisting", "jumlah_pegawai", "existing"),
    ),
)


@dataclass(frozen=True, slots=True)
class PostsPlan:
    """What a commit writes; posts know their unit and jabatan by code until both have keys."""

    rows: Upsert
    units: KnownUnits
    jabatan: KnownJabatan


def check(session: Session, table: Table, _today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings = Findings(table)
    refuse_headless(findings)
    units, jabatan = load_units(session), load_jabatan(session)
    staff = _count_staff(session) if findings.has("staff") else {}
    wanted: dict[Any, dict[str, Any]] = {}
    for record in list(findings.sound):
        found = find_post(findings, record, units, jabatan)
        _check_figures(findings, record)
        if found is None:
            continue
        unit, post = found
        key = (unit.code, post.code)
        if findings.is_repeated(record, "jabatan_name", key) or findings.is_wrong(record.row):
            continue
        _compare_staff(findings, record, staff.get(key, 0))
        wanted[key] = {
            "unit": unit.code,
            "jabatan": post.code,
            "need": record.values.get("need"),
            "minimum": record.values.get("minimum"),
        }
    rows = compare(wanted, _stored(session))
    return rows.as_checked(findings, PostsPlan(rows, units, jabatan))


def _check_figures(findings: Findings, record: Record) -> None:
    for key in ("need", "minimum"):
        figure = record.values.get(key)
        if figure is not None and not 0 <= figure <= MOST_PERSONS:
            findings.error(
                record.row, key, figure, T("Jumlah orang tidak boleh kurang dari nol atau tidak masuk akal.")
            )


def _compare_staff(findings: Findings, record: Record, here: int) -> None:
    said = record.values.get("staff")
    if said is not None and said != here:
        findings.warn(record.row, "staff", said, T("Menurut daftar pegawai di sistem ada {here} orang.", here=here))


def _count_staff(session: Session) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(Unit.code, Jabatan.code, func.count())
        .select_from(Employee)
        .join(Unit, Unit.id == Employee.unit_id)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(Employee.legal_position.in_(SERVING_CODES))
        .group_by(Unit.code, Jabatan.code)
    ).all()
    return {(unit, jabatan): count for unit, jabatan, count in rows}


def _stored(session: Session) -> dict[Any, dict[str, Any]]:
    rows = session.execute(
        select(Post.id, Unit.code.label("unit"), Jabatan.code.label("jabatan"), Post.need, Post.minimum)
        .join(Unit, Unit.id == Post.unit_id)
        .join(Jabatan, Jabatan.id == Post.jabatan_id)
    ).mappings()
    return {(row["unit"], row["jabatan"]): dict(row) for row in rows}


def commit(session: Session, checked: Checked, _actor: Actor, _at: datetime) -> None:
    """Write new units and jabatan, then the posts."""
    plan: PostsPlan = checked.payload
    units, jabatan = write_new_units(session, plan.units), write_new_jabatan(session, plan.jabatan)
    new = [
        {
            "unit_id": units[row["unit"]],
            "jabatan_id": jabatan[row["jabatan"]],
            "need": row.get("need"),
            "minimum": row.get("minimum"),
        }
        for row in plan.rows.new
    ]
    Upsert(new, plan.rows.changed).write(session, Post)


_EXPORTED = (
    select(
        Unit.code.label("unit_code"),
        Unit.name.label("unit_name"),
        Jabatan.code.label("jabatan_code"),
        Jabatan.name.label("jabatan_name"),
        Jabatan.kind.label("kind"),
        Post.need,
        Post.minimum,
    )
    .join(Unit, Unit.id == Post.unit_id)
    .join(Jabatan, Jabatan.id == Post.jabatan_id)
    .order_by(Unit.path, Jabatan.name, Post.id)
)


def export_posts(session: Session) -> Iterable[Sequence[Cell]]:
    """Return all posts."""
    for row in session.execute(_EXPORTED).mappings():
        values = {**row, "kind_name": str(JABATAN_KIND_LABELS[row["kind"]])}
        yield [values[column.key] for column in POST_COLUMNS]


def export_staffing(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the posts whose need is known, with the staff of today."""
    staff = _count_staff(session)
    for row in session.execute(_EXPORTED.where(Post.need.is_not(None))).mappings():
        count = staff.get((row["unit_code"], row["jabatan_code"]), 0)
        values = {**row, "kind_name": str(JABATAN_KIND_LABELS[row["kind"]]), "staff": count}
        yield [values[column.key] for column in STAFFING_COLUMNS]


POSTS = Importer(
    kind="posts",
    label=T("Jabatan per unit"),
    hint=T("Unit, jabatan, kebutuhan, dan jumlah paling sedikit."),
    columns=POST_COLUMNS,
    check=check,
    commit=commit,
    export=export_posts,
)
STAFFING = Importer(
    kind="staffing",
    label=T("Kebutuhan jabatan (e-formasi)"),
    hint=T("Daftar Kebutuhan Jabatan: NO, NAMA JABATAN, NAMA UNIT KERJA, ABK, RIIL."),
    columns=STAFFING_COLUMNS,
    check=check,
    commit=commit,
    export=export_staffing,
)
