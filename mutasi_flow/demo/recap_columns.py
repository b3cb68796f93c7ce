"""Which columns a staffing recap may have, and under which names they are recognised."""

from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.texts import T

POSTS: tuple[Column, ...] = (
    Column(
        "unit",
        "unit",
        T("Nama unit kerja."),
        synonyms=("unit kerja", "nama unit kerja", "nama unit", "unor", "unor nama", "satuan kerja", "opd", "bidang"),
        required=True,
        filled=True,
    ),
    Column(
        "jabatan",
        "jabatan",
        T("Nama jabatan."),
        synonyms=("nama jabatan", "jabatan nama", "post"),
        required=True,
        filled=True,
    ),
    Column(
        "count",
        "jumlah",
        T("Jumlah orang yang ada."),
        kind=CellKind.INTEGER,
        synonyms=("jumlah pegawai", "bezetting", "riil", "jumlah orang", "pegawai", "total"),
        required=True,
        filled=True,
    ),
    Column(
        "status",
        "jenis_pegawai",
        T("PNS atau PPPK; tanpa kolom ini dibagi secara acak."),
        synonyms=("jenis asn", "status kepegawaian", "status pegawai", "status", "kedudukan"),
    ),
    Column(
        "need",
        "kebutuhan",
        T("Kebutuhan menurut analisis beban kerja."),
        kind=CellKind.NUMBER,
        synonyms=("abk", "kebutuhan abk", "formasi", "need"),
    ),
    Column("parent", "induk", T("Nama unit di atasnya."), synonyms=("unit induk", "atasan unit", "parent")),
)
"""The long form: one row per unit, jabatan and status."""

SCHOOLS: tuple[Column, ...] = (
    Column(
        "name",
        "nama_sekolah",
        T("Nama sekolah."),
        synonyms=("sekolah", "nama satuan pendidikan", "satuan pendidikan", "nama sp"),
        required=True,
        filled=True,
    ),
    Column(
        "teachers",
        "guru_total",
        T("Jumlah guru."),
        kind=CellKind.INTEGER,
        synonyms=("jumlah guru", "guru", "total guru"),
        required=True,
    ),
    Column(
        "others",
        "tendik_total",
        T("Jumlah tenaga kependidikan."),
        kind=CellKind.INTEGER,
        synonyms=("jumlah tendik", "tendik", "tenaga kependidikan", "pegawai"),
    ),
    Column("district", "kecamatan", T("Kecamatan."), synonyms=("nama kecamatan", "kec")),
    Column("form", "bentuk_pendidikan", T("SD, SMP, SMA, SMK …"), synonyms=("bentuk", "jenjang", "jenjang pendidikan")),
    Column("code", "npsn", T("Nomor pokok sekolah nasional."), synonyms=("kode sekolah",)),
    Column("women", "guru_p", T("Guru perempuan."), kind=CellKind.INTEGER, synonyms=("guru perempuan",)),
    Column("other_women", "tendik_p", T("Tendik perempuan."), kind=CellKind.INTEGER, synonyms=("tendik perempuan",)),
    Column("classes", "rombel", T("Rombongan belajar."), kind=CellKind.INTEGER, synonyms=("jumlah rombel", "kelas")),
    Column("latitude", "lintang", T("Lintang."), kind=CellKind.NUMBER, synonyms=("lintang_2019", "latitude", "lat")),
    Column("longitude", "bujur", T("Bujur."), kind=CellKind.NUMBER, synonyms=("bujur_2019", "longitude", "lng", "lon")),
)
"""The wide form: one row per school."""
