"""Import and export of the unit tree (UNOR): codes and parents, or names whose dashes show the depth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import CODE, Employee, Place, Unit
from mutasi_flow.people.service.imports.resolve import lay_paths
from mutasi_flow.people.service.imports.unit_names import bare, depth, give_codes, is_flat
from mutasi_flow.people.service.imports.upsert import Upsert, compare

DEEPEST = 25
"""Units above each other; the path of keys must fit its column."""
COLUMNS: tuple[Column, ...] = (
    Column(
        "code",
        "Id",
        T("Kode unit di SIASN (UNOR ID). Kolom ini boleh tidak ada bila jenjang terbaca dari tanda -- di depan nama."),
        filled=True,
        longest=CODE,
        synonyms=("unor_id", "id_unor", "kode", "unit_kode", "kode_unit", "unit_id"),
    ),
    Column(
        "name",
        "NamaUnor",
        T("Nama unit; tanda -- di depannya menunjukkan jenjang."),
        required=True,
        filled=True,
        synonyms=("nama_unor", "unor_nama", "nama", "nama_unit", "unit"),
    ),
    Column(
        "parent",
        "DiatasanId",
        T("Kode unit di atasnya; kosong untuk puncak pohon."),
        longest=CODE,
        synonyms=("diatasan_id", "atasan_id", "induk", "kode_induk", "induk_id", "unor_atasan_id", "unit_induk"),
    ),
    Column(
        "head",
        "NIP Pemimpin",
        T("NIP pemimpin unit, bila sudah ada di daftar pegawai."),
        kind=CellKind.DIGITS,
        synonyms=("pemimpin_nip", "nip_kepala", "kepala_nip"),
    ),
    Column(
        "place",
        "Kode Tempat",
        T("Kode tempat kerja, bila tempat sudah diimpor."),
        longest=CODE,
        synonyms=("tempat_kode", "kode_lokasi", "lokasi_kode"),
    ),
)


@dataclass(frozen=True, slots=True)
class TreePlan:
    """What a commit writes."""

    rows: Upsert
    parents: dict[str, str | None]
    """Parent code of every unit of the file."""


def check(session: Session, table: Table, _today: date) -> Checked:
    """Say what the tree would become; nothing is written."""
    findings = Findings(table)
    stored = _stored(session)
    if not findings.has("code"):
        give_codes(findings, stored)
    parents = _read_parents(findings, stored)
    _check_parents(findings, parents, stored)
    heads = dict(session.execute(select(Employee.nip, Employee.id).where(Employee.nip.is_not(None))).all())
    places = dict(session.execute(select(Place.code, Place.id)).all())
    wanted = {}
    for record in findings.sound:
        code, name = record.values["code"], bare(record.values["name"])
        wanted[code] = {
            "code": code,
            "name": name,
            "parent": parents[code] or "",
            "head_id": _look_up(findings, record, "head", heads),
            "place_id": _look_up(findings, record, "place", places),
        }
    rows = compare(wanted, stored)
    return rows.as_checked(findings, TreePlan(rows, parents))


def _stored(session: Session) -> dict[str, dict[str, object]]:
    above = aliased(Unit)
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.head_id, Unit.place_id, above.code.label("parent")).outerjoin(
            above, above.id == Unit.parent_id
        )
    ).mappings()
    return {row["code"]: {**row, "parent": row["parent"] or ""} for row in rows}


def _read_parents(findings: Findings, stored: Mapping[str, Mapping[str, object]]) -> dict[str, str | None]:
    """Return the parent code of each unit; without that column the dashes tell, without both nothing changes."""
    has_no_depth, has_keys = is_flat(findings), findings.has("parent") and findings.has("code")
    by_depth: list[str] = []
    parents: dict[str, str | None] = {}
    for record in findings.records:
        code, name = record.values["code"], record.values["name"]
        if code is None or name is None or findings.is_repeated(record, "code", code):
            continue
        if has_keys:
            parents[code] = record.values["parent"]
            continue
        if has_no_depth:
            parents[code] = str(stored[code]["parent"]) or None if code in stored else None
            continue
        level = depth(name)
        if level > len(by_depth):
            findings.error(record.row, "name", name, T("Jenjang unit ini melompat. Baris sebelumnya harus induknya."))
        del by_depth[level:]
        parents[code] = by_depth[-1] if by_depth else None
        by_depth.append(code)
    return parents


def _check_parents(
    findings: Findings, parents: dict[str, str | None], stored: Mapping[str, Mapping[str, object]]
) -> None:
    names = {code: str(row["name"]) for code, row in stored.items()}
    names |= {record.values["code"]: bare(record.values["name"] or "") for record in findings.records}
    above = {code: str(row["parent"]) or None for code, row in stored.items()} | parents
    for record in findings.records:
        code = record.values["code"]
        parent = parents.get(code) if code else None
        if parent is not None and parent not in above:
            findings.error(record.row, "parent", parent, T("Unit induk ini tidak ada di berkas maupun di sistem."))
        elif code in above:
            chain = _climb(code, above)
            if len(chain) > 1 and chain[0] == chain[-1]:
                loop = " → ".join(names[each] for each in chain)
                findings.error(
                    record.row, "parent", parent, T("Unit ini berputar ke dirinya sendiri: {loop}.", loop=loop)
                )
            elif len(chain) > DEEPEST:
                findings.error(
                    record.row,
                    "parent",
                    parent,
                    T("Pohon unit terlalu dalam: paling banyak {most} jenjang.", most=DEEPEST),
                )


def _climb(code: str, above: Mapping[str, str | None]) -> list[str]:
    """Return the way up; it ends where it began when the unit lies on a loop."""
    chain = [code]
    met = {code}
    while (parent := above.get(chain[-1])) is not None:
        chain.append(parent)
        if parent in met:
            break
        met.add(parent)
    return chain


def _look_up(
    findings: Findings, record: Record, key: str, known: Mapping[str | None, int] | Mapping[str, int]
) -> int | None:
    value = record.values.get(key)
    if value is None:
        return None
    found = known.get(value)
    if found is None:
        findings.warn(record.row, key, value, T("Belum dikenal, jadi dilewati."))
    return found


def commit(session: Session, checked: Checked, _actor: Actor, _at: datetime) -> None:
    """Write the units, then hang each under its parent, then the paths."""
    plan: TreePlan = checked.payload
    if plan.rows.new:
        session.execute(insert(Unit), [_without_parent(row) for row in plan.rows.new])
    ids = dict(session.execute(select(Unit.code, Unit.id)).all())
    changed = [_without_parent(row) for row in plan.rows.changed]
    for row in changed:
        session.execute(update(Unit).where(Unit.id == row["id"]).values(**row))
    hung = [{"id": ids[code], "parent_id": ids[parent] if parent else None} for code, parent in plan.parents.items()]
    session.execute(update(Unit), hung)
    lay_paths(session)


def _without_parent(row: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != "parent"}


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the tree, parents before children."""
    above = aliased(Unit)
    return (
        tuple(row)
        for row in session.execute(
            select(Unit.code, Unit.name, above.code, Employee.nip, Place.code)
            .outerjoin(above, above.id == Unit.parent_id)
            .outerjoin(Employee, Employee.id == Unit.head_id)
            .outerjoin(Place, Place.id == Unit.place_id)
            .order_by(Unit.path)
        )
    )


UNITS = Importer(
    kind="units",
    label=T("Pohon unit"),
    hint=T("Unduhan UNOR dari SIASN: Id, NamaUnor, DiatasanId."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
)
