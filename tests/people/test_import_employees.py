from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.audit import trail
from mutasi_flow.core.errors import Refused
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Sex
from mutasi_flow.people.model import Employee, Jabatan, Placement, Post, Unit
from mutasi_flow.people.service import place
from mutasi_flow.people.service.imports.employees import EMPLOYEES
from tests.factories import NOW, make_employee, make_jabatan, make_unit
from tests.people.sheets_of_people import (
    LAYOUT,
    attempt,
    bring_in,
    person,
    reasons,
    round_trip,
    sheet,
    text_sheet,
)


def everybody(session: Session) -> list[Employee]:
    return list(session.scalars(select(Employee).order_by(Employee.id).execution_options(populate_existing=True)))


def test_the_siasn_layout_alone_is_enough(session: Session) -> None:
    checked = bring_in(session, EMPLOYEES, sheet([person()]))
    assert (checked.rows, checked.ready, checked.errors, checked.new) == (1, 1, 0, 1)
    (employee,) = everybody(session)
    assert employee.nip == "199001012015031901"
    assert (employee.name, employee.title_before, employee.title_after) == ("Bayu Kusnadi", "", "S.Pd.")
    assert (employee.birth_on, employee.sex, employee.status) == (date(1990, 1, 1), Sex.MALE, EmploymentStatus.PNS)
    assert (employee.rank, employee.education_level, employee.education_year) == ("33", "40", 2013)
    assert employee.email == ""
    assert employee.synced_at == NOW
    unit, jabatan = session.get_one(Unit, employee.unit_id), session.get_one(Jabatan, employee.jabatan_id)
    assert (unit.code, unit.name, unit.path) == (
        "8ae483c58426ce0e01842d4054630282",
        "SD Negeri 3 Sagara",
        f"/{unit.id}/",
    )
    assert (jabatan.kind, jabatan.level, jabatan.retirement_age) == (JabatanKind.FUNCTIONAL, "MU", 60)
    placement = session.scalars(select(Placement)).one()
    assert (placement.from_on, placement.source, placement.to_on) == (date(2020, 6, 1), "import", None)
    assert session.scalars(select(Post)).one().need is None


@pytest.mark.parametrize(
    "spelling", [str.lower, lambda label: label.lower().replace(" ", "_"), lambda label: label.title().replace(" ", "")]
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_spellings_of_the_layout(session: Session, spelling: object, delimiter: str) -> None:
    assert callable(spelling)
    columns = [spelling(label) for label in LAYOUT]
    row = {spelling(label): value for label, value in person().items()}
    checked = attempt(session, EMPLOYEES, sheet([row], columns, delimiter))
    assert (checked.errors, checked.new) == (0, 1)
    assert [each for each in reasons(checked) if each[0]] == []


def test_a_dry_run_writes_nothing(session: Session) -> None:
    attempt(session, EMPLOYEES, sheet([person()]))
    for table in (Employee, Unit, Jabatan, Post, Placement):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    people = [
        person(1),
        person(2, NAMA="Wulan"),
        person(3, GOL_AKHIR_NAMA="IX", GOL_AKHIR_ID="", KEDUDUKAN_HUKUM_ID="71"),
    ]
    bring_in(session, EMPLOYEES, sheet(people))
    again = bring_in(session, EMPLOYEES, sheet(people))
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert session.scalar(select(func.count()).select_from(Placement)) == 3
    assert len(trail(session, f"people:{NOW:%Y%m}")) == 1


def test_export_reads_back_without_change(session: Session) -> None:
    make_employee(
        session,
        make_unit(session),
        make_jabatan(session, kind=JabatanKind.STRUCTURAL, level="III.a"),
        sex=None,
        education_level="",
    )
    make_employee(
        session, status=EmploymentStatus.PPPK, legal_position="71", rank="IX", phone="+62 812", title_after="-S.Pd."
    )
    bring_in(session, EMPLOYEES, sheet([person(), person(2, STATUS_CPNS_PNS="C")]))
    for checked in round_trip(session, EMPLOYEES):
        assert [each for each in reasons(checked) if "NIP" not in each[1]] == []
        assert (checked.new, checked.changed, checked.same) == (0, 0, 4)


def test_an_empty_cell_never_erases(session: Session) -> None:
    bring_in(session, EMPLOYEES, sheet([person(NOMOR_HP="0812")]))
    checked = bring_in(session, EMPLOYEES, text_sheet("nip,nama\n199001012015031901,Bayu Kusuma\n"))
    assert checked.changed == 1
    (employee,) = everybody(session)
    assert (employee.name, employee.phone, employee.rank) == ("Bayu Kusuma", "0812", "33")


def test_a_short_list_of_an_office(session: Session) -> None:
    text = (
        "DAFTAR PEGAWAI KECAMATAN SAGARA;;;;;\nNo;NIP;Nama Pegawai;Gol;Jabatan;Unit Kerja\n1;2;3;4;5;6\n"
        "1;19900101 201503 1 901;Bayu;Penata (III/c);Kepala Seksi Pelayanan;Kecamatan Sagara\n"
        "2;199001012024212901;Wulan;IX;Penata Layanan Operasional;Kecamatan Sagara\n"
    )
    checked = bring_in(session, EMPLOYEES, text_sheet(text))
    assert checked.errors == 0
    first, second = everybody(session)
    assert (first.status, first.rank, second.status, second.rank) == (
        EmploymentStatus.PNS,
        "33",
        EmploymentStatus.PPPK,
        "IX",
    )
    assert second.legal_position == "71"
    kinds = {each.name: each.kind for each in session.scalars(select(Jabatan))}
    assert kinds == {
        "Kepala Seksi Pelayanan": JabatanKind.STRUCTURAL,
        "Penata Layanan Operasional": JabatanKind.GENERAL,
    }
    unit = session.scalars(select(Unit)).one()
    assert (unit.code, unit.head_id) == ("KECAMATAN-SAGARA", first.id)


def test_namesakes_are_two_people(session: Session) -> None:
    assert bring_in(session, EMPLOYEES, sheet([person(1), person(2)])).new == 2


FAULTS: list[tuple[dict[str, object], str, str]] = [
    ({"NIP_BARU": "1.98503E+17"}, "NIP BARU", "pangkat"),
    ({"NIP_BARU": "199001012015031000"}, "NIP BARU", "membulatkannya"),
    ({"NIP_BARU": "19900101201503190"}, "NIP BARU", "18 angka"),
    ({"NIP_BARU": "", "PNS_ID": ""}, "NIP BARU", "wajib diisi"),
    ({"NAMA": ""}, "NAMA", "wajib diisi"),
    ({"NAMA": "null"}, "NAMA", "wajib diisi"),
    ({"NAMA": "Bayu 🌺"}, "NAMA", "tidak dapat dicetak"),
    ({"NAMA": "<script>alert(1)</script>"}, "NAMA", "tidak dapat dicetak"),
    ({"NAMA": "Bayu; DROP TABLE employees"}, "NAMA", "tidak dapat dicetak"),
    ({"NAMA": "B" * 301}, "NAMA", "terlalu panjang"),
    ({"TANGGAL_LAHIR": "29-02-1990"}, "TANGGAL LAHIR", "kalender"),
    ({"TANGGAL_LAHIR": "01-01-2090"}, "TANGGAL LAHIR", "belum terjadi"),
    ({"TMT_CPNS": "01-01-1980"}, "TMT CPNS", "sebelum lahir"),
    ({"JENIS_KELAMIN": "X"}, "JENIS KELAMIN", "Tulis L"),
    ({"KEDUDUKAN_HUKUM_ID": "55", "KEDUDUKAN_HUKUM_NAMA": "Entah"}, "KEDUDUKAN HUKUM ID", "tidak dikenal"),
    ({"GOL_AKHIR_ID": "99", "GOL_AKHIR_NAMA": "Z"}, "GOL AKHIR NAMA", "tidak dikenal"),
    ({"TINGKAT_PENDIDIKAN_ID": "1", "TINGKAT_PENDIDIKAN_NAMA": "TK"}, "TINGKAT PENDIDIKAN NAMA", "tidak dikenal"),
    ({"JENIS_JABATAN_ID": "9"}, "JENIS JABATAN NAMA", "tidak dikenal"),
]


@pytest.mark.parametrize(("changes", "column", "words"), FAULTS)
def test_a_fault_stops_everything_and_is_named(
    session: Session, changes: dict[str, object], column: str, words: str
) -> None:
    good = person(2)
    checked = attempt(session, EMPLOYEES, sheet([good, person(changes=changes)]))
    assert checked.errors == 1
    assert checked.ready == 1
    found = [(row, where, text) for row, where, text in reasons(checked) if words in text]
    assert [(row, where) for row, where, _ in found] == [(3, column)]
    with pytest.raises(Refused):
        bring_in(session, EMPLOYEES, sheet([good, person(changes=changes)]))
    assert session.scalar(select(func.count()).select_from(Employee)) == 0


WARNINGS: list[tuple[dict[str, object], str]] = [
    ({"TANGGAL_LAHIR": "02-01-1990"}, "Tanggal lahir pada NIP"),
    ({"TMT_CPNS": "01-04-2015"}, "Pengangkatan pertama"),
    ({"JENIS_KELAMIN": "P"}, "Jenis kelamin pada NIP"),
    ({"KEDUDUKAN_HUKUM_ID": "71"}, "berbentuk NIP PNS"),
    ({"NIP_BARU": "199013012015031901", "TANGGAL_LAHIR": ""}, "bukan tanggal lahir"),
    ({"NAMA": "محمد"}, "huruf selain huruf Latin"),
    ({"NIP_BARU": ""}, "NIP kosong"),
    ({"KEDUDUKAN_HUKUM_ID": "72"}, "angka Romawi"),
]


@pytest.mark.parametrize(("changes", "words"), WARNINGS)
def test_what_is_only_odd_is_a_warning(session: Session, changes: dict[str, object], words: str) -> None:
    checked = bring_in(session, EMPLOYEES, sheet([person(changes=changes)]))
    assert checked.errors == 0
    assert any(words in text for _, _, text in reasons(checked))
    assert len(everybody(session)) == 1


def test_one_person_twice_is_an_error(session: Session) -> None:
    checked = attempt(session, EMPLOYEES, sheet([person(1), person(2, NIP_BARU="199001012015031901")]))
    assert reasons(checked)[-1] == (0, "UNOR NAMA", "1 unit belum dikenal dan akan dibuat dari berkas ini.")
    assert [each[:2] for each in reasons(checked) if "baris 2" in each[2]] == [(3, "NIP BARU")]


def test_the_siasn_id_decides_before_the_nip(session: Session) -> None:
    bring_in(session, EMPLOYEES, sheet([person(1), person(2)]))
    swapped = [person(1, NIP_BARU="199001012015031909")]
    checked = bring_in(session, EMPLOYEES, sheet(swapped))
    assert checked.changed == 1
    assert any("NIP berubah" in text for _, _, text in reasons(checked))
    assert everybody(session)[0].nip == "199001012015031909"


def test_a_nip_of_somebody_else_is_refused(session: Session) -> None:
    bring_in(session, EMPLOYEES, sheet([person(1), person(2)]))
    checked = attempt(session, EMPLOYEES, sheet([person(1, NIP_BARU="199001012015031902")]))
    assert any("sudah tercatat atas nama" in text for _, _, text in reasons(checked))
    stranger = attempt(session, EMPLOYEES, sheet([person(3, NIP_BARU="199001012015031902")]))
    assert stranger.errors == 1


def test_a_move_writes_history(session: Session) -> None:
    bring_in(session, EMPLOYEES, sheet([person()]))
    moved = person(UNOR_ID="u-2", UNOR_NAMA="SD Negeri 4 Sagara", TMT_JABATAN="01-02-2026")
    assert bring_in(session, EMPLOYEES, sheet([moved])).changed == 1
    first, second = session.scalars(
        select(Placement).order_by(Placement.from_on).execution_options(populate_existing=True)
    )
    assert (first.to_on, second.from_on, second.to_on) == (date(2026, 1, 31), date(2026, 2, 1), None)
    assert everybody(session)[0].unit_id == second.unit_id


def test_a_move_without_a_new_date_counts_from_the_import(session: Session) -> None:
    bring_in(session, EMPLOYEES, sheet([person()]))
    bring_in(session, EMPLOYEES, sheet([person(UNOR_ID="u-2", UNOR_NAMA="SD Negeri 4 Sagara")]))
    first, second = session.scalars(
        select(Placement).order_by(Placement.from_on).execution_options(populate_existing=True)
    )
    assert (first.to_on, second.from_on) == (date(2026, 3, 1), NOW.date())


def test_whoever_leaves_no_longer_heads_the_unit(session: Session) -> None:
    head = {"JENIS_JABATAN_ID": "1", "JABATAN_ID": "j-1", "JABATAN_NAMA": "Kepala Bidang Data"}
    bring_in(session, EMPLOYEES, sheet([person(changes=head)]))
    old = session.scalars(select(Unit)).one()
    assert old.head_id == everybody(session)[0].id
    bring_in(session, EMPLOYEES, sheet([person(changes=head, UNOR_ID="u-2", UNOR_NAMA="Bidang Data")]))
    session.expire_all()
    assert {unit.code: unit.head_id is not None for unit in session.scalars(select(Unit))} == {
        old.code: False,
        "u-2": True,
    }


def test_our_own_decree_is_not_undone_by_an_older_file(session: Session) -> None:
    bring_in(session, EMPLOYEES, sheet([person()]))
    (employee,) = everybody(session)
    unit = make_unit(session, "SD Negeri 9 Sagara")
    placement = session.scalars(select(Placement)).one()
    placement.to_on = date(2026, 1, 31)
    session.flush()
    session.add(
        Placement(
            employee_id=employee.id,
            unit_id=unit.id,
            jabatan_id=employee.jabatan_id,
            from_on=date(2026, 2, 1),
            source="decree",
            letter_number="800/1",
            applied_at=NOW,
        )
    )
    employee.unit_id = unit.id
    session.flush()
    checked = bring_in(session, EMPLOYEES, sheet([person(NAMA="Bayu K.")]))
    assert any("ada SK 800/1" in text for _, _, text in reasons(checked))
    session.expire_all()
    assert (everybody(session)[0].unit_id, everybody(session)[0].name) == (unit.id, "Bayu K.")
    newer = bring_in(session, EMPLOYEES, sheet([person(TMT_JABATAN="01-03-2026")]))
    assert newer.errors == 0
    assert session.get_one(Unit, everybody(session)[0].unit_id).name == "SD Negeri 3 Sagara"


@pytest.mark.parametrize(("source", "until_on"), [("amendment", None), ("decree", date(2026, 6, 30)), ("decree", None)])
def test_no_decree_of_ours_is_undone_by_an_older_file(session: Session, source: str, until_on: date | None) -> None:
    bring_in(session, EMPLOYEES, sheet([person()]))
    (employee,) = everybody(session)
    unit = make_unit(session, "SD Negeri 9 Sagara")
    place(
        session,
        employee_id=employee.id,
        unit_id=unit.id,
        jabatan_id=employee.jabatan_id or 0,
        from_on=date(2026, 2, 1),
        until_on=until_on,
        letter_number="800/1",
        source=source,
        at=NOW,
    )
    checked = bring_in(session, EMPLOYEES, sheet([person(UNOR_ID="u-2", UNOR_NAMA="SD Negeri 4 Sagara")]))
    assert any("ada SK 800/1" in text for _, _, text in reasons(checked))
    session.expire_all()
    assert everybody(session)[0].unit_id == unit.id


def test_a_move_on_record_that_is_still_to_come_is_kept(session: Session) -> None:
    bring_in(session, EMPLOYEES, sheet([person()]))
    (employee,) = everybody(session)
    place(
        session,
        employee_id=employee.id,
        unit_id=make_unit(session, "SD Negeri 9 Sagara").id,
        jabatan_id=employee.jabatan_id or 0,
        from_on=date(2026, 5, 1),
        letter_number="",
        source="manual",
        at=NOW,
    )
    checked = bring_in(session, EMPLOYEES, sheet([person(UNOR_ID="u-2", UNOR_NAMA="SD Negeri 4 Sagara")]))
    assert any("pindah mulai 2026-05-01 sudah dicatat" in text for _, _, text in reasons(checked))


def test_a_given_tree_does_not_grow_by_itself(session: Session) -> None:
    office = make_unit(session, "Pemerintah Kabupaten")
    make_unit(session, "SD Negeri 3 Sagara Raya", parent=make_unit(session, "Dinas Pendidikan", parent=office))
    checked = attempt(session, EMPLOYEES, sheet([person(), person(2, UNOR_NAMA="Entah Apa")]))
    texts = [text for _, _, text in reasons(checked)]
    assert any("Mungkin maksud Anda: SD Negeri 3 Sagara Raya" in text for text in texts)
    assert any("Impor dahulu pohon unit" in text for text in texts)
    assert checked.errors == 2


def test_a_unit_name_that_fits_several_asks_for_the_code(session: Session) -> None:
    make_unit(session, "Sub Bagian Umum")
    make_unit(session, "Sub Bagian Umum")
    checked = attempt(session, EMPLOYEES, text_sheet("nip,nama,unit\n199001012015031901,Bayu,Sub Bagian Umum\n"))
    assert any("Ada 2 unit dengan nama ini" in text for _, _, text in reasons(checked))


def test_known_jabatan_are_used_by_name(session: Session) -> None:
    known = make_jabatan(session, "Guru Ahli Muda", JabatanKind.FUNCTIONAL)
    bring_in(session, EMPLOYEES, sheet([person()]))
    assert everybody(session)[0].jabatan_id == known.id


def test_twenty_ninth_of_february(session: Session) -> None:
    leap = person(NIP_BARU="199202292015031901", TANGGAL_LAHIR="29-02-1992")
    assert bring_in(session, EMPLOYEES, sheet([leap])).warnings == 1
    assert everybody(session)[0].birth_on == date(1992, 2, 29)
