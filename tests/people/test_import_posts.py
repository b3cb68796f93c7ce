import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Jabatan, Post, Unit
from mutasi_flow.people.service.imports.posts import POSTS, STAFFING
from tests.factories import make_employee, make_jabatan, make_post, make_unit
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip, text_sheet

RECAP = (
    "DAFTAR KEBUTUHAN JABATAN;;;;;;;\nNO;NAMA JABATAN;NAMA UNIT KERJA;KUALIFIKASI PENDIDIKAN;ABK;RIIL;STATUS;+/-\n"
    "1;2;3;4;5;6;7;8\n"
    "1;Guru Ahli Pertama;SD Negeri 1;S-1;6,5;0;KURANG;-6,5\n"
    "2;Kepala Seksi Kurikulum;Dinas Pendidikan;S-1;1;0;KURANG;-1\nJUMLAH;;;;7,5;0;;\n"
)


def needs(session: Session) -> dict[tuple[str, str], float | None]:
    session.expire_all()
    rows = session.execute(
        select(Unit.name, Jabatan.name, Post.need)
        .join(Post, Post.unit_id == Unit.id)
        .join(Jabatan, Jabatan.id == Post.jabatan_id)
    )
    return {(unit, jabatan): need for unit, jabatan, need in rows}


def test_a_file_without_any_known_column_is_told_which_there_are(session: Session) -> None:
    with pytest.raises(InvalidInput) as refused:
        attempt(session, POSTS, text_sheet("a;b\n1;2\n"))
    assert "Berkas ini perlu kolom: ." not in str(refused.value)


def test_the_recap_of_e_formasi(session: Session) -> None:
    checked = bring_in(session, STAFFING, text_sheet(RECAP))
    assert (checked.rows, checked.errors, checked.new) == (2, 0, 2)
    assert needs(session) == {
        ("SD Negeri 1", "Guru Ahli Pertama"): 6.5,
        ("Dinas Pendidikan", "Kepala Seksi Kurikulum"): 1.0,
    }
    kinds = {each.name: each.kind for each in session.scalars(select(Jabatan))}
    assert kinds == {"Guru Ahli Pertama": JabatanKind.FUNCTIONAL, "Kepala Seksi Kurikulum": JabatanKind.STRUCTURAL}
    assert attempt(session, STAFFING, text_sheet(RECAP)).same == 2


def test_the_simple_list(session: Session) -> None:
    assert bring_in(session, STAFFING, text_sheet("unit,jabatan,kebutuhan\nPuskesmas A,Perawat Terampil,4\n")).new == 1
    assert (
        bring_in(session, STAFFING, text_sheet("unit,jabatan,kebutuhan\nPuskesmas A,Perawat Terampil,5\n")).changed == 1
    )
    assert needs(session) == {("Puskesmas A", "Perawat Terampil"): 5.0}


def test_posts_by_code_with_need_and_minimum(session: Session) -> None:
    unit, jabatan = make_unit(session), make_jabatan(session)
    bring_in(
        session, POSTS, text_sheet(f"unit_kode,jabatan_kode,kebutuhan,minimum\n{unit.code},{jabatan.code},2.25,1\n")
    )
    post = session.scalars(select(Post)).one()
    assert (post.unit_id, post.jabatan_id, post.need, post.minimum) == (unit.id, jabatan.id, 2.25, 1)


def test_an_unknown_need_stays_unknown(session: Session) -> None:
    unit, jabatan = make_unit(session), make_jabatan(session)
    make_post(session, unit, jabatan, need=3)
    checked = attempt(session, POSTS, text_sheet(f"unit_kode,jabatan_kode,kebutuhan\n{unit.code},{jabatan.code},\n"))
    assert checked.same == 1


@pytest.mark.parametrize("importer", [POSTS, STAFFING])
def test_export_reads_back_without_change(session: Session, importer: object) -> None:
    assert importer in (POSTS, STAFFING)
    chosen = POSTS if importer is POSTS else STAFFING
    unit, jabatan = make_unit(session, "=Unit"), make_jabatan(session)
    make_employee(session, unit, jabatan)
    make_post(session, unit, jabatan, need=1.5, minimum=1)
    for checked in round_trip(session, chosen):
        assert (checked.rows, checked.new, checked.changed, len(checked.problems)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Dinas A,Arsiparis,-1", "kurang dari nol"),
        ("Dinas A,Arsiparis,banyak", "bukan angka"),
        (",Arsiparis,1", "wajib diisi"),
        ("Dinas A,,1", "wajib diisi"),
        ("Dinas A,Arsiparis,1\nDinas A,Arsiparis,2", "Sama dengan baris 2"),
        ("Dinas A,Arsiparis,1e9", "bukan angka"),
    ],
)
def test_faults_are_named(session: Session, row: str, words: str) -> None:
    checked = attempt(session, STAFFING, text_sheet(f"unit,jabatan,kebutuhan\n{row}\n"))
    assert checked.errors
    assert any(words in text for _, _, text in reasons(checked))


def test_a_column_for_the_unit_must_be_there(session: Session) -> None:
    with pytest.raises(InvalidInput, match="NAMA UNIT KERJA"):
        attempt(session, POSTS, text_sheet("jabatan,kebutuhan\nArsiparis,1\n"))


def test_figures_that_differ_from_the_list_of_people_are_pointed_out(session: Session) -> None:
    employee = make_employee(session, make_unit(session, "Dinas A"), make_jabatan(session, "Arsiparis"))
    assert employee.unit_id
    checked = attempt(session, STAFFING, text_sheet("unit,jabatan,abk,riil\nDinas A,Arsiparis,3,2\n"))
    assert [text for _, _, text in reasons(checked)] == ["Menurut daftar pegawai di sistem ada 1 orang."]
    assert checked.errors == 0


def test_an_unknown_code_without_a_name_is_refused(session: Session) -> None:
    checked = attempt(session, POSTS, text_sheet("unit,jabatan_kode,kebutuhan\nDinas A,J99,3\n"))
    assert any("Isi juga namanya" in text for _, _, text in reasons(checked))
