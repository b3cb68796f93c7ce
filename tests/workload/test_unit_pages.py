from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from werkzeug.test import TestResponse

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.access.service import make_token
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Unit
from mutasi_flow.workload.pages import units
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

SignIn = Callable[[Browser, Account], None]


@dataclass(frozen=True)
class Town:
    """Two trees, one of them read by an account."""

    dinas: Unit
    clinic: Unit
    elsewhere: Unit
    planner: Account
    nobody: Account


@pytest.fixture
def town(runtime: Runtime) -> Town:
    with runtime.database.writing() as session:
        make_office(session)
        dinas = make_unit(session, "Dinas Kesehatan")
        clinic, elsewhere = make_unit(session, "Puskesmas Muara", parent=dinas), make_unit(session, "Dinas Pertanian")
        nurse, clerk = make_jabatan(session, "Perawat Terampil"), make_jabatan(session, "Pengadministrasi Perkantoran")
        make_post(session, clinic, nurse, need=3.5)
        make_post(session, clinic, clerk, need=None)
        head = make_employee(session, clinic, nurse, "Melati Anggraini")
        make_employee(session, clinic, clerk, "Bayu Kusnadi")
        clinic.head_id = head.id
        return Town(
            dinas,
            clinic,
            elsewhere,
            make_account(session, roles=[(Role.PLANNER, dinas)]),
            make_account(session, make_employee(session, elsewhere)),
        )


def test_the_tree_shows_what_one_may_read(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.planner)
    page = client.get("/unit")
    assert page.status_code == 200
    assert "Dinas Kesehatan" in page.text
    assert "Puskesmas Muara" in page.text
    assert "Dinas Pertanian" not in page.text
    found = client.get("/unit?q=puskesmas")
    assert "Puskesmas Muara" in found.text
    assert "Tidak ada unit yang cocok" in client.get("/unit?q=pertanian").text


@pytest.mark.both_databases
def test_a_large_tree_opens_level_by_level(
    client: Browser, sign_in: SignIn, town: Town, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with runtime.database.writing() as session:
        room = make_unit(session, "Ruang Rawat", parent=session.get_one(Unit, town.clinic.id))
        deep = make_unit(session, "Gudang Obat", parent=make_unit(session, "Ruang Obat", parent=room))
    sign_in(client, town.planner)
    assert "Gudang Obat" in client.get("/unit").text
    monkeypatch.setattr(units, "WHOLE_TREE", 2)
    page = client.get("/unit").text
    assert "Puskesmas Muara" in page
    assert "ada unit di bawahnya" in page
    assert "Ruang Rawat" not in page
    assert "Gudang Obat" in client.get(f"/unit/{room.code}").text
    assert client.get(f"/unit/{deep.code}").status_code == 200


def test_a_unit_shows_need_and_staff_without_inventing_any(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.planner)
    page = client.get(f"/unit/{town.clinic.code}").text
    assert "Kurang 2,5" in page
    assert "Kebutuhan belum diketahui" in page
    assert "28%" in page or "29%" in page
    assert "Melati Anggraini" in page
    empty = client.get(f"/unit/{town.dinas.code}").text
    assert "kebutuhan belum diketahui" in empty
    assert "Puskesmas Muara" in empty


def test_other_units_are_not_found(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.planner)
    assert client.get(f"/unit/{town.elsewhere.code}").status_code == 404
    assert client.get("/unit/tidak-ada").status_code == 404
    sign_in(client, town.nobody)
    assert client.get("/unit").status_code == 403


def test_a_closed_unit_says_so(client: Browser, sign_in: SignIn, town: Town, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        session.get_one(Unit, town.clinic.id).valid_to = date(2025, 12, 31)
    sign_in(client, town.planner)
    assert "tidak berlaku hari ini" in client.get(f"/unit/{town.clinic.code}").text


@dataclass(frozen=True)
class Bearer:
    """Asks the API as an account."""

    client: Browser
    token: str

    def get(self, address: str) -> TestResponse:
        return self.client.get(address, headers={"Authorization": f"Bearer {self.token}"})


@pytest.fixture
def bearer(client: Browser, town: Town, runtime: Runtime) -> Bearer:
    with runtime.database.writing() as session:
        token = make_token(session, SYSTEM, town.planner.id, at=NOW)
    return Bearer(client, token)


def test_the_balance_for_programs(bearer: Bearer, town: Town) -> None:
    whole = bearer.get("/api/v1/balance").json
    assert whole is not None
    found = {item["post_name"]: item for item in whole["items"]}
    assert found["Perawat Terampil"]["need"] == 3.5
    assert found["Perawat Terampil"]["gap"] == -2.5
    assert found["Perawat Terampil"]["critical"] is True
    unknown = found["Pengadministrasi Perkantoran"]
    assert (unknown["need"], unknown["coverage"], unknown["staff"]) == (None, None, 1)
    assert bearer.get(f"/api/v1/balance?unit={town.clinic.code}").json == {**whole, "unit": town.clinic.code}


def test_the_balance_stays_inside_the_scope(bearer: Bearer, town: Town, client: Browser) -> None:
    assert bearer.get(f"/api/v1/balance?unit={town.elsewhere.code}").status_code == 404
    assert bearer.get("/api/v1/balance?unit=tidak-ada").status_code == 404
    assert client.get("/api/v1/balance").status_code == 401


def test_pages_suit_a_phone(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.planner)
    check_phone_budget(client, "/unit")
    check_phone_budget(client, f"/unit/{town.clinic.code}")
