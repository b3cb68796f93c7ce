"""The columns by which a row of any sheet names a post, and finding the post they mean."""

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import CODE
from mutasi_flow.people.service.imports.resolve import JabatanRef, KnownJabatan, KnownUnits, UnitRef
from mutasi_flow.people.service.imports.words import read_jabatan_kind

UNIT_CODE = Column(
    "unit_code",
    "Kode Unit",
    T("Kode unit; perlu bila ada unit yang bernama sama."),
    longest=CODE,
    synonyms=("unit_kode", "unor_id", "unit_id", "id_unor"),
)
UNIT_NAME = Column(
    "unit_name",
    "NAMA UNIT KERJA",
    T("Nama unit kerja."),
    synonyms=("unit", "unit_kerja", "nama_unit", "unor_nama", "nama_unor", "unit_nama"),
)
JABATAN_CODE = Column(
    "jabatan_code", "Kode Jabatan", T("Kode jabatan."), longest=CODE, synonyms=("jabatan_kode", "jabatan_id")
)
JABATAN_NAME = Column("jabatan_name", "NAMA JABATAN", T("Nama jabatan."), synonyms=("jabatan", "jabatan_nama"))
KIND = Column(
    "kind_name",
    "JENIS JABATAN",
    T("Struktural, Fungsional, atau Pelaksana; dibaca bila jabatan belum dikenal."),
    synonyms=("jenis_jabatan_nama",),
)


def refuse_headless(findings: Findings) -> None:
    """Refuse a sheet without a column for the unit or the jabatan."""
    for keys, name in (
        (("unit_code", "unit_name"), "NAMA UNIT KERJA"),
        (("jabatan_code", "jabatan_name"), "NAMA JABATAN"),
    ):
        if not any(findings.has(key) for key in keys):
            raise InvalidInput(T("Kolom wajib tidak ada: {missing}.", missing=name))


def find_post(
    findings: Findings, record: Record, units: KnownUnits, jabatan: KnownJabatan
) -> tuple[UnitRef, JabatanRef] | None:
    """Return the unit and jabatan that a row names, made anew where nothing forbids it; None when an error is noted."""
    given = record.values
    unit_code, unit_name = given.get("unit_code"), given.get("unit_name")
    code, name = given.get("jabatan_code"), given.get("jabatan_name")
    for key, filled in (("unit_name", unit_code or unit_name), ("jabatan_name", code or name)):
        if not filled:
            findings.error(record.row, key, "", T("Sel ini wajib diisi."))
            return None
    try:
        unit = units.find(unit_code, unit_name)
    except InvalidInput as refusal:
        findings.error(record.row, "unit_name", unit_name or unit_code, refusal.text)
        return None
    if code in jabatan.by_code:
        return unit, jabatan.by_code[code]
    if not name:
        findings.error(record.row, "jabatan_code", code, T("Jabatan ini belum dikenal. Isi juga namanya."))
        return None
    try:
        kind = jabatan.kind_of(name) or read_jabatan_kind(None, given.get("kind_name"), name)
    except InvalidInput as refusal:
        findings.error(record.row, "kind_name", given.get("kind_name"), refusal.text)
        return None
    return unit, jabatan.find(code, name, kind)
