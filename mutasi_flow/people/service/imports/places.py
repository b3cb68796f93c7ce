"""Import and export of places of work."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import CODE, Place
from mutasi_flow.people.service.imports.upsert import Upsert, compare

COLUMNS: tuple[Column, ...] = (
    Column(
        "code",
        "Kode",
        T("Kode tempat, misalnya NPSN atau kode puskesmas."),
        required=True,
        filled=True,
        longest=CODE,
        synonyms=("kode_tempat", "npsn", "kode_kemenkes", "kode_lokasi", "lokasi_id"),
    ),
    Column(
        "name",
        "Nama",
        T("Nama tempat kerja."),
        required=True,
        filled=True,
        synonyms=("nama_tempat", "nama_lokasi", "tempat", "lokasi"),
    ),
    Column("district", "Kecamatan", T("Kecamatan."), synonyms=("nama_kecamatan",)),
    Column(
        "latitude",
        "Lintang",
        T("Derajat desimal; lintang selatan bertanda minus."),
        kind=CellKind.NUMBER,
        synonyms=("lat", "latitude"),
    ),
    Column(
        "longitude", "Bujur", T("Derajat desimal."), kind=CellKind.NUMBER, synonyms=("lng", "lon", "long", "longitude")
    ),
    Column(
        "terrain",
        "Medan",
        T("Pantai, dataran, perbukitan, pegunungan, atau kepulauan."),
        longest=CODE,
        synonyms=("kelas_medan", "terrain"),
    ),
)
_FAREST = {"latitude": 90, "longitude": 180}
_PRESENT = select(*(getattr(Place, column.key) for column in COLUMNS), Place.id).order_by(Place.code)


def check(session: Session, table: Table, _today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings = Findings(table)
    wanted = {}
    for record in list(findings.sound):
        code = record.values["code"]
        for key, farest in _FAREST.items():
            degrees = record.values.get(key)
            if degrees is not None and abs(degrees) > farest:
                findings.error(
                    record.row, key, degrees, T("Koordinat di luar bumi: paling jauh {most} derajat.", most=farest)
                )
        if not findings.is_repeated(record, "code", code) and not findings.is_wrong(record.row):
            wanted[code] = record.values
    present = {row["code"]: row for row in session.execute(_PRESENT).mappings()}
    return compare(wanted, present).as_checked(findings)


def commit(session: Session, checked: Checked, _actor: Actor, _at: datetime) -> None:
    """Write the places."""
    rows: Upsert = checked.payload
    rows.write(session, Place)


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return all places."""
    return (tuple(row)[: len(COLUMNS)] for row in session.execute(_PRESENT))


PLACES = Importer(
    kind="places",
    label=T("Tempat kerja"),
    hint=T("Kode, nama, kecamatan, dan koordinat bila ada."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
)
