"""The columns of the sheet that brings in transfers from elsewhere."""

from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.texts import T

COLUMNS: tuple[Column, ...] = (
    Column(
        "file_number",
        "NOMOR BERKAS",
        T("Nomor berkas atau surat usul di tempat lama; penanda agar tidak tercatat dua kali."),
        required=True,
        filled=True,
        synonyms=("nomor", "nomor usul", "no surat usulan"),
        example="800/12/2025",
    ),
    Column(
        "nip",
        "NIP",
        T("NIP pegawai yang sudah ada di daftar."),
        kind=CellKind.DIGITS,
        required=True,
        filled=True,
        synonyms=("nip_baru", "NIP/NI PPPK"),
    ),
    Column(
        "state",
        "KEADAAN",
        T("Keadaannya: Diusulkan, Sudah dikonsultasikan, Disetujui, SK terbit, dan seterusnya."),
        required=True,
        filled=True,
        synonyms=("status", "tahap"),
        example="Disetujui",
    ),
    Column("from_unit", "UNIT ASAL ID", T("Kode unit asal; kosong berarti unit sekarang."), synonyms=("unit_asal",)),
    Column("from_jabatan", "JABATAN ASAL ID", T("Kode jabatan asal; kosong berarti jabatan sekarang.")),
    Column("to_unit", "UNIT TUJUAN ID", T("Kode unit tujuan."), required=True, filled=True, synonyms=("unit_tujuan",)),
    Column(
        "to_jabatan",
        "JABATAN TUJUAN ID",
        T("Kode jabatan tujuan; kosong berarti jabatan sekarang."),
        synonyms=("jabatan_tujuan",),
    ),
    Column("reason", "ALASAN", T("Alasan usulan."), longest=4000),
    Column("submitted_on", "TANGGAL USUL", T("Tanggal diusulkan."), kind=CellKind.DATE, required=True, filled=True),
    Column("effective_on", "TMT", T("Mulai bertugas."), kind=CellKind.DATE, synonyms=("tmt_jabatan", "tmt_mutasi")),
    Column("decree_number", "NOMOR SK", T("Nomor SK, untuk yang sudah terbit."), synonyms=("sk_nomor",)),
    Column("decree_on", "TANGGAL SK", T("Tanggal SK."), kind=CellKind.DATE, synonyms=("sk_tanggal",)),
)
