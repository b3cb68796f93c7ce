"""Import and export of places of work."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import TEST_LABELS, Boundary, Lack, RemoteTest
from mutasi_flow.people.model import CODE, Place, PlaceTest
from mutasi_flow.people.queries import by_name, list_districts
from mutasi_flow.people.service.imports.upsert import Upsert, compare
from mutasi_flow.people.service.places import write_tests

_TEST_SYNONYMS = {
    RemoteTest.TRANSPORT: "angkutan",
    RemoteTest.HEALTH: "kesehatan",
    RemoteTest.SCHOOL: "smp",
    RemoteTest.STAPLES: "pokok",
    RemoteTest.SERVICES: "listrik_telepon",
}
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
    Column(
        "travel_hours",
        "Lama perjalanan (jam)",
        T("Dari ibu kota, sekali jalan, dengan kendaraan yang biasa dipakai."),
        kind=CellKind.NUMBER,
        synonyms=("jam_perjalanan", "waktu_tempuh_jam", "lama_perjalanan"),
    ),
    *(
        Column(
            test.value,
            str(label),
            T("ada, sebagian, atau tidak; kosong berarti belum diketahui."),
            longest=CODE,
            synonyms=(_TEST_SYNONYMS[test],),
            example="sebagian",
        )
        for test, label in TEST_LABELS.items()
    ),
)
_FAREST = {"latitude": 90, "longitude": 180}
_MOST_HOURS = 240
_LACKS = {
    word: lack
    for lack, words in (
        (Lack.NONE, "ada teratur 0"),
        (Lack.PARTLY, "sebagian kadang tidaktetap 1"),
        (Lack.WHOLLY, "tidak tidakada 2"),
    )
    for word in words.split()
}
_LACK_WORDS = {Lack.NONE: "ada", Lack.PARTLY: "sebagian", Lack.WHOLLY: "tidak"}
_OWN = tuple(column.key for column in COLUMNS if column.key not in set(RemoteTest))
_PRESENT = select(*(getattr(Place, key) for key in _OWN), Place.id).order_by(Place.code)


def check(session: Session, table: Table, _today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings = Findings(table)
    districts = by_name(list_districts(session))
    wanted = {}
    for record in list(findings.sound):
        code = record.values["code"]
        _check_numbers(findings, record)
        lacks = _read_lacks(findings, record)
        if findings.is_repeated(record, "code", code) or findings.is_wrong(record.row):
            continue
        _look_at_map(findings, record, districts)
        wanted[code] = {**record.values, **lacks}
    return compare(wanted, _present(session)).as_checked(findings)


def _check_numbers(findings: Findings, record: Record) -> None:
    for key, farest in _FAREST.items():
        degrees = record.values.get(key)
        if degrees is not None and abs(degrees) > farest:
            findings.error(
                record.row, key, degrees, T("Koordinat di luar bumi: paling jauh {most} derajat.", most=farest)
            )
    hours = record.values.get("travel_hours")
    if hours is not None and not 0 <= hours <= _MOST_HOURS:
        findings.error(
            record.row, "travel_hours", hours, T("Lama perjalanan antara 0 dan {most} jam.", most=_MOST_HOURS)
        )


def _read_lacks(findings: Findings, record: Record) -> dict[str, Lack | None]:
    read: dict[str, Lack | None] = {}
    for test in RemoteTest:
        written = record.values.get(test.value)
        read[test.value] = None if written is None else _LACKS.get(normalise(str(written)))
        if written is not None and read[test.value] is None:
            findings.error(record.row, test.value, written, T("Tulis ada, sebagian, atau tidak."))
    return read


def _look_at_map(findings: Findings, record: Record, districts: Mapping[str, Boundary]) -> None:
    """Warn of a point outside its district; a forgotten minus is the usual reason."""
    lat, lon = (record.values.get(key) for key in _FAREST)
    outline = districts.get((record.values.get("district") or "").casefold())
    if outline is None or lat is None or lon is None or outline.contains((lat, lon)):
        return
    words = {"district": outline.name}
    if outline.contains((-lat, lon)):
        reason = T("Titik ini di luar Kecamatan {district}; lintang selatan perlu tanda minus.", **words)
    elif outline.contains((lon, lat)):
        reason = T("Titik ini di luar Kecamatan {district}; lintang dan bujur tertukar.", **words)
    else:
        reason = T("Titik ini di luar batas Kecamatan {district}.", **words)
    findings.warn(record.row, "latitude", lat, reason)


def _present(session: Session) -> dict[str, dict[str, Any]]:
    rows = {
        row["code"]: dict.fromkeys(map(str, RemoteTest)) | dict(row) for row in session.execute(_PRESENT).mappings()
    }
    codes = {row["id"]: code for code, row in rows.items()}
    for place_id, test, lack in session.execute(select(PlaceTest.place_id, PlaceTest.test, PlaceTest.lack)):
        rows[codes[place_id]][test.value] = lack
    return rows


def commit(session: Session, checked: Checked, _actor: Actor, _at: datetime) -> None:
    """Write the places and what their tests found."""
    rows: Upsert = checked.payload
    lacks = {row["code"]: _part(row) for row in rows.new}
    Upsert(new=[_rest(row) for row in rows.new]).write(session, Place)
    ids = dict(session.execute(select(Place.code, Place.id).where(Place.code.in_(lacks))).all())
    found = {ids[code]: part for code, part in lacks.items()} | {row["id"]: _part(row) for row in rows.changed}
    Upsert(changed=[rest for row in rows.changed if len(rest := _rest(row)) > 1]).write(session, Place)
    write_tests(session, found)


def _part(row: Mapping[str, Any]) -> dict[RemoteTest, Lack]:
    return {test: row[test.value] for test in RemoteTest if row.get(test.value) is not None}


def _rest(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in set(RemoteTest)}


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return all places."""
    for row in _present(session).values():
        yield tuple(_LACK_WORDS.get(row[column.key], row[column.key]) for column in COLUMNS)


PLACES = Importer(
    kind="places",
    label=T("Tempat kerja"),
    hint=T("Kode, nama, kecamatan, koordinat, dan beratnya bertugas di sana bila diketahui."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
)
