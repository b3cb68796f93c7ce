from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.demo.people import PeopleMaker
from mutasi_flow.demo.recap import build_from_recap
from mutasi_flow.demo.recap_posts import echelon_of
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Sex
from tests.demo.test_people import TODAY

POSTS = """unit,jabatan,jenis_pegawai,jumlah
Pimpinan,Kepala Dinas Kelautan,PNS,1
Sekretariat,Sekretaris Dinas Kelautan,PNS,1
Sekretariat,Pengadministrasi Perkantoran,PPPK,4
Sub Bagian Keuangan,Kepala Sub Bagian Keuangan,PNS,1
Sub Bagian Keuangan,Pengadministrasi Perkantoran,PNS,3
UPTD Pelabuhan Contoh,Kepala UPTD Pelabuhan Contoh,PNS,1
UPTD Pelabuhan Contoh,Pengawas Perikanan Ahli Muda,PNS,2
UPTD Pelabuhan Contoh,Teknisi Akuakultur Pelaksana/Terampil,PPPK,2
"""
SCHOOLS = """npsn;nama_sekolah;kecamatan;bentuk_pendidikan;guru_l;guru_p;guru_total;tendik_total;rombel;lintang_2019
90000001;SD Contoh 1;Hulu;SD;2;8;10;2;8;-4.61
90000002;SMP Contoh 1;Hulu;SMP;5;15;20;3;9;
90000003;SD Contoh Kosong;Hilir;SD;0;0;0;0;;
"""


def _file(folder: Path, text: str, name: str = "rekap.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_long_form_keeps_units_statuses_and_counts(tmp_path: Path) -> None:
    layout = build_from_recap(_file(tmp_path, POSTS), "1")
    people = list(PeopleMaker("1", TODAY).fill(layout))
    assert len(people) == layout.employees == 15
    assert sum(person.status is EmploymentStatus.PPPK for person in people) == 6
    units = {unit.name: unit for unit in layout.units}
    assert units["Sub Bagian Keuangan"].parent == units["Sekretariat"].code
    assert units["Sekretariat"].parent == layout.units[0].code
    assert layout.units[0].head_from == units["Pimpinan"].code
    assert len({seat.unit for seat in layout.seats if seat.leads}) == 4


def test_long_form_reads_jabatan_by_their_words(tmp_path: Path) -> None:
    facts = {fact.name: fact for fact in build_from_recap(_file(tmp_path, POSTS), "1").jabatan}
    assert facts["Kepala UPTD Pelabuhan Contoh"].kind is JabatanKind.STRUCTURAL
    assert facts["Kepala Dinas Kelautan"].retirement_age == 60
    assert facts["Pengawas Perikanan Ahli Muda"].level == "MU"
    assert facts["Teknisi Akuakultur Pelaksana/Terampil"].level == "TR"
    assert facts["Pengadministrasi Perkantoran"].code == "PENGADMINISTRASI"


def test_long_form_under_other_headers_in_a_workbook(tmp_path: Path) -> None:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        rows: list[list[str | float]] = [
            ["REKAP"],
            ["Nama Jabatan", "Nama Unit Kerja", "ABK", "Bezetting", "Unit Induk"],
        ]
        rows += [["Perencana Ahli Pertama", "Bidang A", 4.5, 3, "Badan B"], ["Jumlah", "", "", 3, ""]]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(data.getvalue())
    layout = build_from_recap(path, "1")
    assert [unit.name for unit in layout.units[1:]] == ["Badan B", "Bidang A"]
    assert layout.units[2].parent == layout.units[1].code
    assert [post.need for post in layout.posts] == [4.5]
    assert layout.employees == 3


def test_units_that_name_each_other_as_parent_are_laid_out_once(tmp_path: Path) -> None:
    text = "unit,induk,jabatan,jumlah\nA,B,Operator,1\nB,A,Operator,1\nC,C,Operator,1\n"
    layout = build_from_recap(_file(tmp_path, text), "1")
    codes = [unit.code for unit in layout.units]
    assert len(codes) == len(set(codes)) == 4
    assert all(unit.parent is None or unit.parent in codes[:index] for index, unit in enumerate(layout.units))


def test_wide_form_makes_schools_with_heads_and_needs(tmp_path: Path) -> None:
    layout = build_from_recap(_file(tmp_path, SCHOOLS), "1")
    people = list(PeopleMaker("1", TODAY).fill(layout))
    assert len(people) == 35
    units = {unit.name: unit for unit in layout.units}
    assert units["SD Contoh 1"].parent == units["Satuan Pendidikan Kecamatan Hulu"].code
    assert [person.unit for person in people if person.leads] == ["90000001", "90000002"]
    assert layout.places[0].latitude == -4.61
    taught = [person for person in people if person.unit == "90000001" and person.jabatan.startswith("GURU")]
    assert sum(person.sex is Sex.FEMALE for person in taught) > len(taught) / 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nama,angka\nA,1\n",
        "unit,jabatan,jumlah\nA,Operator,-1\n",
        "unit,jabatan,jumlah\nA,Operator,banyak\n",
        "unit,jabatan,jumlah\nA,Operator,0\n",
        "unit,jabatan,jumlah\n,Operator,1\n",
        "unit,jabatan,jumlah\nA,Operator,99999999\n",
    ],
)
def test_a_recap_that_cannot_be_used_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput):
        build_from_recap(_file(tmp_path, text), "1")


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="tidak dapat dibaca"):
        build_from_recap(tmp_path / "tidak-ada.csv", "1")


@pytest.mark.parametrize(
    ("name", "echelon"),
    [
        ("Kepala Dinas Contoh", "II.b"),
        ("Kepala UPTD Pelabuhan", "IV.a"),
        ("Sekretaris Dinas", "III.a"),
        ("Kepala Sekolah", ""),
        ("Sekretariat", ""),
        ("Operator Layanan Operasional", ""),
    ],
)
def test_echelons_follow_the_words(name: str, echelon: str) -> None:
    assert echelon_of(name) == echelon
