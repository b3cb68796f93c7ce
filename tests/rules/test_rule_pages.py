"""The rules before the administrator, in programs and in the shell."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from mutasi_flow.access.model import Account
from mutasi_flow.cli import main
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people import service as people
from mutasi_flow.people.domain import Severity
from mutasi_flow.people.model import Employee
from tests.browsing import Browser
from tests.factories import NOW
from tests.transfers.test_api import Program
from tests.transfers.test_pages import Town

VERSION: dict[str, Any] = {
    "level": "block",
    "least_months": "12",
    "source": "Perbup 7/2026",
    "advice": "Tunggu.",
    "from_on": "2026-03-02",
}
PATH = "/admin/aturan/R02"


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    made = Town(runtime, client, sign_in)
    made.become("admin")
    return made


def nip_of(town: Town) -> str:
    with town.runtime.database.reading() as session:
        employee = session.get(Employee, town.employee_id)
        assert employee is not None
        return employee.nip or ""


def test_the_administrator_reads_tries_and_publishes_a_version(town: Town) -> None:
    listed = town.read("/admin/aturan")
    assert "R26" in listed
    assert "bawaan" in listed
    shown = town.read(PATH)
    for words in ("Contoh terpenuhi", "Contoh belum terpenuhi", "Contoh belum dapat dinilai", "pasal 2 ayat (3)"):
        assert words in shown
    tried = town.press(f"{PATH}/coba", 200, **{**VERSION, "least_months": "120"}, nip=nip_of(town))
    assert "Genap 10 tahun" in tried
    assert "Belum ada: versi bawaan berlaku." in town.read(PATH)
    town.press(PATH, **VERSION)
    assert "Perbup 7/2026" in town.read(PATH)
    assert "versi kantor" in town.read("/admin/aturan")
    assert "Sudah" in town.read(f"{PATH}?nip={nip_of(town)}")
    assert "Tidak ada pegawai dengan NIP itu." in town.read(f"{PATH}?nip=123")


def test_a_wrong_figure_and_a_red_case_are_told_on_the_page(town: Town) -> None:
    assert "Masa jabatan paling singkat" in town.press(PATH, 422, **{**VERSION, "least_months": "0"})
    town.press(f"{PATH}/coba", 422, **{**VERSION, "source": ""})
    town.press(f"{PATH}/contoh", name="Baru enam belas bulan", expected="fail", post_on="2024-11-01")
    red = town.press(PATH, 422, **VERSION)
    assert "Baru enam belas bulan" in red
    assert "seharusnya: Belum terpenuhi" in red
    town.press(f"{PATH}/contoh", 422, name="", expected="fail")
    town.press(f"{PATH}/contoh", name="Tanpa TMT", expected="unknown", missing="post_on")
    town.press("/admin/aturan/contoh/1/hapus")
    town.press(PATH, **VERSION)


def test_freeze_windows_are_counted_from_the_day_of_the_event(town: Town) -> None:
    path = "/admin/masa-pembatasan"
    assert "22 Maret 2024" in town.read(path)
    given: dict[str, Any] = {
        "name": "Pemilihan Bupati",
        "months": "6",
        "kinds": "structural",
        "acts": "decree",
        "level": "block",
        "permitted_by": "minister",
        "source": "UU 10/2016 pasal 71 ayat (2)",
    }
    town.press(path, occasion="election", counted_from="2029-08-31", **given)
    assert "28 Februari 2029" in town.read(path)
    town.press(path, occasion="new_head", counted_from="2030-02-20", **given)
    assert "19 Agustus 2030" in town.read(path)
    town.press(path, 422, occasion="election", **given)
    town.press(f"{path}/2/akhiri", to_on="2030-03-01")
    assert "1 Maret 2030" in town.read(path)
    town.press(f"{path}/2/akhiri", 422, to_on="2031-03-01")
    town.press(f"{path}/2/akhiri", 422, to_on="")


@pytest.mark.parametrize("path", ["/admin/aturan", PATH, "/admin/masa-pembatasan"])
def test_others_find_no_rules_to_change(town: Town, path: str) -> None:
    town.become("verifier")
    town.read(path, 403)


def test_an_unknown_rule_is_not_found(town: Town) -> None:
    town.read("/admin/aturan/R99", 404)
    town.press("/admin/aturan/R99", 404, **VERSION)


def punish(town: Town) -> None:
    with town.runtime.database.writing() as session:
        people.record_discipline(
            session,
            SYSTEM,
            town.employee_id,
            severity=Severity.HEAVY,
            from_on=date(2026, 1, 1),
            to_on=date(2026, 12, 31),
            at=NOW,
        )


def test_the_employee_reads_from_when_on_a_request_is_possible(town: Town) -> None:
    punish(town)
    town.become("p0")
    assert "Anda dapat mengajukan mulai 1 Januari 2027." in town.read("/cek")


def test_programs_read_every_verdict_and_the_day(town: Town, app: Flask) -> None:
    punish(town)
    program = Program(town, app)

    def ask(who: str, path: str) -> tuple[int, Any]:
        return program.call(who, "GET", path)

    status, found = ask("p0", f"/eligibility?to_unit={town.to_unit}")
    assert (status, found["eligible"], found["eligible_on"]) == (200, False, "2027-01-01")
    said = {one["code"]: one for one in found["rules"]}
    assert (said["R05"]["outcome"], said["R05"]["level"]) == ("fail", "block")
    assert said["R04"]["missing"]
    assert ask("verifier", f"/eligibility?employee={nip_of(town)}")[0] == 200
    assert ask("p1", f"/eligibility?employee={nip_of(town)}")[0] == 404
    assert ask("p0", "/eligibility?to_unit=U-SAKTI")[0] == 422


def test_the_shell_lists_shows_and_checks(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = town.runtime.settings
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MUTASI_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MUTASI_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("MUTASI_AUDIT_KEY", settings.audit_key.get_secret_value())

    def run(*words: str) -> Any:
        found = CliRunner().invoke(main, ["rules", *words, "--json"])
        return found.exit_code, json.loads(found.stdout)

    code, listed = run("list", "--on", "2026-03-02")
    assert (code, len(listed["items"])) == (0, 32)
    code, shown = run("show", "R02")
    assert shown["versions"][0]["limits"] == {"least_months": 24}
    assert run("show", "R99")[0] == 1
    code, found = run("check", nip_of(town), "--on", "2026-03-02", "--unit", town.to_unit)
    assert (code, found["eligible"], found["eligible_on"]) == (0, True, "2026-03-02")
    assert run("check", "123")[0] == 1
