"""Pages of help for a while: a walk from the head who asks to both heads who judge, and what nobody else is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.relief.model import ReliefHelper, ReliefReview
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.workflow import State
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import TODAY, make_account, make_employee, make_unit
from tests.planning.test_market_pages import at
from tests.planning.test_relief import FIRST, LAST, build

SignIn = Callable[[Browser, Account], None]
WANTED = {"persons": "1", "share": "100", "from_on": str(FIRST), "until_on": str(LAST), "reason": "Wabah."}


@dataclass(frozen=True)
class Town:
    """Accounts by name, and the address of the form for the overloaded post."""

    accounts: dict[str, Account]
    form: str
    person: int


@pytest.fixture
def town(runtime: Runtime) -> Town:
    with runtime.database.writing() as session:
        clinics = build(session)
        named = {who: session.get_one(Account, actor.account_id) for who, actor in clinics.actors.items()}
        far = make_unit(session, "Dinas Lain")
        named["stranger"] = make_account(session, make_employee(session, far), [(Role.SUPERVISOR, far)])
        named["self"] = make_account(session, clinics.people["two"])
        form = f"/bantuan-sementara/baru/{clinics.heavy.code}/{clinics.nurse.code}"
        return Town(named, form, clinics.people["one"].id)


def test_from_the_request_to_what_came_of_it(runtime: Runtime, client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.accounts["head"])
    assert "Minta bantuan sementara" in client.get("/keterisian").text
    assert town.form in client.get("/bantuan-sementara/baru?q=perawat").text
    assert "Butuh 4 orang, ada 1." in client.get(town.form).text
    assert client.post(town.form, data={**WANTED, "until_on": str(TODAY)}).status_code == 422
    answer = client.post(town.form, data=WANTED)
    home = answer.headers["Location"]
    assert "Wabah." in client.get(home).text
    assert "Calon dari" not in client.get(home).text
    assert client.post(f"{home}/pilih", data={"pegawai": town.person}).status_code == 403
    for address in ("/bantuan-sementara", town.form, home):
        check_phone_budget(client, address)

    sign_in(client, town.accounts["planner"])
    assert "calon pertama: Puskesmas Hulu" in client.get("/bantuan-sementara").text
    assert all(words in client.get(home).text for words in ("Diusulkan 1 orang", "Perawat one"))
    assert client.post(f"{home}/pilih", data={"version": "1"}).status_code == 422
    answer = client.post(f"{home}/pilih", data={"pegawai": town.person, "version": "1"})
    assert answer.headers["Location"].startswith("/usulan/MUT-")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert "Terisi" in client.get(home).text
    assert client.post(f"{home}/pilih", data={"pegawai": town.person, "version": "1"}).status_code == 409

    with runtime.database.writing() as session:
        session.execute(update(Transfer).values(state=State.DECREED, effective_on=FIRST))
        helper = session.scalars(select(ReliefHelper.id)).one()
    middle = at(runtime, LAST - timedelta(days=30))
    sign_in(middle, town.accounts["head"])
    end = f"/bantuan-sementara/pegawai/{helper}/masa"
    assert end in middle.get(home).text
    assert middle.get(end).status_code == 200
    assert middle.post(end, data={"until_on": str(LAST), "because": "Ya."}).status_code == 422
    assert middle.post(end, data={"until_on": "2026-08-01", "because": "Masih ramai."}).status_code == 303
    assert "Masih ramai." in middle.get(home).text
    sign_in(middle, town.accounts["lender"])
    assert middle.get(end).status_code == 404
    assert middle.get(home).status_code == 200

    over = at(runtime, LAST + timedelta(days=1))
    for who, side, other in (("head", "helped", "lent"), ("lender", "lent", "helped")):
        sign_in(over, town.accounts[who])
        judge = f"/bantuan-sementara/pegawai/{helper}/nilai/{side}"
        assert "Menunggu penilaian Anda" in over.get("/bantuan-sementara").text
        assert judge in over.get(home).text
        assert over.get(judge).status_code == 200
        assert over.get(f"/bantuan-sementara/pegawai/{helper}/nilai/{other}").status_code == 404
        assert over.post(judge, data={"outcome": "yes"}).status_code == 422
        assert over.post(judge, data={"outcome": "yes", "words": f"Kata {who}."}).status_code == 303
        assert over.get(judge).status_code == 404
    sign_in(over, town.accounts["planner"])
    page = over.get(home).text
    assert "Kata head." in page
    assert "Kata lender." in page
    with runtime.database.reading() as session:
        assert len(session.scalars(select(ReliefReview.id)).all()) == 2


def test_it_is_nobody_elses_and_a_confidential_file_is_not_named(
    runtime: Runtime, client: Browser, sign_in: SignIn, town: Town
) -> None:
    sign_in(client, town.accounts["head"])
    home = client.post(town.form, data=WANTED).headers["Location"]
    for who, status in (("stranger", 404), ("self", 403)):
        sign_in(client, town.accounts[who])
        assert client.get(home).status_code == status
        assert client.get(town.form).status_code == status
        assert client.post(town.form, data=WANTED).status_code == status
    for address in ("/bantuan-sementara/99999999999", "/bantuan-sementara/pegawai/99999999999/masa"):
        sign_in(client, town.accounts["planner"])
        assert client.get(address).status_code == 404
    number = client.post(f"{home}/pilih", data={"pegawai": town.person}).headers["Location"].split("/")[2]
    with runtime.database.writing() as session:
        session.execute(update(Transfer).values(state=State.DECREED, is_secret=True))
    assert number in client.get("/").text, "as the receipt of the press"
    sign_in(client, town.accounts["head"])
    page = client.get(home).text
    assert number not in page
    assert "Perawat one" not in page


def test_a_request_is_taken_back_or_declined_with_a_reason(client: Browser, sign_in: SignIn, town: Town) -> None:
    sign_in(client, town.accounts["head"])
    first = client.post(town.form, data=WANTED).headers["Location"]
    assert client.post(f"{first}/tarik", data={"reason": ""}).status_code == 422
    assert client.post(f"{first}/tarik", data={"reason": "Sudah reda.", "version": "1"}).status_code == 303
    assert client.post(f"{first}/tarik", data={"reason": "Lagi."}).status_code == 409
    assert "Sudah reda." in client.get(first).text
    second = client.post(town.form, data=WANTED).headers["Location"]
    assert client.post(f"{second}/tolak", data={"reason": "Tidak ada."}).status_code == 403
    sign_in(client, town.accounts["planner"])
    assert client.post(f"{second}/tolak", data={"reason": "Belum ada yang ringan."}).status_code == 303
    sign_in(client, town.accounts["head"])
    assert "Belum ada yang ringan." in client.get("/pesan").text


def test_where_nobody_fits_the_page_says_what_else_there_is(
    runtime: Runtime, client: Browser, sign_in: SignIn, town: Town
) -> None:
    sign_in(client, town.accounts["head"])
    home = client.post(town.form, data=WANTED).headers["Location"]
    with runtime.database.writing() as session:
        session.execute(
            update(Employee)
            .where(Employee.name.startswith("Perawat"))
            .values(post_on=date(2020, 1, 1), legal_position="99")
        )
    sign_in(client, town.accounts["planner"])
    assert "Tidak ada yang cocok" in client.get(home).text
    assert "belum ada calon" in client.get("/bantuan-sementara").text
