import io
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
import pytest
from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.workload.model import NeedTask
from mutasi_flow.workload.queries import list_periods
from mutasi_flow.workload.service import recheck
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

SignIn = Callable[[Browser, Account], None]
PERIOD = {
    "name": "ABK 2026",
    "year": "2026",
    "effective_minutes": "75.000",
    "rounding": "ceil",
    "source": "Keputusan Bupati",
    "copy_from": "",
}


@dataclass(frozen=True)
class Town:
    """Education with few people and little work, health with many and more; one planner, one head of a part."""

    school: Unit
    clinic: Unit
    nurse: Jabatan
    planner: Account
    head: Account
    employee: Account


@pytest.fixture
def town(runtime: Runtime) -> Town:
    with runtime.database.writing() as session:
        make_office(session)
        root = make_unit(session, "Kabupaten")
        education, health = make_unit(session, "Dinas Pendidikan", root), make_unit(session, "Dinas Kesehatan", root)
        school, clinic = make_unit(session, "SDN 1", education), make_unit(session, "Puskesmas Muara", health)
        teacher, nurse = make_jabatan(session, "Guru Ahli Muda"), make_jabatan(session, "Perawat Terampil")
        clerk = make_jabatan(session, "Pengadministrasi")
        make_post(session, school, teacher, need=2)
        make_post(session, clinic, nurse, need=6)
        for _ in range(2):
            make_employee(session, school, teacher)
        for _ in range(3):
            make_employee(session, clinic, nurse)
        make_employee(session, clinic, clerk)
        return Town(
            school,
            clinic,
            nurse,
            make_account(session, roles=[Role.PLANNER]),
            make_account(session, roles=[(Role.SUPERVISOR, education)]),
            make_account(session, make_employee(session, school, teacher)),
        )


def test_the_ranked_list_explains_why_headcount_misleads(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.planner)
    page = client.get("/kebutuhan").text
    assert page.index("Dinas Kesehatan</a>") < page.index("Dinas Pendidikan</a>")
    assert "Mengapa bukan jumlah pegawai yang dilihat?" in page
    assert "jabatan belum dihitung kebutuhannya" in page
    posts = client.get("/kebutuhan?tingkat=post&urut=load").text
    assert posts.index("Perawat Terampil") < posts.index("Guru Ahli Muda")
    assert "Kebutuhan belum diketahui" in posts
    assert "Beban berlebih" in posts
    assert client.get("/kebutuhan?tingkat=bulan").status_code == 404
    check_phone_budget(client, "/kebutuhan")


def test_others_see_only_their_own_tree(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.head)
    page = client.get("/kebutuhan").text
    assert "SDN 1" in page
    assert "Puskesmas" not in page
    assert "Dinas Kesehatan" not in page
    assert client.get(f"/kebutuhan/{town.clinic.code}/{town.nurse.code}").status_code == 404
    assert client.get("/kebutuhan/periode").status_code == 403
    rows = openpyxl.load_workbook(io.BytesIO(client.get("/kebutuhan/daftar.xlsx").data))["Data"]
    assert {row[1].value for row in rows.iter_rows(min_row=2)} == {"SDN 1"}
    sign_in(client, town.employee)
    assert client.get("/kebutuhan").status_code == 403


@pytest.mark.both_databases
def test_a_period_from_opening_to_closing(client: Browser, sign_in: SignIn, town: Town, runtime: Runtime) -> None:
    sign_in(client, town.planner)
    assert client.post("/kebutuhan/periode", data={**PERIOD, "year": "12"}).status_code == 422
    assert client.post("/kebutuhan/periode", data=PERIOD).status_code == 303
    assert client.post("/kebutuhan/periode", data=PERIOD).status_code in {409, 422}
    assert 'value="ABK 2027"' in client.get("/kebutuhan/periode").text
    with runtime.database.reading() as session:
        (period,) = list_periods(session)
    sheet = f"unit_kode,jabatan_kode,uraian,volume,norma_menit\n{town.clinic.code},{town.nurse.code},Merawat,9000,50"
    uploaded = client.post("/impor/tasks", data={"file": (io.BytesIO(sheet.encode()), "abk.csv")})
    checked = client.get(uploaded.location)
    assert "1 baru" in checked.text
    key, name = uploaded.location.split("berkas=")[1].split("&")[0], "abk.csv"
    assert client.post("/impor/tasks/simpan", data={"berkas": key, "nama": name}).status_code == 303
    address = f"/kebutuhan/periode/{period.id}/tutup"
    look = client.get(address).text
    assert "orang menurut periode ini" in look
    with runtime.database.reading() as session:
        mark = recheck(session, period.id, TODAY).mark
    assert mark in look
    assert client.post(address, data={"mark": mark}).status_code == 422
    assert client.post(address, data={"mark": "lama", "seen": "1"}).status_code == 409
    assert client.post(address, data={"mark": mark, "seen": "1"}).status_code == 303
    assert "sudah ditutup" in client.get(address).text
    assert "Berlaku" in client.get("/kebutuhan/periode").text
    post = client.get(f"/kebutuhan/{town.clinic.code}/{town.nurse.code}").text
    assert "Merawat" in post
    assert "Satu orang bekerja 75.000 menit setahun" in post
    assert "ABK 2026, ditutup" in client.get("/kebutuhan").text
    with runtime.database.reading() as session:
        actions = session.execute(select(AuditEntry.action).where(AuditEntry.chain == "office")).scalars().all()
    assert list(actions) == ["need_period_opened", "need_period_closed"]


@pytest.mark.both_databases
def test_two_periods_side_by_side(client: Browser, sign_in: SignIn, town: Town, runtime: Runtime) -> None:
    sign_in(client, town.planner)
    assert "Perlu dua periode" in client.get("/kebutuhan/periode/banding").text
    client.post("/kebutuhan/periode", data=PERIOD)
    client.post("/kebutuhan/periode", data={**PERIOD, "name": "ABK 2027", "year": "2027"})
    with runtime.database.writing() as session:
        later, earlier = list_periods(session)
        for period, volume in ((earlier, 3000), (later, 9000)):
            session.add(
                NeedTask(
                    period_id=period.id,
                    unit_id=town.clinic.id,
                    jabatan_id=town.nurse.id,
                    name="Merawat",
                    volume=volume,
                    minutes=75,
                    months=[100, 3000, 3000, *[None] * 9],
                )
            )
    page = client.get("/kebutuhan/periode/banding").text
    assert "Puskesmas Muara menjadi kekurangan berat: terisi 33% dari kebutuhan, sebelumnya 100%." in page
    assert "ABK 2027" in page
    post = client.get(f"/kebutuhan/{town.clinic.code}/{town.nurse.code}?periode={later.id}").text
    assert "2 bulan berturut-turut melebihi kemampuan" in post
    assert "Periode masih terbuka" in post


def test_a_post_without_tasks_offers_the_template(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.planner)
    page = client.get(f"/kebutuhan/{town.clinic.code}/{town.nurse.code}").text
    assert "Belum ada uraian tugas untuk jabatan ini" in page
    assert "/impor/tasks/templat.xlsx" in page
    assert client.get("/impor/tasks/templat.xlsx").status_code == 200
    assert client.get("/impor").text.count("/impor/tasks") == 1
    assert client.get("/impor/employees").status_code == 403
    sign_in(client, town.head)
    shown = client.get("/kebutuhan").text
    assert "templat.xlsx" not in shown
