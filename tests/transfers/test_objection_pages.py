"""Objections by their pages and the API, as each person meets them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.model import Letter
from mutasi_flow.transfers.model import Transfer
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import make_account, make_employee
from tests.transfers.test_api import Program
from tests.transfers.test_pages import Town


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    made = Town(runtime, client, sign_in)
    with runtime.database.writing() as session:
        for who in ("ruler", "helper"):
            roles = [Role.DECIDER] if who == "ruler" else [Role.VERIFIER]
            made.accounts[who] = make_account(session, make_employee(session), roles)
        session.flush()
        session.expunge_all()
    return made


def decreed(town: Town) -> str:
    number = town.submit()
    town.answer_all()
    for who, step in (("verifier", "conclude_consultation"), ("decider", "approve"), ("signer", "decree")):
        town.become(who)
        town.press(f"/telaah/{number}/{step}")
    return number


def test_an_objection_walks_from_the_phone_to_the_former_post(town: Town) -> None:
    number = decreed(town)
    town.become("p0")
    assert "Ajukan keberatan" in town.read(f"/usulan/{number}")
    page = town.read(f"/usulan/{number}/keberatan")
    assert "PP 79/2021" in page
    assert "belum diisi" in town.press(f"/usulan/{number}/keberatan", 422, ground="facts", reason="")
    town.press(f"/usulan/{number}/keberatan", ground="facts", reason="Surat dokter <b>tidak</b> dibaca.")
    assert "&lt;b&gt;" in town.read(f"/usulan/{number}/keberatan")
    assert "putusan paling lambat" in town.read(f"/usulan/{number}")
    check_phone_budget(town.client, f"/usulan/{number}/keberatan")
    town.become("ruler")
    task = next(one for one in town.open_tasks() if one.kind == "rule_objection")
    assert town.client.get(f"/tugas/{task.id}").headers["Location"].endswith(f"/keberatan/tugas/{task.id}")
    assert town.client.get(f"/keberatan/tugas/{task.id}").headers["Location"].endswith(f"/usulan/{number}/keberatan")
    assert number in town.read("/keberatan")
    town.press(f"/usulan/{number}/keberatan/putusan", 422, ruling="amended", reason="cukup alasan")
    town.press(f"/usulan/{number}/keberatan/putusan", ruling="revoked", reason="surat dokter kini dibaca")
    town.press(f"/usulan/{number}/keberatan/putusan", 409, ruling="dismissed", reason="-")
    town.become("signer")
    assert "Terbitkan SK pencabutan" in town.read(f"/usulan/{number}/keberatan")
    town.press(f"/usulan/{number}/keberatan/pelaksanaan")
    town.become("p0")
    page = town.read(f"/usulan/{number}")
    assert "Surat Keputusan Pencabutan" in page
    assert "sudah dicabut" in page
    assert town.client.get(f"/usulan/{number}/keberatan/surat.pdf").status_code == 303


@pytest.mark.both_databases
def test_the_page_of_a_transfer_says_when_the_term_has_passed(town: Town) -> None:
    number = decreed(town)
    town.become("p0")
    page = town.read(f"/usulan/{number}")
    assert "Keberatan dapat diajukan sampai" in page
    assert '<li class="now" aria-current="step">' in page
    with town.runtime.database.writing() as session:
        session.execute(update(Letter).values(dated_on=date(2026, 1, 2)))
        session.execute(update(Transfer).values(effective_on=date(2026, 2, 1)))
    page = town.read(f"/usulan/{number}")
    assert "Batas waktu keberatan sudah lewat pada" in page
    assert 'aria-current="step"' not in page


def test_the_decider_sees_the_objection_without_its_form(town: Town) -> None:
    number = decreed(town)
    town.become("p0")
    town.press(f"/usulan/{number}/keberatan", ground="other", reason="Mohon ditinjau.")
    town.become("decider")
    assert "Putuskan keberatan" not in town.read(f"/usulan/{number}/keberatan")
    town.press(f"/usulan/{number}/keberatan/putusan", 403, ruling="dismissed", reason="-")
    town.press(f"/usulan/{number}/keberatan/pelaksanaan", 403)
    town.become("signer")
    town.press(f"/usulan/{number}/keberatan/pelaksanaan", 409)


def test_after_the_decree_its_revocation_may_be_objected_to(town: Town) -> None:
    number = decreed(town)
    town.become("p0")
    town.press(f"/usulan/{number}/keberatan", ground="other", reason="Mohon ditinjau.")
    town.become("ruler")
    town.press(f"/usulan/{number}/keberatan/putusan", ruling="dismissed", reason="bukti tidak cukup")
    town.become("signer")
    town.press(f"/usulan/{number}/langkah/revoke", reason="unit tujuan dilebur")
    town.become("p0")
    assert "Keberatan dapat diajukan sampai" in town.read(f"/usulan/{number}")
    assert "Keberatan atas pencabutan" in town.read(f"/usulan/{number}/keberatan")
    town.press(f"/usulan/{number}/keberatan", ground="procedure", reason="Saya tidak pernah didengar.")
    page = town.read(f"/usulan/{number}/keberatan")
    assert "Saya tidak pernah didengar." in page
    assert "Keberatan sebelumnya, diajukan" in page
    assert "Kirim keberatan" not in page


def test_strangers_and_colleagues_neither_see_nor_file(town: Town) -> None:
    number = decreed(town)
    for who, status in (("p1", 404), ("head1", 404)):
        town.become(who)
        town.read(f"/usulan/{number}/keberatan", status)
    town.become("p1")
    town.press(f"/usulan/{number}/keberatan", 404, ground="other", reason="Saya keberatan.")
    town.become("p1")
    town.read("/keberatan", 403)


def test_who_reads_no_file_is_shown_no_list_of_objections(town: Town) -> None:
    number = decreed(town)
    town.become("p0")
    town.press(f"/usulan/{number}/keberatan", ground="other", reason="Mohon ditinjau.")
    town.become("admin")
    assert number not in town.read("/keberatan", 403)
    assert 'href="/keberatan"' not in town.read("/")


def test_the_office_records_a_letter(town: Town) -> None:
    number = decreed(town)
    town.become("helper")
    assert "Catat surat keberatan" in town.read(f"/usulan/{number}/keberatan")
    given: dict[str, Any] = {"ground": "rule", "reason": "Terlampir."}
    town.press(f"/usulan/{number}/keberatan", 422, **given)
    day = town.runtime.clock.today().isoformat()
    town.press(f"/usulan/{number}/keberatan", letter="44/2026", received_on=day, **given)
    assert "44/2026" in town.read(f"/usulan/{number}/keberatan")


def test_terms_are_rows(town: Town) -> None:
    town.become("admin")
    assert "PP 79/2021" in town.read("/admin/keberatan")
    given: dict[str, Any] = {"regime": "UU 30/2014", "file_days": 21, "file_in_working_days": "ya", "rule_days": 10}
    given |= {"rule_in_working_days": "ya", "unruled": "granted", "source": "UU 30/2014"}
    town.press("/admin/keberatan", 422, from_on="2020-01-01", **given)
    town.press("/admin/keberatan", from_on=town.runtime.clock.today().isoformat(), **given)
    assert "Keberatan dianggap diterima" in town.read("/admin/keberatan")
    number = decreed(town)
    town.become("p0")
    assert "UU 30/2014" in town.read(f"/usulan/{number}/keberatan")


def test_programs_object_and_rule(town: Town, app: Flask) -> None:
    number = decreed(town)
    program = Program(town, app)
    assert program.call("p0", "GET", f"/transfers/{number}/objection")[0] == 404
    given = {"ground": "facts", "reason": "Surat dokter tidak dibaca."}
    status, found = program.call("p0", "POST", f"/transfers/{number}/objection", given)
    assert (status, found["against"], found["is_late"], found["ruling"]) == (201, "decreed", False, None)
    assert program.call("p0", "POST", f"/transfers/{number}/objection", given)[0] == 409
    task = next(one for one in town.open_tasks() if one.kind == "rule_objection")
    wrong = {"outcome": "amended", "reason": "-", "answers": {"start": "besok"}}
    assert program.call("ruler", "POST", f"/tasks/{task.id}/complete", wrong)[0] == 422
    right = {"outcome": "amended", "reason": "perlu waktu", "answers": {"start": "2999-01-01"}}
    assert program.call("ruler", "POST", f"/tasks/{task.id}/complete", right)[0] == 422
    answer = program.call("ruler", "POST", f"/tasks/{task.id}/complete", {"outcome": "dismissed", "reason": "tetap"})
    assert answer[0] == 200
    assert program.call("p0", "GET", f"/transfers/{number}/objection")[1]["ruling"] == "dismissed"
