"""The columns of a sheet of tasks: one flat table, or the ABK form of each post."""

from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.texts import T
from mutasi_flow.people.service.imports.post_columns import JABATAN_CODE, JABATAN_NAME, KIND, UNIT_CODE, UNIT_NAME
from mutasi_flow.workload.model import OUTPUT

HEADINGS = ("period", "unit_code", "unit_name", "jabatan_code", "jabatan_name", "kind_name")
"""What a form says once above its rows."""
MONTHS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("JANUARI", ("jan",)),
    ("FEBRUARI", ("feb", "pebruari")),
    ("MARET", ("mar",)),
    ("APRIL", ("apr",)),
    ("MEI", ()),
    ("JUNI", ("jun",)),
    ("JULI", ("jul",)),
    ("AGUSTUS", ("agu", "ags", "agt")),
    ("SEPTEMBER", ("sep", "sept")),
    ("OKTOBER", ("okt",)),
    ("NOVEMBER", ("nov", "nopember")),
    ("DESEMBER", ("des",)),
)
MONTH_KEYS = tuple(f"month_{number}" for number in range(1, 13))

TASK_COLUMNS: tuple[Column, ...] = (
    Column(
        "period",
        "PERIODE ABK",
        T("Nama periode; kosong berarti periode yang sedang dibuka."),
        synonyms=("periode", "nama_periode"),
        example="ABK 2026",
    ),
    UNIT_CODE,
    UNIT_NAME,
    JABATAN_CODE,
    JABATAN_NAME,
    KIND,
    Column(
        "name",
        "URAIAN TUGAS",
        T("Tugas, satu baris untuk satu tugas."),
        required=True,
        synonyms=("uraian", "tugas", "uraian_tugas_jabatan", "uraian_kegiatan", "kegiatan", "uraian_tugas_pokok"),
    ),
    Column(
        "output",
        "SATUAN HASIL",
        T("Apa yang dihitung: dokumen, pasien, berkas."),
        longest=OUTPUT,
        synonyms=("satuan", "hasil_kerja", "hasil", "output"),
    ),
    Column(
        "volume",
        "VOLUME SETAHUN",
        T("Berapa kali setahun."),
        kind=CellKind.NUMBER,
        synonyms=(
            "volume",
            "volume_kerja",
            "volume_kerja_setahun",
            "volume_kerja_1_tahun",
            "frekuensi_per_tahun",
            "jumlah_hasil",
            "jumlah_beban_kerja",
            "jumlah_beban_kerja_1_tahun",
            "beban_kerja",
            "target",
        ),
        example="1200",
    ),
    Column(
        "per",
        "VOLUME PER",
        T("Tahun, bulan, minggu, atau hari; kosong berarti tahun. Setahun = 12 bulan, 50 minggu, 250 hari."),
        synonyms=("periode_volume", "satuan_waktu"),
        example="tahun",
    ),
    Column(
        "minutes",
        "WAKTU PENYELESAIAN (MENIT)",
        T("Menit untuk satu kali."),
        kind=CellKind.NUMBER,
        synonyms=(
            "waktu_penyelesaian",
            "norma_menit",
            "norma_waktu_menit",
            "norma_waktu",
            "menit",
            "waktu",
            "waktu_menit",
            "waktu_penyelesaian_rata_rata_menit",
        ),
        example="30",
    ),
    Column(
        "hours",
        "WAKTU PENYELESAIAN (JAM)",
        T("Jam untuk satu kali, bila waktunya dihitung dalam jam."),
        kind=CellKind.NUMBER,
        synonyms=("waktu_jam", "norma_waktu_jam"),
    ),
    Column(
        "effective",
        "WAKTU KERJA EFEKTIF",
        T("Hanya dibandingkan dengan menit kerja efektif periode."),
        kind=CellKind.NUMBER,
        synonyms=("waktu_kerja_efektif_menit", "wke", "waktu_efektif", "waktu_efektif_menit"),
    ),
    Column(
        "stated",
        "PEGAWAI YANG DIBUTUHKAN",
        T("Hanya dibandingkan dengan hitungan di sini."),
        kind=CellKind.NUMBER,
        synonyms=("kebutuhan_pegawai", "pegawai_dibutuhkan", "jumlah_pegawai_yang_dibutuhkan"),
    ),
    *(
        Column(
            key,
            label,
            T("Volume bulan ini, untuk melihat lonjakan; boleh kosong."),
            kind=CellKind.NUMBER,
            synonyms=synonyms,
        )
        for key, (label, synonyms) in zip(MONTH_KEYS, MONTHS, strict=True)
    ),
    Column("note", "KETERANGAN", T("Catatan."), synonyms=("catatan", "ket")),
)
