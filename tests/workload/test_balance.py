from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.workload.domain import PostLoad, sum_up
from mutasi_flow.workload.domain.heat import MOST_GROUPS, group_of, heat_of, tone_of
from mutasi_flow.workload.model import NeedTask
from mutasi_flow.workload.service import NewPeriod, close_period, open_period, recheck
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit
from tests.workload.test_periods import PLANNER

SignIn = Callable[[Browser, Account], None]
FUNCTIONAL = JabatanKind.FUNCTIONAL
POSTS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from("abcdefghijkl"),
        st.builds(PostLoad, staff=st.integers(0, 9), need=st.none() | st.floats(0, 9)),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("name", "kind", "group"),
    [
        ("Perawat Ahli Muda", FUNCTIONAL, "perawat"),
        ("Perawat Terampil", FUNCTIONAL, "perawat"),
        ("Dokter Gigi Ahli Madya", FUNCTIONAL, "dokter-gigi"),
        ("Guru Matematika", FUNCTIONAL, "guru"),
        ("Camat", JabatanKind.STRUCTURAL, "pimpinan"),
        ("Pengolah Data", JabatanKind.GENERAL, "pelaksana"),
        ("Ahli Pertama", FUNCTIONAL, "ahli-pertama"),
    ],
)
def test_groups_of_jabatan(name: str, kind: JabatanKind, group: str) -> None:
    assert group_of(name, kind) == group


@pytest.mark.parametrize(
    ("staff", "tone"),
    [
        (0, "lo2"),
        (69, "lo2"),
        (70, "lo1"),
        (89, "lo1"),
        (90, "ok"),
        (110, "ok"),
        (111, "hi1"),
        (130, "hi1"),
        (131, "hi2"),
    ],
)
def test_five_steps_of_colour(staff: int, tone: str) -> None:
    assert tone_of(sum_up([PostLoad(staff, 100)])) == tone
    assert tone_of(sum_up([PostLoad(staff)])) == ""


@given(POSTS)
def test_the_table_loses_nobody(posts: list[tuple[int, str, PostLoad]]) -> None:
    heat = heat_of(posts)
    assert len(heat.groups) <= MOST_GROUPS + 1
    shown = sum(load.staff for row in heat.rows.values() for load in row.values())
    assert shown == sum(load.staff for _, _, load in posts)
    assert {group for row in heat.rows.values() for group in row} <= set(heat.groups)


def _check_page_of_a_head(client: Browser) -> None:
    mine = client.get("/keterisian").text
    assert "Dinas Kesehatan sendiri" in mine
    assert "Dinas Pendidikan" not in mine
    assert "Usulkan mutasi" in mine
    assert mine.count('href="/usulan/baru"') == 1
    assert '<a href="/kebutuhan" aria-current="page">' in mine
    # One nurse of four; the other two people hold posts whose need nobody counted.
    assert "pegawai di jabatan yang kebutuhannya diketahui" in mine
    assert "Kebutuhan baru diketahui untuk 1 dari 3 jabatan. 2 pegawai di jabatan lainnya tidak ikut dihitung." in mine
    assert '<a href="/kebutuhan" aria-current="page">' in client.get("/proyeksi").text


@pytest.mark.both_databases
def test_the_heat_table_and_the_people_in_its_cells(client: Browser, sign_in: SignIn, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        root = make_unit(session, "Kabupaten")
        health, education = make_unit(session, "Dinas Kesehatan", root), make_unit(session, "Dinas Pendidikan", root)
        clinic, other = make_unit(session, "Puskesmas Muara", health), make_unit(session, "Puskesmas Hulu", health)
        nurse = make_jabatan(session, "Perawat Terampil", FUNCTIONAL)
        teacher = make_jabatan(session, "Guru Kelas", FUNCTIONAL)
        clerk = make_jabatan(session, "Pengadministrasi")
        make_post(session, clinic, nurse, need=4, minimum=1)
        make_employee(session, clinic, nurse, "Wulan Perawat")
        make_employee(session, other, nurse, "Rangga Perawat")
        make_employee(session, health, clerk, "Bayu Staf", birth_on=date(1968, 6, 1))
        make_employee(session, education, teacher, "Guru Lain")
        period = open_period(session, NewPeriod("ABK 2026", 2026), actor=PLANNER, at=NOW)
        session.add(
            NeedTask(
                period_id=period,
                unit_id=clinic.id,
                jabatan_id=nurse.id,
                name="Merawat",
                volume=4000,
                minutes=75,
                months=[200, 300, *[None] * 10],
            )
        )
        session.flush()
        mark = recheck(session, period, TODAY).mark
        close_period(session, period, mark, actor=PLANNER, today=TODAY, at=NOW)
        planner = make_account(session, roles=[Role.PLANNER])
        head = make_account(session, roles=[(Role.SUPERVISOR, health)])
        auditor = make_account(session, roles=[Role.AUDITOR])
        codes = {"health": health.code, "clinic": clinic.code, "education": education.code, "root": root.code}
        codes["nurse"] = nurse.code
    sign_in(client, planner)
    whole = client.get("/keterisian").text
    assert "Dinas Pendidikan" in whole
    assert "25%" in whole
    assert "1 dari 4" in whole
    assert (
        "Perawat Terampil di Puskesmas Muara: Januari sampai Februari pekerjaannya melebihi kemampuan pegawai" in whole
    )
    post = f"{codes['clinic']}/{codes['nurse']}"
    assert f"/bantuan-sementara/baru/{post}" in whole
    assert f"/bantuan-sementara/baru/{post}" in client.get(f"/kebutuhan/{post}").text
    assert client.get("/keterisian?unit=tidak-ada").status_code == 404
    cell = client.get(f"/keterisian/{codes['health']}/perawat").text
    assert "Wulan Perawat" in cell
    assert "Rangga Perawat" in cell
    assert "Bayu Staf" not in cell
    own = client.get(f"/keterisian/{codes['health']}/pelaksana?sendiri=1").text
    assert "Bayu Staf" in own
    assert "Tidak ada jabatan" in client.get(f"/keterisian/{codes['health']}/bidan").text
    check_phone_budget(client, "/keterisian")
    sign_in(client, head)
    _check_page_of_a_head(client)
    assert client.get(f"/keterisian?unit={codes['education']}").status_code == 404
    assert client.get(f"/keterisian/{codes['education']}/guru").status_code == 404
    sign_in(client, auditor)
    assert "Usulkan mutasi" not in client.get("/keterisian").text


@pytest.mark.both_databases
def test_an_office_without_posts_says_what_is_missing(client: Browser, sign_in: SignIn, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        planner = make_account(session, roles=[Role.PLANNER])
    sign_in(client, planner)
    for address in ("/keterisian", "/kebutuhan", "/proyeksi"):
        assert "Belum ada jabatan atau pegawai yang dapat dihitung" in client.get(address).text
