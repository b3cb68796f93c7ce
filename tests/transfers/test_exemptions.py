"""Exemptions from rules: by the authority that the rule names, on a paper, never by the applicant nor by Plh. or Plt."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Holding, Role, grants_of
from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor, Grant, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.uploads import Examined
from mutasi_flow.people import service as people
from mutasi_flow.people.domain import Severity
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import Scan
from mutasi_flow.transfers.model import Paper, RuleEvaluation
from mutasi_flow.transfers.queries import find_card, list_exemptions, list_papers, load_exempted
from mutasi_flow.transfers.service import NewExemption, grant_exemption
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.core.hostile_files import pdf
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town

SCAN = Examined(b"%PDF-1.7 surat", "application/pdf", ".pdf", pages=1)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def punish(session: Session, employee_id: int, on: date, at: object) -> None:
    people.record_discipline(
        session,
        SYSTEM,
        employee_id,
        severity=Severity.HEAVY,
        from_on=on,
        to_on=None,
        at=at,  # type: ignore[arg-type]
    )


def stopped(scene: Scene) -> str:
    number = scene.to_consulted()
    punish(scene.session, scene.employee.id, scene.clock.today(), scene.clock.now())
    return number


def new(scene: Scene, rule: str = "R05", **changes: object) -> NewExemption:
    letter = Upload("exemption_letter", "surat.pdf", SCAN, "800/1/2026", scene.clock.today())
    return replace(NewExemption(rule, "Bupati Contoh", "Kebutuhan mendesak.", letter), **changes)  # type: ignore[arg-type]


def grant(scene: Scene, tmp_path: Path, number: str, who: Actor | None = None, **changes: object) -> int:
    actor = who or scene.actors["decider"]
    asked = new(scene, **changes)  # type: ignore[arg-type]
    return grant_exemption(scene.session, FileStore(tmp_path), number, asked, actor=actor, clock=scene.clock)


def test_an_exemption_opens_the_way_and_is_told_everywhere(scene: Scene, tmp_path: Path) -> None:
    number = stopped(scene)
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider")
    grant(scene, tmp_path, number)
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer")
    last = scene.session.scalars(select(RuleEvaluation).order_by(RuleEvaluation.id.desc())).first()
    assert last is not None
    said = {one["code"]: one for one in last.verdicts}["R05"]
    assert said["outcome"] == "fail"
    assert said["exempted"].startswith("Dikecualikan oleh Bupati Contoh (PPK (kepala daerah)) berdasarkan 800/1/2026")
    (row,) = list_exemptions(scene.session, scene.actors["auditor"])
    assert (row.number, row.rule, row.official) == (number, "R05", "Bupati Contoh")
    elsewhere = replace(scene.actors["auditor"], grants=grants_of(Role.AUDITOR, scene.new.path))
    assert list_exemptions(scene.session, elsewhere) == []
    within = replace(elsewhere, grants=grants_of(Role.AUDITOR, scene.old.path))
    assert [one.number for one in list_exemptions(scene.session, within)] == [number]
    card = find_card(scene.session, number)
    assert card is not None
    entries = {one.action: one for one in audit.trail(scene.session, trail.chain_of(card.id))}
    assert entries["exemption_granted"].payload["letter_number"] == "800/1/2026"
    assert entries["approved"].payload["eligibility"]["exempted"] == ["R05"]


def test_a_draft_that_a_rule_stops_can_be_exempted_before_it_is_sent(scene: Scene, tmp_path: Path) -> None:
    number = scene.draft()
    punish(scene.session, scene.employee.id, scene.clock.today(), scene.clock.now())
    grant(scene, tmp_path, number)
    scene.press(number, Action.SUBMIT, scene.me)


def acting(scene: Scene, holding: Holding) -> Actor:
    return replace(scene.actors["decider"], grants=grants_of(Role.DECIDER, "", holding))


def test_the_applicant_and_acting_officials_are_refused(scene: Scene, tmp_path: Path) -> None:
    number = stopped(scene)
    decides = (Grant(Permission.TRANSFERS_DECIDE),)
    applicant = replace(scene.me, grants=decides)
    author = Actor(scene.me.account_id, "Pengusul", None, decides)
    for who in (applicant, author, acting(scene, Holding.PLH), acting(scene, Holding.PLT)):
        with pytest.raises(NotPermitted):
            grant(scene, tmp_path, number, who)
    for who in (scene.actors["verifier"], scene.me, scene.actors["auditor"]):
        with pytest.raises(NotFound):
            grant(scene, tmp_path, number, who)
    assert list_exemptions(scene.session, scene.actors["auditor"]) == []


def test_without_letter_reason_or_a_rule_that_stops_nothing_is_granted(scene: Scene, tmp_path: Path) -> None:
    number, tomorrow = stopped(scene), scene.clock.today() + timedelta(days=1)
    letter = new(scene).letter
    for changes, field in (
        ({"official": " "}, "official"),
        ({"reason": ""}, "exemption_reason"),
        ({"letter": replace(letter, letter_on=None)}, "letter_on"),
        ({"letter": replace(letter, letter_on=tomorrow)}, "letter_on"),
        ({"letter": replace(letter, letter_number=" ")}, "letter_number"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            grant(scene, tmp_path, number, **changes)
        assert wrong.value.field == field
    with pytest.raises(Refused):
        grant(scene, tmp_path, number, rule="R02")
    person = scene.session.get(Employee, scene.employee.id)
    assert person is not None
    person.legal_position = "03"
    with pytest.raises(Refused):
        grant(scene, tmp_path, number, rule="R06")  # nobody may exempt from it


def test_a_closed_transfer_gets_none(scene: Scene, tmp_path: Path) -> None:
    number = scene.to_decreed()
    with pytest.raises(Conflict):
        grant(scene, tmp_path, number)


def test_it_counts_for_its_destination_and_each_keeps_its_letter(scene: Scene, tmp_path: Path) -> None:
    number = stopped(scene)
    unit = scene.session.get(Unit, scene.new.id)
    assert unit is not None
    unit.valid_to = date(2026, 12, 31)
    scene.session.flush()
    grant(scene, tmp_path, number)
    with pytest.raises(Refused) as still:
        scene.press(number, Action.APPROVE, "decider")
    assert len(still.value.reasons) == 1
    grant(scene, tmp_path, number, rule="R26")
    card = find_card(scene.session, number)
    assert card is not None
    assert set(load_exempted(scene.session, card)) == {"R05", "R26"}
    assert load_exempted(scene.session, replace(card, to_unit_id=scene.old.id)) == {}
    assert [paper.kind for paper in list_papers(scene.session, card.id)] == ["exemption_letter"] * 2
    assert scene.session.scalars(select(Paper.replaced_by_id)).all() == [None, None]
    scene.press(number, Action.APPROVE, "decider")


@pytest.mark.parametrize("scan", [Scan.WAITING, Scan.INFECTED])
def test_a_letter_in_quarantine_is_no_ground_yet(scene: Scene, tmp_path: Path, scan: Scan) -> None:
    number = stopped(scene)
    grant(scene, tmp_path, number)
    scene.session.execute(update(Paper).values(scan=scan))
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider")
    scene.session.execute(update(Paper).values(scan=Scan.CLEAN))
    scene.press(number, Action.APPROVE, "decider")


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


@pytest.mark.both_databases
def test_the_decider_records_it_and_the_auditor_reads_and_exports_it(town: Town) -> None:
    number = town.submit()
    with town.runtime.database.writing() as session:
        clock = town.runtime.clock
        punish(session, town.employee_id, clock.today(), clock.now())
    town.become("decider")
    path = f"/usulan/{number}/pengecualian"
    assert "Sedang menjalani hukuman disiplin." in town.read(path)
    given: dict[str, object] = {
        "rule": "R05",
        "official": "Bupati Contoh",
        "letter_number": "800/1/2026",
        "letter_on": "2026-03-02",
        "exemption_reason": "Kebutuhan mendesak.",
    }
    wrong = town.client.post(path, data={**given, "file": (BytesIO(b"bukan surat"), "surat.pdf")})
    assert wrong.status_code == 422
    assert town.client.post(path, data={**given, "file": (BytesIO(pdf()), "surat.pdf")}).status_code == 303
    assert "Tidak ada aturan yang menghalangi." in town.read(path)
    assert "Dikecualikan oleh Bupati Contoh" in town.read(f"/telaah/{number}")
    town.become("auditor")
    listed = town.read("/pengecualian")
    assert "Bupati Contoh" in listed
    assert number in town.read("/pengecualian?pejabat=Bupati Contoh&asal=own")
    assert number not in town.read("/pengecualian?asal=plan")
    sheet = load_workbook(BytesIO(town.client.get("/pengecualian/unduh.xlsx").data))["Data"]
    assert [cell.value for cell in sheet[2]][:3][0] == number
    assert "SHA-256" in town.read(f"/usulan/{number}/hasil-aturan")
    town.become("p0")
    assert "Utuh" in town.read(f"/usulan/{number}/hasil-aturan")
    town.read("/pengecualian", 403)
    town.read(path, 403)
    town.become("p3")
    town.read(f"/usulan/{number}/hasil-aturan", 404)
