from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import JabatanKind, Predicate, Severity
from mutasi_flow.people.model import Employee, Office, Unit
from mutasi_flow.people.sweeps import SWEEPS
from mutasi_flow.transfers.queries import chosen_route
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_unit

SignIn = Callable[[Browser, Account], None]


@dataclass(frozen=True)
class Town:
    """A small office with everybody these pages are for."""

    dinas: Unit
    clinic: Unit
    elsewhere: Unit
    nurse: Employee
    stranger: Employee
    nurse_account: Account
    chief_account: Account
    staffing: Account
    verifier: Account
    admin: Account


@pytest.fixture
def town(runtime: Runtime) -> Town:
    with runtime.database.writing() as session:
        service.seed_office(
            session,
            service.OfficeData(name="Pemerintah Kabupaten Sagara", region="Kabupaten Sagara"),
            today=TODAY,
            at=NOW,
        )
        dinas = make_unit(session, "Dinas Kesehatan")
        clinic, elsewhere = make_unit(session, "Puskesmas Muara", parent=dinas), make_unit(session, "Dinas Pertanian")
        post = make_jabatan(session, "Perawat Terampil", JabatanKind.FUNCTIONAL)
        nurse = make_employee(session, clinic, post, "Melati Anggraini", phone="0812000111", birth_on=date(1990, 4, 1))
        chief = make_employee(session, dinas, name="Bayu Kusnadi")
        stranger = make_employee(session, elsewhere, name="Rangga Pradana")
        dinas.head_id = chief.id
        service.record_performance(session, SYSTEM, nurse.id, year=2025, predicate=Predicate.VERY_GOOD, at=NOW)
        service.record_discipline(
            session, SYSTEM, nurse.id, severity=Severity.LIGHT, from_on=date(2021, 1, 1), to_on=None, at=NOW
        )
        return Town(
            dinas,
            clinic,
            elsewhere,
            nurse,
            stranger,
            make_account(session, nurse),
            make_account(session, chief),
            make_account(session, roles=[(Role.STAFFING, dinas)]),
            make_account(session, roles=[Role.VERIFIER]),
            make_account(session, roles=[Role.ADMIN]),
        )


def test_the_own_profile_shows_everything(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.nurse_account)
    page = client.get("/profil")
    assert page.status_code == 200
    for part in ("Melati Anggraini", "Puskesmas Muara", "Dinas Kesehatan", "Sangat baik", "Ringan", "0812000111"):
        assert part in page.text
    assert "Bayu Kusnadi" in page.text  # the head above, because the own unit has none


def test_an_account_without_a_person_has_no_profile(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.admin)
    assert client.get("/profil").status_code in {403, 404}


def test_a_supervisor_sees_the_own_tree_without_sanctions(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.chief_account)
    page = client.get(f"/pegawai/{town.nurse.id}")
    assert page.status_code == 200
    assert "Hukuman disiplin" not in page.text
    assert "0812000111" not in page.text
    assert "Ajukan pindah" in page.text


def test_staffing_sees_sanctions_of_the_own_tree(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.staffing)
    assert "Hukuman disiplin" in client.get(f"/pegawai/{town.nurse.id}").text


@pytest.mark.parametrize("who", ["nurse_account", "chief_account", "staffing"])
def test_others_are_not_found_just_as_nobody_is(client: Browser, sign_in: SignIn, town: Town, who: str) -> None:
    sign_in(client, getattr(town, who))
    hidden, absent = client.get(f"/pegawai/{town.stranger.id}"), client.get("/pegawai/999999")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert _said(hidden) == _said(absent)
    assert client.get("/pegawai/99999999999999999999").status_code == 404


def _said(answer: TestResponse) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_strangers_are_sent_to_the_door(client: Browser, town: Town) -> None:
    for address in ("/profil", "/pegawai", f"/pegawai/{town.nurse.id}", "/admin/kalender", "/admin/kantor"):
        assert client.get(address).status_code in {302, 303, 401}


def test_search_is_scoped(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.staffing)
    page = client.get("/pegawai?q=a")
    assert "Melati Anggraini" in page.text
    assert "Rangga Pradana" not in page.text
    assert "Tidak ada pegawai yang cocok" in client.get("/pegawai?q=rangga").text
    assert client.get("/pegawai?q=%25&sesudah=abc").status_code == 200
    assert client.get("/pegawai?sesudah=99999999999999999999").status_code == 200
    sign_in(client, town.nurse_account)
    assert client.get("/pegawai").status_code == 403


@pytest.mark.both_databases
def test_search_goes_on_page_by_page(client: Browser, sign_in: SignIn, town: Town, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        clinic = session.get_one(Unit, town.clinic.id)
        names = [make_employee(session, clinic, name=f"Pegawai {number:02}").name for number in range(30)]
    sign_in(client, town.verifier)
    first = client.get("/pegawai?q=pegawai").text
    last = max(row.id for row in _found(runtime, "pegawai"))
    second = client.get(f"/pegawai?q=pegawai&sesudah={last}").text
    assert "sesudah=" in first
    assert all((name in first) != (name in second) for name in names)


def _found(runtime: Runtime, text: str) -> list[queries.EmployeeRow]:
    with runtime.database.reading() as session:
        return queries.search_employees(session, text, [""]).rows


@pytest.mark.both_databases
def test_a_waiting_placement_is_shown_as_such_and_applied_by_the_sweep(
    client: Browser, sign_in: SignIn, town: Town, runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        for from_on, number in ((TODAY, "SK-7"), (date(2026, 5, 1), "SK-8")):
            service.place(
                session,
                employee_id=town.nurse.id,
                unit_id=town.elsewhere.id,
                jabatan_id=town.nurse.jabatan_id or 0,
                from_on=from_on,
                letter_number=number,
                source="decree",
                today=date(2026, 2, 1),
                at=NOW,
            )
    sign_in(client, town.nurse_account)
    assert client.get("/profil").text.count("Belum mulai") == 2
    assert [sweep.run(runtime) for sweep in SWEEPS] == [1]
    page = client.get("/profil").text
    assert page.count("Belum mulai") == 1
    assert "Dinas Pertanian" in page


@pytest.mark.both_databases
def test_missing_data_is_said_and_never_shown_as_zero(
    client: Browser, sign_in: SignIn, town: Town, runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        session.execute(
            update(Employee)
            .where(Employee.id == town.nurse.id)
            .values(unit_id=None, jabatan_id=None, post_on=None, birth_on=None, nip=None, sex=None, rank="")
        )
    sign_in(client, town.nurse_account)
    page = client.get("/profil")
    assert page.status_code == 200
    assert page.text.count("Belum tercatat") >= 6
    assert "None" not in page.text


def test_the_calendar_is_kept_by_the_administrator(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.admin)
    assert "Cuti Bersama" in client.get("/admin/kalender?tahun=2026").text
    day = {"day-day": "15", "day-month": "7", "day-year": "2026", "name": "Hari jadi daerah"}
    added = client.post("/admin/kalender", data=day, follow_redirects=True)
    assert "Hari jadi daerah" in added.text
    gone = client.post("/admin/kalender/2026-07-15/hapus", data={}, follow_redirects=True)
    assert "Hari jadi daerah" not in gone.text
    assert client.post("/admin/kalender/2026-07-15/hapus", data={}).status_code == 404
    assert client.post("/admin/kalender/besok/hapus", data={}).status_code == 404
    filled = client.post("/admin/kalender/isi", data={"year": "2030"}, follow_redirects=True)
    assert "hari libur nasional ditambahkan untuk tahun 2030" in filled.text
    client.post("/admin/kalender/isi", data={"year": "2030"})
    trail = client.get("/admin/jejak?rantai=office").text
    assert [trail.count(f"{words}<br>") for words in ("Hari libur nasional ditambahkan", "Hari libur dihapus")] == [
        1,
        1,
    ]


def test_a_wrong_date_is_shown_again_with_the_reason(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.admin)
    answer = client.post("/admin/kalender", data={"day-day": "31", "day-month": "2", "day-year": "2026", "name": ""})
    assert answer.status_code == 422
    assert "Ada kesalahan" in answer.text
    assert client.get("/admin/kalender?tahun=99999").status_code == 404


@pytest.mark.parametrize("address", ["/admin/kalender", "/admin/kantor"])
def test_only_administrators_change_the_office(client: Browser, sign_in: SignIn, town: Town, address: str) -> None:
    sign_in(client, town.verifier)
    assert client.get(address).status_code == 403
    assert client.post(address, data={}).status_code == 403


@pytest.mark.both_databases
def test_office_settings(client: Browser, sign_in: SignIn, town: Town, runtime: Runtime) -> None:
    sign_in(client, town.admin)
    assert "Pemerintah Kabupaten Sagara" in client.get("/admin/kantor").text
    wanted = {
        "name": "Pemerintah Kota Sagara",
        "region": "Kota Sagara",
        "region_kind": "kota",
        "head_title": "WALI KOTA",
        "number_format": "800/{urut}/{tahun}",
    }
    assert client.post("/admin/kantor", data=wanted).status_code == 303
    with runtime.database.reading() as session:
        office = queries.get_office(session)
    assert (office.region, office.head_title, office.number_format) == (
        "Kota Sagara",
        "WALI KOTA",
        "800/{urut}/{tahun}",
    )
    wrong = client.post("/admin/kantor", data={**wanted, "number_format": "800/tanpa nomor"})
    assert wrong.status_code == 422
    assert "Pola nomor harus memuat" in wrong.text


def test_the_route_of_new_transfers_is_chosen(client: Browser, sign_in: SignIn, town: Town, runtime: Runtime) -> None:
    sign_in(client, town.admin)
    assert "Tanggapan dan verifikasi berdampingan" in client.get("/admin/kantor").text
    assert client.post("/admin/kantor/rute", data={"route": "internal-beside/1"}).status_code == 303
    assert client.post("/admin/kantor/rute", data={"route": "shortcut/9"}).status_code == 422
    with runtime.database.reading() as session:
        chosen = chosen_route(queries.get_office(session))
    assert chosen is not None
    assert chosen.key == "internal-beside/1"
    assert client.post("/admin/kantor/rute", data={"route": "by-post"}).status_code == 303
    with runtime.database.reading() as session:
        assert chosen_route(queries.get_office(session)) is None


def test_an_order_that_is_not_known_is_said_so_and_replaced(
    client: Browser, sign_in: SignIn, town: Town, runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        session.execute(update(Office).values(modules={"route": "former/7"}))
    with runtime.database.reading() as session, pytest.raises(Refused, match="former/7"):
        chosen_route(queries.get_office(session))
    sign_in(client, town.admin)
    assert client.get("/admin/kantor").status_code == 200
    assert client.post("/admin/kantor/rute", data={"route": "internal/1"}).status_code == 303


def test_modules_are_switched(client: Browser, sign_in: SignIn, town: Town, runtime: Runtime) -> None:
    sign_in(client, town.admin)
    for chosen in ([], ["peers"]):
        assert client.post("/admin/kantor/fitur", data={"modules": chosen}).status_code == 303
        with runtime.database.reading() as session:
            office = queries.get_office(session)
        assert (office.has_module("peers"), office.has_module("forum")) == (bool(chosen), True)


@pytest.mark.both_databases
def test_pages_suit_a_phone(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.nurse_account)
    check_phone_budget(client, "/profil")
    sign_in(client, town.admin)
    for address in ("/pegawai", "/unit", "/admin/kalender", "/admin/kantor"):
        check_phone_budget(client, address)
