"""Rows of the SIASN layout about invented people, for the tests of imports."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.run import Upload, commit, dry_run
from mutasi_flow.core.sheets.write import as_csv, as_xlsx
from tests.factories import NOW, TODAY

_LAYOUT = (
    "PNS ID,NIP BARU,NIP LAMA,NAMA,GELAR DEPAN,GELAR BELAKANG,TEMPAT LAHIR ID,TEMPAT LAHIR NAMA,TANGGAL LAHIR,"
    "JENIS KELAMIN,AGAMA ID,AGAMA NAMA,JENIS KAWIN ID,JENIS KAWIN NAMA,NIK,NOMOR HP,EMAIL,EMAIL GOV,ALAMAT,NPWP NOMOR,"
    "BPJS,JENIS PEGAWAI ID,JENIS PEGAWAI NAMA,KEDUDUKAN HUKUM ID,KEDUDUKAN HUKUM NAMA,STATUS CPNS PNS,"
    "KARTU ASN VIRTUAL,NOMOR SK CPNS,TANGGAL SK CPNS,TMT CPNS,NOMOR SK PNS,TANGGAL SK PNS,TMT PNS,GOL AWAL ID,"
    "GOL AWAL NAMA,GOL AKHIR ID,GOL AKHIR NAMA,TMT GOLONGAN,MK TAHUN,MK BULAN,JENIS JABATAN ID,JENIS JABATAN NAMA,"
    "JABATAN ID,JABATAN NAMA,TMT JABATAN,TINGKAT PENDIDIKAN ID,TINGKAT PENDIDIKAN NAMA,PENDIDIKAN ID,PENDIDIKAN NAMA,"
    "TAHUN LULUS,KPKN ID,KPKN NAMA,LOKASI KERJA ID,LOKASI KERJA NAMA,UNOR ID,UNOR NAMA,INSTANSI INDUK ID,"
    "INSTANSI INDUK NAMA,INSTANSI KERJA ID,INSTANSI KERJA NAMA,SATUAN KERJA INDUK ID,SATUAN KERJA INDUK NAMA,"
    "SATUAN KERJA KERJA ID,SATUAN KERJA KERJA NAMA,IS VALID NIK,NAMA SEKOLAH,FLAG IKD"
)
LAYOUT = _LAYOUT.split(",")
"""The 67 columns of the SIASN download, in its order."""

PERSON: Mapping[str, object] = {
    "PNS ID": "A8ACA7397AEB3912E040640A040269BB",
    "NIP BARU": "'199001012015031901",
    "NAMA": "Bayu Kusnadi",
    "GELAR BELAKANG": "S.Pd.",
    "TEMPAT LAHIR NAMA": "Sagara",
    "TANGGAL LAHIR": "01-01-1990",
    "JENIS KELAMIN": "M",
    "EMAIL": "null",
    "KEDUDUKAN HUKUM ID": "01",
    "KEDUDUKAN HUKUM NAMA": "Aktif",
    "STATUS CPNS PNS": "P",
    "TMT CPNS": "01-03-2015",
    "TMT PNS": "01-01-0001",
    "GOL AKHIR ID": "33",
    "GOL AKHIR NAMA": "III/c",
    "TMT GOLONGAN": "01-04-2022",
    "JENIS JABATAN ID": "2",
    "JENIS JABATAN NAMA": "Fungsional Tertentu",
    "JABATAN ID": "8ae482a8581ba77a01581dd0b41f6ed3",
    "JABATAN NAMA": "Guru Ahli Muda",
    "TMT JABATAN": "01-06-2020",
    "TINGKAT PENDIDIKAN ID": "40",
    "TINGKAT PENDIDIKAN NAMA": "S-1/Sarjana",
    "PENDIDIKAN NAMA": "S-1 Pendidikan Matematika",
    "TAHUN LULUS": "2013",
    "UNOR ID": "8ae483c58426ce0e01842d4054630282",
    "UNOR NAMA": "SD Negeri 3 Sagara",
}


def person(number: int = 1, changes: Mapping[str, object] | None = None, **others: object) -> dict[str, object]:
    """Return one row; ``number`` makes somebody else of the same birthday. Keywords take ``_`` for a space."""
    own = {"PNS ID": f"{number:032X}", "NIP BARU": f"19900101201503190{number}"} if number != 1 else {}
    return {**PERSON, **own, **{key.replace("_", " "): value for key, value in {**(changes or {}), **others}.items()}}


def sheet(people: Sequence[Mapping[str, object]], columns: Sequence[str] = LAYOUT, delimiter: str = ",") -> Upload:
    """Return a CSV with the SIASN header."""
    lines = [columns, *([str(each.get(column, "")) for column in columns] for each in people)]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    return Upload("ekspor.csv", text.encode())


def text_sheet(text: str) -> Upload:
    """Return a CSV as typed."""
    return Upload("daftar.csv", text.encode())


def attempt(session: Session, importer: Importer, upload: Upload, today: date = TODAY) -> Checked:
    """Dry run."""
    return dry_run(session, importer, upload, today).checked


def bring_in(session: Session, importer: Importer, upload: Upload, today: date = TODAY) -> Checked:
    """Dry run and commit."""
    tried = dry_run(session, importer, upload, today)
    commit(session, tried, SYSTEM, NOW)
    return tried.checked


def round_trip(session: Session, importer: Importer) -> list[Checked]:
    """Export in both formats and try to import that again."""
    rows = list(importer.export(session))
    return [
        attempt(session, importer, Upload("a.csv", as_csv(importer.columns, rows))),
        attempt(session, importer, Upload("a.xlsx", as_xlsx(importer.columns, rows))),
    ]


def reasons(checked: Checked) -> list[tuple[int, str, str]]:
    """Return row, column and sentence of each problem."""
    return [(each.row, each.column, str(each.reason)) for each in checked.problems]
