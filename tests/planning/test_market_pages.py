"""Pages of exchange rounds: a walk of a planner and a teacher, and what nobody is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.app import create_app
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee, Office
from mutasi_flow.planning.market import service
from mutasi_flow.planning.market.model import ExchangeRound
from tests.browsing import Browser
from tests.factories import make_account, make_unit
from tests.planning.bazaar import DAYS, after, build_bazaar, clock_on, solve_now

SignIn = Callable[[Browser, Account], None]


@dataclass(frozen=True)
class Stage:
    """A round that is open, with accounts: a teacher who swaps, the other one, and officers."""

    round_id: int
    teacher: Account
    other: Account
    planner: Account
    verifier: Account


@pytest.fixture
def stage(runtime: Runtime) -> Stage:
    with runtime.database.writing() as session:
        bazaar = build_bazaar(session)
        one, other = bazaar.teach("A", "B", name="Wulan Pelamar"), bazaar.teach("B", "A", name="Bayu Lawan")
        key = bazaar.open()
        bazaar.join(key, other)
        accounts = [make_account(session, person) for person in (one, other)]
        officers = [make_account(session, bazaar.teach("C"), [role]) for role in (Role.PLANNER, Role.VERIFIER)]
        return Stage(key, *accounts, *officers)


def at(runtime: Runtime, day: date) -> Browser:
    """Return a browser of the same office on another day."""
    made = create_app(runtime.settings, replace(runtime, clock=clock_on(day)))
    made.testing, made.test_client_class = True, Browser
    browser = made.test_client()
    assert isinstance(browser, Browser)
    return browser


FIELDS = {
    "name": "Putaran kedua", "opens_on": "2026-03-02", "closes_on": "2026-03-12", "corrects_until": "2026-03-20",
    "effective_on": "2026-05-01", "kinds": ["functional"], "manner": "cycles", "floor": "minimum",
    "poin-service": "1", "poin-hardship": "2", "poin-family": "3", "poin-performance": "4",
}  # fmt: skip


def test_a_planner_opens_a_round_with_public_rules(
    runtime: Runtime, client: Browser, sign_in: SignIn, stage: Stage
) -> None:
    sign_in(client, stage.planner)
    assert "Buka putaran" in client.get("/bursa").text
    assert client.get("/bursa/baru").status_code == 200
    assert client.post("/bursa/baru", data={**FIELDS, "closes_on": "2026-03-01"}).status_code == 422
    assert client.post("/bursa/baru", data={**FIELDS, "jabatan": "tiada", "unit": "tiada"}).status_code == 422
    answer = client.post("/bursa/baru", data=FIELDS)
    assert answer.status_code == 303
    with runtime.database.reading() as session:
        made = session.scalars(select(ExchangeRound).where(ExchangeRound.name == "Putaran kedua")).one()
        assert (made.state.value, made.weights["performance"], made.kinds) == ("open", 4, ["functional"])
    assert made.seed in client.get(f"/bursa/{made.id}").text
    sign_in(client, stage.teacher)
    assert client.get("/bursa/baru").status_code == 403
    assert client.post("/bursa/baru", data=FIELDS).status_code == 403


def test_from_joining_to_the_published_outcome(
    runtime: Runtime, client: Browser, sign_in: SignIn, stage: Stage
) -> None:
    home = f"/bursa/{stage.round_id}"
    sign_in(client, stage.teacher)
    assert "Peluang" in client.get(home).text
    assert client.post(f"{home}/ikut").status_code == 422
    assert client.post(f"{home}/ikut", data={"paham": "ya"}).status_code == 303
    assert "Bayu Lawan" not in client.get(home).text
    assert client.get(f"{home}/kelola").status_code == 403
    assert client.post(f"{home}/mundur").status_code == 303
    assert client.post(f"{home}/ikut", data={"paham": "ya"}).status_code == 303

    with runtime.database.writing() as session:
        service.advance(session, stage.round_id, after(DAYS.closes_on))
    later = at(runtime, DAYS.corrects_until)
    sign_in(later, stage.teacher)
    assert "belum tercatat" in later.get(home).text
    assert later.post(f"{home}/koreksi", data={"part": "family"}).status_code == 422
    words = {"part": "family", "request": "Suami saya bertugas di kecamatan lain."}
    assert later.post(f"{home}/koreksi", data=words).status_code == 303
    sign_in(later, stage.verifier)
    page = later.get(f"{home}/kelola").text
    assert "Suami saya bertugas" in page
    (key,) = set(re.findall(r"/bursa/koreksi/(\d+)", page))
    bad = {f"amount-{key}": "7", f"answer-{key}": "Ya"}
    assert later.post(f"/bursa/koreksi/{key}", data=bad).status_code == 422
    assert later.post(f"/bursa/koreksi/{key}", data={f"answer-{key}": "Belum ada buktinya."}).status_code == 303
    assert later.get(f"{home}/kelola").status_code == 200

    with runtime.database.writing() as session:
        service.advance(session, stage.round_id, after(DAYS.corrects_until))
    sign_in(later, stage.planner)
    assert "sedang dihitung" in later.get(f"{home}/kelola").text
    assert later.post(f"{home}/hitung").status_code == 303
    assert later.get(f"{home}/masukan.zip").status_code == 404
    solve_now(runtime, stage.round_id)
    assert "Umumkan hasil" in later.get(f"{home}/kelola").text
    assert later.get(f"{home}/masukan.zip").mimetype == "application/zip"
    assert later.post(f"{home}/uji").status_code == 303
    assert later.post(f"{home}/usulan").status_code == 409
    assert later.post(f"{home}/umumkan", data={"version": "1"}).status_code == 409
    assert later.post(f"{home}/umumkan").status_code == 303
    assert "Buat usulan yang belum ada" in later.get(f"{home}/kelola").text
    assert later.post(f"{home}/usulan").status_code == 303
    for account in (stage.teacher, stage.other, stage.planner):
        sign_in(later, account)
        text = later.get(home).text
        assert ("Hasil Anda" in text) is (account is not stage.planner)
        assert "Hasil per tempat" in text
    sign_in(later, stage.teacher)
    assert "Belum ada buktinya." in later.get(home).text
    assert later.post(f"{home}/usulan").status_code == 403
    assert "Bayu Lawan" not in later.get(home).text


def test_a_round_is_called_off_with_a_reason(client: Browser, sign_in: SignIn, stage: Stage) -> None:
    home = f"/bursa/{stage.round_id}"
    sign_in(client, stage.planner)
    assert client.post(f"{home}/batal").status_code == 422
    assert client.post(f"{home}/batal", data={"reason": "Data belum siap", "version": "2"}).status_code == 303
    assert "Dibatalkan" in client.get(home).text
    sign_in(client, stage.other)
    assert "Data belum siap" in client.get("/pesan").text


def test_switched_off_there_is_no_such_page(runtime: Runtime, client: Browser, sign_in: SignIn, stage: Stage) -> None:
    sign_in(client, stage.teacher)
    assert "/bursa" in client.get("/").text
    assert client.get("/bursa/99999999999").status_code == 404
    with runtime.database.writing() as session:
        session.execute(update(Office).values(modules={"exchange": False}))
    assert "/bursa" not in client.get("/").text
    for address in ("/bursa", f"/bursa/{stage.round_id}"):
        assert client.get(address).status_code == 404
    assert client.post(f"/bursa/{stage.round_id}/ikut", data={"paham": "ya"}).status_code == 404


def test_who_is_out_of_the_round_is_told_why(runtime: Runtime, client: Browser, sign_in: SignIn, stage: Stage) -> None:
    with runtime.database.writing() as session:
        session.get_one(Employee, stage.other.employee_id).unit_id = make_unit(session).id
        session.flush()
        service.advance(session, stage.round_id, after(DAYS.closes_on))
    sign_in(client, stage.other)
    assert "sudah berpindah" in client.get(f"/bursa/{stage.round_id}").text
