import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people import service as people_service
from mutasi_flow.people.domain import EmploymentStatus
from mutasi_flow.people.model import Unit
from mutasi_flow.workload.queries import outlook
from mutasi_flow.workload.queries.outlook import Cause, last_day, load_outlook
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

SignIn = Callable[[Browser, Account], None]


def clinic(session: Session, parent: Unit | None = None) -> Unit:
    """A clinic with five nurses: one retires next year, one by the records this year, one has a contract."""
    unit, nurse = make_unit(session, "Puskesmas Muara", parent), make_jabatan(session, "Perawat Terampil")
    make_post(session, unit, nurse, need=5, minimum=4)
    make_employee(session, unit, nurse, "Tetap Lama", birth_on=date(1990, 5, 1))
    make_employee(session, unit, nurse, "Segera Pensiun", birth_on=date(1969, 5, 20))
    make_employee(session, unit, nurse, "Menurut Catatan", birth_on=date(1990, 5, 1), retires_on=date(2026, 9, 1))
    make_employee(
        session,
        unit,
        nurse,
        "Kontrak Singkat",
        status=EmploymentStatus.PPPK,
        legal_position="71",
        contract_ends_on=date(2026, 12, 31),
    )
    make_employee(session, unit, nurse, "Tanpa Tanggal", birth_on=None)
    make_employee(session, unit, nurse, "Sudah Pensiun", legal_position="99")
    return unit


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((date(1969, 5, 20), 58, None, None), (date(2027, 6, 1), Cause.RETIREMENT)),
        ((date(1969, 5, 20), 58, date(2030, 1, 1), None), (date(2030, 1, 1), Cause.RETIREMENT)),
        ((date(1969, 5, 20), 58, None, date(2026, 12, 31)), (date(2027, 1, 1), Cause.CONTRACT)),
        ((date(1969, 5, 20), None, None, None), None),
        ((None, 58, None, None), None),
        ((None, None, None, date(2026, 1, 30)), (date(2026, 1, 31), Cause.CONTRACT)),
    ],
)
def test_the_first_day_of_absence(
    given: tuple[date | None, int | None, date | None, date | None], expected: tuple[date, Cause] | None
) -> None:
    assert last_day(*given) == expected


def test_the_coming_months_of_a_clinic(session: Session) -> None:
    unit = clinic(session)
    found = load_outlook(session, [unit.path], TODAY, 24)
    assert found.undated == 1
    assert [(one.name, one.on, one.cause) for one in found.departures] == [
        ("Menurut Catatan", date(2026, 9, 1), Cause.RETIREMENT),
        ("Kontrak Singkat", date(2027, 1, 1), Cause.CONTRACT),
        ("Segera Pensiun", date(2027, 6, 1), Cause.RETIREMENT),
    ]
    assert found.projection.known[0, [0, 5, 6, 9, 10, 15, 24]].tolist() == [5, 5, 4, 4, 3, 2, 2]
    (shortage,) = found.shortages()
    assert (shortage.on, shortage.staff, shortage.minimum) == (date(2027, 1, 1), 3, 4)
    (effect,) = found.units_after(12)
    assert effect.newly_critical
    assert "Puskesmas Muara menjadi kekurangan berat" in str(effect.sentence)
    assert not found.units_after(6)[0].newly_critical


def test_whoever_helps_elsewhere_for_a_while_is_looked_for_at_home(session: Session) -> None:
    home, away, nurse = make_unit(session), make_unit(session), make_jabatan(session)
    for unit in (home, away):
        make_post(session, unit, nurse)
    person = make_employee(session, home, nurse, birth_on=date(1990, 5, 1))
    people_service.place(
        session,
        employee_id=person.id,
        unit_id=away.id,
        jabatan_id=nurse.id,
        from_on=TODAY,
        until_on=date(2026, 6, 30),
        share=40,
        letter_number="SK 1",
        source="decree",
        today=TODAY,
        at=NOW,
    )
    found = load_outlook(session, [""], TODAY, 12)
    later = {one.unit_id: (one.before.staff, one.after.staff) for one in found.units_after(12)}
    assert later == {home.id: (0.6, 1), away.id: (0.4, 0)}


def test_whoever_helps_twice_is_one_person(session: Session) -> None:
    home, away, jabatan = make_unit(session, "A"), make_unit(session, "B"), make_jabatan(session)
    make_post(session, home, jabatan)
    helper = make_employee(session, home, jabatan, birth_on=date(1990, 5, 1))
    for month, letter in ((4, "SK 1"), (8, "SK 2")):
        people_service.place(
            session,
            employee_id=helper.id,
            unit_id=away.id,
            jabatan_id=jabatan.id,
            from_on=date(2026, month, 1),
            until_on=date(2026, month + 1, 1),
            letter_number=letter,
            source="decree",
            at=NOW,
        )
    found = load_outlook(session, [home.path], TODAY, 24)
    assert found.projection.known.sum(axis=0).tolist() == [1] * 25


def test_a_post_that_appears_while_the_page_is_read_waits_for_the_next_look(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = clinic(session)
    monkeypatch.setattr(outlook, "list_balance_of", lambda _session, _paths: [])
    found = load_outlook(session, [unit.path], TODAY, 12)
    assert (found.rows, list(found.departures), found.undated) == ([], [], 0)


def test_an_office_without_anybody(session: Session) -> None:
    found = load_outlook(session, [], TODAY, 12, 0.05)
    assert (found.rows, list(found.departures), found.shortages(), found.units_after(12)) == ([], [], [], [])
    assert found.projection.total().known.tolist() == [[0] * 13]


def test_the_page_of_the_coming_years(client: Browser, sign_in: SignIn, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        root = make_unit(session, "Dinas Kesehatan")
        unit, other = clinic(session, root), make_unit(session, "Dinas Pendidikan")
        teacher = make_jabatan(session, "Guru Ahli Muda")
        make_employee(session, other, teacher, "Guru Rahasia", birth_on=date(1966, 4, 1))
        head = make_account(session, roles=[(Role.SUPERVISOR, root)])
        planner = make_account(session, roles=[Role.PLANNER])
        employee = make_account(session, make_employee(session, unit, teacher))
        code, foreign = unit.code, other.code
    sign_in(client, head)
    page = client.get("/proyeksi").text
    assert "Segera Pensiun" in page
    assert "Puskesmas Muara menjadi kekurangan berat" in page
    assert "1 pegawai tanpa tanggal lahir" in page
    assert "Guru Rahasia" not in page
    assert "Dinas Pendidikan" not in page
    assert client.get(f"/proyeksi?unit={foreign}").status_code == 404
    short = client.get(f"/proyeksi?unit={code}&bulan=12&keluar=2,5").text
    assert "Segera Pensiun" not in short
    assert 'value="2,5"' in short
    assert client.get("/proyeksi?keluar=banyak&bulan=7").status_code == 200
    rows = openpyxl.load_workbook(io.BytesIO(client.get("/proyeksi/lowongan.xlsx").data))["Data"]
    assert [row[4].value for row in rows.iter_rows(min_row=2)] == [
        "Menurut Catatan",
        "Kontrak Singkat",
        "Segera Pensiun",
    ]
    check_phone_budget(client, "/proyeksi")
    sign_in(client, planner)
    assert "Guru Rahasia" in client.get("/proyeksi").text
    sign_in(client, employee)
    assert client.get("/proyeksi").status_code == 403
