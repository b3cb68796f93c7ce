from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.sheets.run import Upload
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import (
    CREDENTIALS,
    PARTICULARS,
    PROCEEDINGS,
    RELATIVES,
    Relation,
    subject_key,
)
from mutasi_flow.people.model import Employee, Relative, Unit
from mutasi_flow.people.offers import IMPORTERS
from mutasi_flow.people.service import Days
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_unit
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip, sheet

SignIn = Callable[[Browser, Account], None]
STATED = Days(None, None, "Pernyataan pegawai")
SHEETS = {one.kind: one for one in IMPORTERS if one.kind in PARTICULARS}


def staff(employee: Employee | None = None, path: str = "") -> Actor:
    return Actor(1, "Staf", employee.id if employee else None, (Grant(Permission.EMPLOYEES_WRITE, path),))


def relate(session: Session, one: Employee, other: Employee, relation: Relation, days: Days = STATED) -> int:
    given_values = {"relative_id": other.id, "relation": relation.value}
    return service.add_particular(session, RELATIVES, one.id, given_values, days, actor=staff(), at=NOW)


@given(st.sampled_from(Relation))
def test_a_bond_seen_twice_from_the_other_side_is_itself(relation: Relation) -> None:
    assert relation.inverse.inverse is relation


def test_subjects_are_the_same_however_they_are_typed() -> None:
    assert subject_key("  bahasa  Inggris ") == subject_key("Bahasa Inggris")
    assert subject_key("Fisika") != subject_key("Kimia")


def test_relatives_are_read_from_both_sides_while_they_hold(session: Session) -> None:
    mother, son, former = (make_employee(session) for _ in range(3))
    relate(session, son, mother, Relation.PARENT)
    relate(session, son, former, Relation.SPOUSE, Days(date(2015, 1, 1), date(2020, 1, 1), "Akta"))
    assert queries.load_relatives(session, son.id, TODAY) == {mother.id: Relation.PARENT}
    assert queries.load_relatives(session, mother.id, TODAY) == {son.id: Relation.CHILD}
    assert queries.load_relatives(session, son.id, date(2018, 1, 1))[former.id] is Relation.SPOUSE
    (row,) = queries.list_particulars(session, RELATIVES, mother.id)
    assert son.name in row.shown[0]
    assert str(row.shown[1]) == "Anak"
    assert not queries.list_particulars(session, RELATIVES, make_employee(session).id)


def test_what_is_added_ended_and_taken_back_stands_in_the_trail(session: Session) -> None:
    one, other = make_employee(session), make_employee(session)
    key = relate(session, one, other, Relation.SIBLING)
    with pytest.raises(Refused):
        relate(session, one, other, Relation.SIBLING)
    service.end_particular(session, RELATIVES, key, date(2026, 1, 31), actor=staff(), at=NOW)
    assert queries.load_relatives(session, one.id, TODAY) == {}
    service.remove_particular(session, RELATIVES, key, actor=staff(), at=NOW)
    actions = [entry.action for entry in audit.trail(session, "people:202603") if entry.about_id == one.id]
    assert actions == ["particular_added", "particular_ended", "particular_removed"]
    with pytest.raises(NotFound):
        service.remove_particular(session, RELATIVES, key, actor=staff(), at=NOW)


def test_nobody_records_or_removes_what_is_about_oneself(session: Session) -> None:
    one, other = make_employee(session), make_employee(session)
    key = relate(session, one, other, Relation.SPOUSE)
    inquiry = {"kind": "discipline"}
    with pytest.raises(NotPermitted):
        service.add_particular(session, PROCEEDINGS, one.id, inquiry, STATED, actor=staff(one), at=NOW)
    for involved in (one, other):
        with pytest.raises(NotPermitted):
            service.remove_particular(session, RELATIVES, key, actor=staff(involved), at=NOW)
    with pytest.raises(NotPermitted):
        service.end_particular(session, RELATIVES, key, TODAY, actor=staff(path="/0/"), at=NOW)
    own = Actor(2, "Pegawai", one.id, (Grant(Permission.SELF),))
    third = {"relative_id": make_employee(session).id, "relation": "in_law"}
    service.add_particular(session, RELATIVES, one.id, third, STATED, actor=own, at=NOW)


def test_what_somebody_states_about_the_own_family_counts_once_confirmed(session: Session) -> None:
    one, official = make_employee(session), make_employee(session)
    own = Actor(2, "Pegawai", one.id, (Grant(Permission.SELF),))
    bond = {"relative_id": official.id, "relation": "in_law"}
    key = service.add_particular(session, RELATIVES, one.id, bond, STATED, actor=own, at=NOW)
    with pytest.raises(Refused):
        service.add_particular(session, RELATIVES, one.id, bond, STATED, actor=own, at=NOW)
    assert queries.load_relatives(session, one.id, TODAY) == {}
    assert queries.list_relatives(session, official.id) == []
    assert [row.is_stated for row in queries.list_particulars(session, RELATIVES, official.id)] == [True]
    assert [(row.key, row.relative) for row in queries.list_stated(session, [""])] == [(key, official.name)]
    assert queries.list_stated(session, ["/0/"]) == queries.list_stated(session, []) == []
    for who in (own, staff(one), staff(official), staff(path="/0/")):
        with pytest.raises(NotPermitted):
            service.confirm_particular(session, key, actor=who, at=NOW)
    assert service.confirm_particular(session, key, actor=staff(), at=NOW) == one.id
    assert queries.list_relatives(session, official.id) == [one.id]
    assert queries.list_stated(session, [""]) == []
    with pytest.raises(Conflict):
        service.confirm_particular(session, key, actor=staff(), at=NOW)
    last = audit.trail(session, "people:202603")[-1]
    assert (last.action, last.payload["is_stated"]) == ("particular_confirmed", False)


def test_a_bond_declared_when_stepping_aside_waits_too_and_is_kept_once(session: Session) -> None:
    one, other = make_employee(session), make_employee(session)
    declarer = Actor(2, "Kepala", other.id, (Grant(Permission.SELF),))
    assert service.record_kinship(session, declarer, one.id, other.id, NOW)
    assert not service.record_kinship(session, declarer, one.id, other.id, NOW)
    assert queries.list_relatives(session, one.id) == []
    assert len(queries.list_stated(session, [""])) == 1


def test_what_cannot_be_so_is_refused(session: Session) -> None:
    one = make_employee(session)
    licence = {"kind": "practice", "subject": "Perawat", "number": "503/1", "unit_id": None}
    backwards = Days(date(2026, 2, 1), date(2026, 1, 1), "Surat")
    for kind, values, days, field in (
        (RELATIVES, {"relative_id": one.id, "relation": "spouse"}, STATED, "relative_id"),
        (CREDENTIALS, licence, STATED, "unit_id"),
        (PROCEEDINGS, {"kind": "court"}, backwards, "to_on"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            service.add_particular(session, kind, one.id, values, days, actor=staff(), at=NOW)
        assert refusal.value.field == field
    key = service.add_particular(
        session, PROCEEDINGS, one.id, {"kind": "court"}, Days(TODAY, None, "Surat"), actor=staff(), at=NOW
    )
    with pytest.raises(InvalidInput):
        service.end_particular(session, PROCEEDINGS, key, date(2026, 1, 1), actor=staff(), at=NOW)


def sheet_rows(session: Session) -> dict[str, dict[str, object]]:
    one, other, school = make_employee(session), make_employee(session), make_unit(session)
    paper = {"DASAR": "Surat 1"}
    return {
        "relatives": {"NIP": one.nip, "NIP KELUARGA": other.nip, "HUBUNGAN": "orang tua", **paper},
        "proceedings": {"NIP": one.nip, "PROSES": "Pemeriksaan disiplin", "MULAI": "01-02-2026", **paper},
        "teaching": {"NIP": one.nip, "KODE UNIT": school.code, "MATA PELAJARAN": "Fisika", "JAM": "24", **paper},
        "credentials": {"NIP": one.nip, "JENIS": "Sertifikat pendidik", "BIDANG": "Fisika", "NOMOR": "12", **paper},
        "trainings": {"NIP": one.nip, "KODE JABATAN": make_jabatan(session).code, "PELATIHAN": "Pengadaan", **paper},
        "competences": {"NIP": one.nip, "JENIS": "Manajerial", "KOMPETENSI": "Kerja sama", "TINGKAT": "3", **paper},
        "assessments": {"NIP": one.nip, "YANG DINILAI": "Potensi", "NILAI": "81", "MULAI": "01-02-2026", **paper},
        "goals": {"NIP": one.nip, "TUJUAN": "Memimpin tim kecil", **paper},
        "needs": {"KODE UNIT": school.code, "JENIS": "Jumlah paling sedikit", "BIDANG": "Bidan", "BANYAKNYA": "3", **paper},
    }  # fmt: skip


def as_sheet(row: Mapping[str, object]) -> Upload:
    return sheet([row], list(row))


@pytest.mark.parametrize("kind", SHEETS)
def test_every_kind_comes_in_by_a_sheet_and_goes_out_the_same(session: Session, kind: str) -> None:
    importer, row = SHEETS[kind], sheet_rows(session)[kind]
    checked = bring_in(session, importer, as_sheet(row))
    assert (checked.new, checked.errors) == (1, 0), reasons(checked)
    assert [(again.same, again.rows) for again in round_trip(session, importer)] == [(1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("kind", "changes", "column"),
    [
        ("relatives", {"NIP KELUARGA": "199001012015031999"}, "NIP KELUARGA"),
        ("relatives", {"HUBUNGAN": "tetangga"}, "HUBUNGAN"),
        ("teaching", {"JAM": "99"}, "JAM"),
        ("assessments", {"NILAI": "101"}, "NILAI"),
        ("teaching", {"KODE UNIT": "tidak ada"}, "KODE UNIT"),
        ("proceedings", {"SAMPAI": "01-01-2026"}, "SAMPAI"),
        ("credentials", {"JENIS": "Surat izin praktik (SIP)", "KODE UNIT": ""}, "KODE UNIT"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_kept(
    session: Session, kind: str, changes: dict[str, object], column: str
) -> None:
    checked = attempt(session, SHEETS[kind], as_sheet({**sheet_rows(session)[kind], **changes}))
    assert [problem[1].upper() for problem in reasons(checked)] == [column]
    assert checked.ready == 0


@dataclass(frozen=True)
class Town:
    clinic: Unit
    nurse: Employee
    husband: Employee
    own: Account
    boss: Account
    staffing: Account
    decider: Account


@pytest.fixture
def town(runtime: Runtime) -> Town:
    with runtime.database.writing() as session:
        make_office(session)
        clinic = make_unit(session, "Puskesmas Muara")
        nurse, husband, chief = (make_employee(session, clinic, name=name) for name in ("Melati", "Gilang", "Bayu"))
        clinic.head_id = chief.id
        return Town(
            clinic,
            nurse,
            husband,
            make_account(session, nurse),
            make_account(session, chief, [(Role.SUPERVISOR, clinic)]),
            make_account(session, roles=[(Role.STAFFING, clinic)]),
            make_account(session, roles=[Role.DECIDER]),
        )


@pytest.mark.both_databases
def test_the_employee_states_relatives_and_staff_correct_them(
    client: Browser, sign_in: SignIn, town: Town, runtime: Runtime
) -> None:
    address = f"/pegawai/{town.nurse.id}/keterangan/relatives"
    sign_in(client, town.own)
    assert address in client.get("/profil").text
    wrong = client.post(address, data={"relative_id": "1990", "relation": "spouse", "source": "Saya"})
    assert wrong.status_code == 422
    assert "NIP ini tidak ada" in wrong.text
    given_values = {"relative_id": town.husband.nip, "relation": "spouse", "source": "Pernyataan saya"}
    assert client.post(address, data=given_values).status_code == 303
    page = client.get(address)
    assert "Gilang" in page.text
    assert "Akhiri atau hapus" not in page.text
    assert client.get(f"/pegawai/{town.nurse.id}/keterangan/proceedings").status_code == 200
    assert client.get(f"/pegawai/{town.husband.id}/keterangan/relatives").status_code == 404
    with runtime.database.reading() as session:
        key = session.execute(select(Relative.id)).scalar_one()
    sign_in(client, town.staffing)
    assert "Melati" in client.get(f"/pegawai/{town.husband.id}/keterangan/relatives").text
    assert client.post(f"/keterangan/relatives/{key}/akhiri", data={"to_on": "2026-01-31"}).status_code == 303
    assert client.post(f"/keterangan/relatives/{key}/hapus").status_code == 303
    assert client.post(f"/keterangan/relatives/{key}/hapus").status_code == 404


def test_supervisors_never_see_family_and_deciders_do(client: Browser, sign_in: SignIn, town: Town) -> None:
    address = f"/pegawai/{town.nurse.id}/keterangan/relatives"
    sign_in(client, town.boss)
    assert client.get(address).status_code == 404
    assert "keterangan/relatives" not in client.get(f"/pegawai/{town.nurse.id}").text
    sign_in(client, town.decider)
    assert client.get(address).status_code == 200
    for path in ("/pegawai/99999999999/keterangan/relatives", address.replace("relatives", "needs"), address + "x"):
        assert client.get(path).status_code == 404


@pytest.mark.both_databases
def test_staff_write_down_what_a_facility_needs(client: Browser, sign_in: SignIn, town: Town) -> None:
    address = f"/unit/{town.clinic.code}/kebutuhan-layanan"
    sign_in(client, town.staffing)
    assert address in client.get(f"/unit/{town.clinic.code}").text
    given_values = {"kind": "minimum", "subject": "Perawat", "amount": "4", "source": "Standar puskesmas"}
    assert client.post(address, data=given_values).status_code == 303
    assert "Perawat · 4" in client.get(address).text
    sign_in(client, town.boss)
    assert client.post(address, data=given_values).status_code == 403


def test_the_office_confirms_by_page_what_somebody_stated(runtime: Runtime, client: Browser, sign_in: SignIn) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        unit = make_unit(session, "SDN Satu")
        one, official = make_employee(session, unit), make_employee(session, unit)
        person = make_account(session, one)
        clerk = make_account(session, make_employee(session, unit), [(Role.STAFFING, unit)])
        other = official.nip or ""
        session.expunge_all()
    sign_in(client, person)
    path = f"/pegawai/{one.id}/keterangan/relatives"
    given = {"relative_id": other, "relation": "sibling", "source": "Pernyataan saya"}
    assert client.post(path, data=given).status_code == 303
    page = client.get(path).text
    assert "Berlaku sesudah disahkan" in page
    assert "Menunggu pengesahan" in page
    assert client.post("/keterangan/relatives/1/sahkan").status_code == 403
    sign_in(client, clerk)
    assert "1 pernyataan keluarga menunggu pengesahan" in client.get("/pegawai").text
    assert official.name in client.get("/keterangan/menunggu").text
    assert "sahkan" in client.get(path).text
    assert client.post("/keterangan/relatives/1/sahkan").status_code == 303
    assert client.post("/keterangan/relatives/1/sahkan").status_code == 409
    assert "Berlaku" in client.get(path).text
    assert "Tidak ada pernyataan yang menunggu" in client.get("/keterangan/menunggu").text
