"""The columns of an employee sheet: SIASN "Export Data ASN" in all its spellings, and the short lists of offices."""

from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import CODE

COLUMNS: tuple[Column, ...] = (
    Column(
        "siasn_id",
        "PNS ID",
        T("Nomor orang di SIASN; kunci utama bila ada."),
        longest=CODE,
        synonyms=("pns_orang_id", "asn_id", "id_pns"),
    ),
    Column(
        "nip",
        "NIP BARU",
        T("18 angka, disimpan sebagai teks."),
        kind=CellKind.DIGITS,
        required=True,
        synonyms=("nip", "nip_pegawai", "NIP/NI PPPK", "ni_pppk", "nomor_induk_pegawai", "nipbaru"),
        example="199001012015031901",
    ),
    Column(
        "name",
        "NAMA",
        T("Nama tanpa gelar."),
        required=True,
        filled=True,
        synonyms=("nama_lengkap", "nama_pegawai", "nama_asn"),
        example="Wulan Setyowati",
    ),
    Column("title_before", "GELAR DEPAN", T("Gelar di depan nama."), longest=CODE, synonyms=("gelar_dpn",)),
    Column("title_after", "GELAR BELAKANG", T("Gelar di belakang nama."), longest=CODE, synonyms=("gelar_blk",)),
    Column("birth_place", "TEMPAT LAHIR NAMA", T("Tempat lahir."), synonyms=("tempat_lahir",)),
    Column(
        "birth_on",
        "TANGGAL LAHIR",
        T("Hari-bulan-tahun."),
        kind=CellKind.DATE,
        synonyms=("tgl_lahir",),
        example="01-01-1990",
    ),
    Column(
        "sex",
        "JENIS KELAMIN",
        T("M atau L untuk laki-laki, F atau P untuk perempuan."),
        synonyms=("jk", "l/p", "kelamin"),
        example="P",
    ),
    Column("phone", "NOMOR HP", T("Nomor telepon genggam."), longest=CODE, synonyms=("no_hp", "telepon", "hp")),
    Column("email", "EMAIL", T("Alamat surel pribadi.")),
    Column("email_gov", "EMAIL GOV", T("Alamat surel dinas; dipakai bila ada.")),
    Column(
        "employee_type",
        "JENIS PEGAWAI NAMA",
        T("PNS, CPNS, atau PPPK; dibaca bila kedudukan hukum tidak ada."),
        synonyms=("jenis_pegawai", "status_pegawai", "status_kepegawaian"),
    ),
    Column(
        "legal_code", "KEDUDUKAN HUKUM ID", T("Kode SIASN, 01 berarti aktif; menentukan PNS atau PPPK."), example="01"
    ),
    Column("legal_name", "KEDUDUKAN HUKUM NAMA", T("Kedudukan hukum dengan kata."), synonyms=("kedudukan_hukum",)),
    Column("cpns_flag", "STATUS CPNS PNS", T("C untuk CPNS, P untuk PNS.")),
    Column(
        "appointed_on",
        "TMT CPNS",
        T("Pengangkatan pertama; untuk PPPK awal perjanjian pertama."),
        kind=CellKind.DATE,
        synonyms=("tanggal_masuk", "tmt_pengangkatan"),
    ),
    Column("rank_code", "GOL AKHIR ID", T("Kode golongan SIASN 11 sampai 45.")),
    Column(
        "rank_name",
        "GOL AKHIR NAMA",
        T("Golongan, misalnya III/c atau IX."),
        synonyms=("golongan", "gol_ruang", "pangkat", "gol", "golongan_ruang", "pangkat_golongan"),
        example="III/a",
    ),
    Column(
        "rank_on", "TMT GOLONGAN", T("Golongan berlaku sejak."), kind=CellKind.DATE, synonyms=("tmt_gol", "tmt_pangkat")
    ),
    Column("kind_code", "JENIS JABATAN ID", T("1 struktural, 2 fungsional, 4 pelaksana.")),
    Column("kind_name", "JENIS JABATAN NAMA", T("Jenis jabatan dengan kata."), synonyms=("jenis_jabatan",)),
    Column("jabatan_code", "JABATAN ID", T("Kode jabatan."), longest=CODE, synonyms=("kode_jabatan", "jabatan_kode")),
    Column(
        "jabatan_name",
        "JABATAN NAMA",
        T("Nama jabatan."),
        synonyms=("jabatan", "nama_jabatan"),
        example="Pengadministrasi Perkantoran",
    ),
    Column("post_on", "TMT JABATAN", T("Jabatan sekarang berlaku sejak."), kind=CellKind.DATE, synonyms=("tmt_jab",)),
    Column("education_code", "TINGKAT PENDIDIKAN ID", T("Kode tingkat pendidikan SIASN.")),
    Column(
        "education_level",
        "TINGKAT PENDIDIKAN NAMA",
        T("Tingkat pendidikan, misalnya S-1."),
        synonyms=("tingkat_pendidikan", "pendidikan_terakhir"),
        example="S-1",
    ),
    Column("education_name", "PENDIDIKAN NAMA", T("Jurusan."), synonyms=("pendidikan", "jurusan", "program_studi")),
    Column("education_year", "TAHUN LULUS", T("Tahun ijazah."), kind=CellKind.INTEGER),
    Column(
        "unit_code",
        "UNOR ID",
        T("Kode unit; perlu bila ada unit yang bernama sama."),
        longest=CODE,
        synonyms=("unit_kode", "kode_unit", "unit_id", "id_unor"),
    ),
    Column(
        "unit_name",
        "UNOR NAMA",
        T("Nama unit kerja."),
        synonyms=("unit", "unit_kerja", "nama_unit", "nama_unit_kerja", "nama_unor", "unor", "bidang"),
        example="Dinas Contoh",
    ),
    Column(
        "echelon", "ESELON NAMA", T("Eselon jabatan struktural, misalnya III.a."), longest=CODE, synonyms=("eselon",)
    ),
    Column(
        "retires_on",
        "TMT PENSIUN",
        T("Tanggal pensiun menurut SIASN."),
        kind=CellKind.DATE,
        synonyms=("tanggal_pensiun",),
    ),
    Column(
        "contract_ends_on",
        "AKHIR PERJANJIAN KERJA",
        T("Hari terakhir perjanjian kerja PPPK."),
        kind=CellKind.DATE,
        synonyms=("akhir_kontrak", "tanggal_akhir_kontrak"),
    ),
)
"""Columns of the layout that speak of other things (religion, marriage, NIK, address …) are not read or kept."""
