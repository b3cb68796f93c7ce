import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.people.model import Unit
from mutasi_flow.people.service.imports.employees import EMPLOYEES
from mutasi_flow.people.service.imports.units import UNITS
from tests.factories import make_employee
from tests.people.sheets_of_people import attempt, bring_in, person, reasons, round_trip, sheet, text_sheet

COMMAS = "\ufeffId,NamaUnor,DiatasanId\r\na1,Pemerintah Kabupaten Sagara,\r\nb1,--Sekretariat Daerah,a1\r\nc1,----Bagian Umum,b1\r\nb2,--Dinas Pendidikan,a1\r\n"
SEMICOLONS = COMMAS.replace("\ufeff", "").replace(",", ";")
ONLY_DASHES = (
    "id;nama unor\na1;Pemerintah Kabupaten Sagara\nb1;--Sekretariat Daerah\nc1;----Bagian Umum\nb2;--Dinas Pendidikan\n"
)


def tree(session: Session) -> dict[str, tuple[str, str | None]]:
    session.expire_all()
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    for unit in units.values():
        above = units[unit.parent_id].path if unit.parent_id else "/"
        assert unit.path == f"{above}{unit.id}/"
    return {unit.code: (unit.name, units[unit.parent_id].code if unit.parent_id else None) for unit in units.values()}


EXPECTED = {
    "a1": ("Pemerintah Kabupaten Sagara", None),
    "b1": ("Sekretariat Daerah", "a1"),
    "c1": ("Bagian Umum", "b1"),
    "b2": ("Dinas Pendidikan", "a1"),
}


@pytest.mark.parametrize("text", [COMMAS, SEMICOLONS, ONLY_DASHES])
def test_both_dialects_and_depth_by_dashes(session: Session, text: str) -> None:
    checked = bring_in(session, UNITS, text_sheet(text))
    assert (checked.rows, checked.new, checked.errors) == (4, 4, 0)
    assert tree(session) == EXPECTED
    again = attempt(session, UNITS, text_sheet(text))
    assert (again.new, again.changed, again.same) == (0, 0, 4)


def test_children_may_stand_before_parents(session: Session) -> None:
    lines = COMMAS.splitlines()
    bring_in(session, UNITS, text_sheet("\n".join([lines[0], *reversed(lines[1:])])))
    assert tree(session) == EXPECTED


def test_export_reads_back_without_change(session: Session) -> None:
    bring_in(session, UNITS, text_sheet(COMMAS))
    session.scalars(select(Unit).where(Unit.code == "b2")).one().head_id = make_employee(session).id
    session.flush()
    for checked in round_trip(session, UNITS):
        assert (checked.new, checked.changed, checked.errors, checked.warnings) == (0, 0, 0, 0)


def test_a_rename_and_a_move(session: Session) -> None:
    bring_in(session, UNITS, text_sheet(COMMAS))
    checked = bring_in(session, UNITS, text_sheet("Id,NamaUnor,DiatasanId\nc1,Bagian Umum dan Protokol,b2\n"))
    assert checked.changed == 1
    assert tree(session)["c1"] == ("Bagian Umum dan Protokol", "b2")


def test_a_flat_list_of_names_leaves_the_tree_alone(session: Session) -> None:
    bring_in(session, UNITS, text_sheet(COMMAS))
    bring_in(session, UNITS, text_sheet("kode,nama\nc1,Bagian Tata Usaha\n"))
    assert tree(session)["c1"] == ("Bagian Tata Usaha", "b1")


def test_a_loop_is_refused_and_named(session: Session) -> None:
    checked = attempt(
        session, UNITS, text_sheet("Id,NamaUnor,DiatasanId\na,Dinas A,c\nb,Bidang B,a\nc,Seksi C,b\nd,Sub D,c\n")
    )
    assert [each[0] for each in reasons(checked)] == [2, 3, 4]
    assert "Dinas A → Seksi C → Bidang B → Dinas A" in reasons(checked)[0][2]


def test_a_loop_through_what_is_stored_is_refused(session: Session) -> None:
    bring_in(session, UNITS, text_sheet(COMMAS))
    checked = attempt(session, UNITS, text_sheet("Id,NamaUnor,DiatasanId\na1,Pemerintah,c1\n"))
    assert checked.errors == 1
    assert "berputar" in reasons(checked)[0][2]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a,Dinas A,\na,Dinas B,\n", "Sama dengan baris 2"),
        ("a,Dinas A,zzz\n", "Unit induk ini tidak ada"),
        ("a,Dinas A,a\n", "berputar ke dirinya sendiri"),
        (",Dinas A,\n", "wajib diisi"),
        ("a,,\n", "wajib diisi"),
        (f"a,{'x' * 301},\n", "terlalu panjang"),
        ("u0,Puncak,\n" + "".join(f"u{n},Unit {n},u{n - 1}\n" for n in range(1, 40)), "terlalu dalam"),
    ],
)
def test_faults_are_named(session: Session, rows: str, words: str) -> None:
    checked = attempt(session, UNITS, text_sheet("Id,NamaUnor,DiatasanId\n" + rows))
    assert checked.errors
    assert any(words in text for _, _, text in reasons(checked))


def test_a_jump_in_depth_is_named(session: Session) -> None:
    checked = attempt(session, UNITS, text_sheet("Id,NamaUnor\na,Puncak\nb,----Bagian\n"))
    assert "melompat" in reasons(checked)[0][2]


def test_an_unknown_head_is_skipped_with_a_word(session: Session) -> None:
    checked = bring_in(session, UNITS, text_sheet("Id,NamaUnor,NIP Pemimpin\na,Dinas A,199001012015031901\n"))
    assert (checked.errors, checked.warnings) == (0, 1)


NAMES = "NamaUnor\nPemerintah Kabupaten Sagara\n--Sekretariat Daerah\n----Bagian Umum\n--Dinas Pendidikan\n----Bagian Umum\n"


def test_a_tree_of_names_alone_finds_its_units_again(session: Session) -> None:
    assert bring_in(session, UNITS, text_sheet(NAMES)).new == 5
    names = sorted((name, tree(session)[above][0] if above else "") for name, above in tree(session).values())
    assert names == [
        ("Bagian Umum", "Dinas Pendidikan"),
        ("Bagian Umum", "Sekretariat Daerah"),
        ("Dinas Pendidikan", "Pemerintah Kabupaten Sagara"),
        ("Pemerintah Kabupaten Sagara", ""),
        ("Sekretariat Daerah", "Pemerintah Kabupaten Sagara"),
    ]
    again = attempt(session, UNITS, text_sheet(NAMES.replace("----Bagian", "---- Bagian")))
    assert (again.new, again.changed, again.same) == (0, 0, 5)
    assert attempt(session, UNITS, text_sheet(NAMES + "--Dinas Sosial\n")).new == 1


def test_names_find_units_that_came_with_their_codes(session: Session) -> None:
    bring_in(session, UNITS, text_sheet(COMMAS))
    checked = bring_in(session, UNITS, text_sheet(NAMES))
    assert (checked.new, checked.same, checked.errors) == (1, 4, 0)
    assert tree(session)["c1"] == ("Bagian Umum", "b1")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Dinas A\nDinas B\n", "tidak mempunyai kolom Id"),
        ("Kabupaten\n--Dinas A\n--Dinas A\n", "Sama dengan baris 3"),
        ("Kabupaten\n----Bagian A\n", "melompat"),
    ],
)
def test_names_that_tell_no_tree_are_refused(session: Session, rows: str, words: str) -> None:
    checked = attempt(session, UNITS, text_sheet("NamaUnor\n" + rows))
    assert any(words in text for _, _, text in reasons(checked))


def test_of_two_units_with_the_same_names_none_is_guessed(session: Session) -> None:
    bring_in(session, UNITS, text_sheet("Id,NamaUnor,DiatasanId\na,Kabupaten,\nb,UPTD,a\nc,UPTD,a\n"))
    checked = attempt(session, UNITS, text_sheet("NamaUnor\nKabupaten\n--UPTD\n"))
    assert "Tambahkan kolom Id" in reasons(checked)[0][2]


def test_people_come_after_the_tree(session: Session) -> None:
    bring_in(session, UNITS, text_sheet(COMMAS))
    checked = bring_in(session, EMPLOYEES, sheet([person(UNOR_ID="c1", UNOR_NAMA="Bagian Umum")]))
    assert checked.errors == checked.warnings == 0
    assert tree(session) == EXPECTED
