"""The tables of a plan and their columns; what each means stands in docs/plan.md."""

from collections.abc import Mapping
from datetime import date

from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.texts import T, Text

TEXT, DATE, NUMBER, WHOLE = CellKind.TEXT, CellKind.DATE, CellKind.NUMBER, CellKind.INTEGER
LONGEST, LONGEST_LIST = 2_000, 120_000
"""Characters of a cell; of one with a list nearly as many as a reader of CSV takes (131,072)."""


def _column(
    key: str, kind: CellKind = TEXT, *synonyms: str, needed: bool = False, filled: bool = False, longest: int = LONGEST
) -> Column:
    """Return a column; a ``needed`` one must be there and filled, a ``filled`` one must be filled where it is there."""
    return Column(
        key,
        key,
        Text(key),
        kind,
        synonyms=synonyms,
        required=needed,
        filled=needed or filled,
        longest=longest,
    )


EMPLOYEES = (
    _column("nip", needed=True),
    _column("nama"),
    _column("status"),
    _column("unit_kode", needed=True),
    _column("jabatan_kode", needed=True),
    _column("tmt_jabatan", DATE, needed=True),
    _column("tgl_lahir", DATE, needed=True),
    _column("bup", NUMBER),
    _column("akhir_kontrak", DATE),
    _column("pendidikan_tingkat"),
    _column("pendidikan_bidang"),
    _column("gol"),
    _column("kinerja"),
    _column("lat", NUMBER),
    _column("lon", NUMBER),
    _column("pasangan_unit"),
    _column("sukarela"),
    _column("bulan_daerah_sulit", NUMBER),
    _column("wajib_pindah"),
    _column("kunci"),
    _column("alasan_kunci"),
    _column("kedudukan_hukum"),
    _column("sertifikat"),
    _column("hukdis"),
    _column("cuti_tb"),
    _column("mapel"),
    _column("jam", NUMBER),
    _column("berpengalaman"),
    _column("poin", WHOLE),
    _column("tetap_jabatan"),
)
UNITS = (
    _column("unit_kode", needed=True),
    _column("nama"),
    _column("induk_kode"),
    _column("wilayah_kode"),
    _column("lat", NUMBER),
    _column("lon", NUMBER),
    _column("daerah_sulit", WHOLE),
)
POSTS = (
    _column("unit_kode", needed=True),
    _column("jabatan_kode", needed=True),
    Column("kebutuhan", "kebutuhan", Text("kebutuhan"), NUMBER, required=True),
    _column("minimum", WHOLE),
    _column("formasi", WHOLE),
    _column("kunci"),
)
TASKS = (
    _column("unit_kode", needed=True),
    _column("jabatan_kode", needed=True),
    _column("uraian"),
    _column("volume", NUMBER, needed=True),
    _column("norma_menit", NUMBER, needed=True),
)
COMPETENCE_PREFIX = "kompetensi_"
MOST_COMPETENCES = 30
REQUIREMENTS = (
    _column("jabatan_kode", needed=True),
    _column("asal", longest=LONGEST_LIST),
    _column("pendidikan_min"),
    _column("bidang", longest=LONGEST_LIST),
    _column("sertifikat", longest=LONGEST_LIST),
    _column("gol_min"),
    _column("gol_maks"),
    *(_column(f"{COMPETENCE_PREFIX}{number}", NUMBER) for number in range(1, MOST_COMPETENCES + 1)),
)
COMPETENCE = (_column("nip", needed=True), _column("kode", needed=True), _column("level", NUMBER, needed=True))
WISHES = (
    _column("nip", needed=True),
    _column("urutan", WHOLE, needed=True),
    _column("unit_kode", needed=True),
    _column("jabatan_kode"),
)
RELATIONS = (_column("nip_a", needed=True), _column("nip_b", needed=True), _column("jenis"))
RULES = (_column("id", needed=True), _column("nilai", NUMBER, needed=True))
LESSONS = (
    _column("unit_kode", needed=True),
    _column("mapel", needed=True),
    _column("jam", WHOLE, needed=True),
    _column("jam_rombel", WHOLE),
)

LATITUDES, LONGITUDES = (-11.5, 6.5), (94.0, 142.0)
"""Around Indonesia, Sabang to Merauke, Miangas to Rote."""
PERSONS = (0, 1_000_000)
LARGEST_FIGURE = 1e6
"""Of a rule."""
RANGES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "pegawai": {
        "bup": (40, 80),
        "lat": LATITUDES,
        "lon": LONGITUDES,
        "bulan_daerah_sulit": (0, 720),
        "jam": (0, 168),
        "poin": (0, 100_000),
    },
    "unit": {"lat": LATITUDES, "lon": LONGITUDES, "daerah_sulit": (0, 3)},
    "petak": {"kebutuhan": PERSONS, "minimum": PERSONS, "formasi": PERSONS},
    "abk": {"volume": (0, 1e9), "norma_menit": (0, 527_040)},
    "syarat": {f"{COMPETENCE_PREFIX}{number}": (0, 100) for number in range(1, MOST_COMPETENCES + 1)},
    "kompetensi": {"level": (0, 100)},
    "minat": {"urutan": (1, 1_000)},
    "aturan": {"nilai": (0, LARGEST_FIGURE)},
    "jam": {"jam": (0, 10_000), "jam_rombel": (1, 60)},
}
"""Least and most of every column of numbers, by table: months of a working life, hours of a week, minutes of a year."""
REASONS = dict.fromkeys(
    ("lat", "lon"), T("Koordinat ini di luar Indonesia. Periksa tandanya dan urutan lintang–bujur.")
)
"""What helps more than the range itself."""
DAYS = (date(1900, 1, 1), date(2199, 12, 31))
"""Days beyond these are slips of the pen."""

REQUIRED = {"pegawai": EMPLOYEES, "unit": UNITS, "petak": POSTS}
TABLES = {
    **REQUIRED,
    "abk": TASKS,
    "syarat": REQUIREMENTS,
    "kompetensi": COMPETENCE,
    "minat": WISHES,
    "relasi": RELATIONS,
    "aturan": RULES,
    "jam": LESSONS,
}
