"""Decision and signature belong to the official whom the matrix names: in the service, on pages, in the letter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Act, Holding, Role, SigningForm
from mutasi_flow.access.model import Account, AuthorityRow, RoleGrant
from mutasi_flow.access.queries import load_actor
from mutasi_flow.access.service import NewAuthority
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Unit
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee, make_unit
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_acting import SYSTEM_ADMIN, consulted
from tests.transfers.test_api import Program
from tests.transfers.test_pages import Town

DELEGATED = {"form": SigningForm.AN, "decree_number": "188.45/12/2026", "decree_on": date(2026, 1, 5)}


def official(session: Session, unit: Unit, *roles: Role, holding: Holding = Holding.DEFINITIVE) -> Account:
    head = make_employee(session, unit, name="Ratna Dewi", rank="42", title_after="M.Si.")
    unit.head_id = head.id
    account = make_account(session, head)
    for role in roles:
        session.add(
            RoleGrant(account_id=account.id, role=role, holding=holding, warrant="SP 9", from_on=date(2020, 1, 1))
        )
    session.flush()
    return account


def delegate(session: Session, unit: Unit, act: Act, **values: Any) -> int:
    new = NewAuthority(act, unit.id, "Kepala BKPSDM", date(2026, 1, 5), **{**DELEGATED, **values})
    return access.add_authority(session, new, actor=SYSTEM_ADMIN, at=NOW)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


@pytest.fixture
def agency(session: Session, scene: Scene) -> Unit:
    return make_unit(session, "BKPSDM", scene.root)


def last_entry(scene: Scene, number: str) -> tuple[str, str, str]:
    card = find_card(scene.session, number)
    assert card is not None
    row = audit.trail(scene.session, f"transfer:{card.id}")[-1]
    return row.action, row.capacity, row.warrant


def as_official(session: Session, account: Account) -> Actor:
    return load_actor(session, account.id, TODAY)


def test_the_delegated_official_decides_and_signs_and_nobody_else(scene: Scene, agency: Unit) -> None:
    session = scene.session
    head = as_official(session, official(session, agency, Role.DECIDER, Role.SIGNER))
    for act in Act:
        delegate(session, agency, act, unit_id=scene.root.id)
    number = scene.to_consulted()
    for action in (Action.APPROVE, Action.REJECT):
        with pytest.raises(NotPermitted) as refused:
            scene.press(number, action, "decider", reason="-")
        assert "Kepala BKPSDM" in str(refused.value)
    scene.press(number, Action.APPROVE, head)
    paper = "188.45/12/2026 tanggal 5 Januari 2026"
    assert last_entry(scene, number) == ("approved", "a.n. PPK: Kepala BKPSDM", paper)
    with pytest.raises(NotPermitted):
        scene.press(number, Action.DECREE, "signer")
    scene.press(number, Action.DECREE, head)
    assert last_entry(scene, number) == ("decreed", "a.n. PPK: Kepala BKPSDM", paper)
    context = session.scalars(select(Letter.context)).one()
    assert context["signatory"] == {
        "lines": ["a.n. BUPATI SAGARA", "KEPALA BKPSDM,"],
        "name": "RATNA DEWI, M.Si.",
        "below": [context["signatory"]["below"][0], f"NIP {context['signatory']['below'][1].split()[1]}"],
    }
    assert context["noting"][-1].startswith("Keputusan tentang pendelegasian wewenang Nomor 188.45/12/2026 tanggal 5")
    assert context["issuer"] == "BUPATI SAGARA"


def test_what_the_matrix_does_not_name_stays_with_the_head_of_region(scene: Scene, agency: Unit) -> None:
    head = as_official(scene.session, official(scene.session, agency, Role.DECIDER))
    delegate(scene.session, agency, Act.DECIDE, move_kind="B")
    delegate(scene.session, agency, Act.DECIDE, unit_id=scene.new.id)
    delegate(scene.session, agency, Act.SIGN, to_on=TODAY - timedelta(days=1))
    number = scene.to_consulted()
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.REOPEN, head, reason="Pertek ditolak.")
    scene.press(number, Action.APPROVE, head)
    scene.press(number, Action.DECREE, "signer")
    context = scene.session.scalars(select(Letter.context)).one()
    assert context["signatory"]["lines"] == ["BUPATI SAGARA,"]


@pytest.mark.parametrize("holding", [Holding.PLH, Holding.PLT])
def test_an_acting_head_of_the_named_unit_has_no_authority(scene: Scene, agency: Unit, holding: Holding) -> None:
    acting = as_official(scene.session, official(scene.session, agency, Role.DECIDER, holding=holding))
    delegate(scene.session, agency, Act.DECIDE)
    number = scene.to_consulted()
    with pytest.raises(NotPermitted):
        scene.press(number, Action.APPROVE, acting)


def test_a_vacant_post_says_so_and_a_successor_has_the_authority_at_once(scene: Scene, agency: Unit) -> None:
    delegate(scene.session, agency, Act.DECIDE)
    number = scene.to_consulted()
    with pytest.raises(NotPermitted) as refused:
        scene.press(number, Action.APPROVE, "decider")
    assert "kosong" in str(refused.value)
    scene.press(number, Action.APPROVE, as_official(scene.session, official(scene.session, agency, Role.DECIDER)))


def test_the_official_does_not_decide_on_the_own_transfer(scene: Scene, agency: Unit) -> None:
    session = scene.session
    account = official(session, agency, Role.DECIDER)
    number = scene.to_consulted()
    delegate(session, agency, Act.DECIDE)
    account.employee_id, agency.head_id = None, scene.employee.id
    session.flush()
    me = scene.me
    own = Actor(me.account_id, me.name, me.employee_id, as_official(session, account).grants)
    with pytest.raises(NotPermitted):
        scene.press(number, Action.APPROVE, own)


def test_a_penjabat_signs_as_such(scene: Scene) -> None:
    account = make_account(scene.session, make_employee(scene.session, name="Surya Pratama"))
    values = {"unit_id": None, "from_on": TODAY, "warrant": "100.2/88/Mendagri", "holding": Holding.PJ, "at": NOW}
    access.grant_role(scene.session, SYSTEM_ADMIN, account.id, Role.SIGNER, **values)  # type: ignore[arg-type]
    number = scene.to_consulted()
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, as_official(scene.session, account))
    assert last_entry(scene, number)[1:] == ("Pj. Penanda tangan SK", "100.2/88/Mendagri")
    context = scene.session.scalars(select(Letter.context)).one()
    assert context["signatory"] == {"lines": ["Pj. BUPATI SAGARA,"], "name": "SURYA PRATAMA", "below": []}


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    made = Town(runtime, client, sign_in)
    with runtime.database.writing() as session:
        agency = make_unit(session, "BKPSDM", code="BKPSDM")
        made.accounts["official"] = official(session, agency, Role.DECIDER, Role.SIGNER)
        session.expunge_all()
    return made


FORM = {
    "act": "decide",
    "official": "BKPSDM",
    "title": "Kepala BKPSDM",
    "form": "an",
    "decree_number": "188.45/12/2026",
    "from_on": "2026-01-05",
}


@pytest.mark.both_databases
def test_the_page_adds_and_ends_rows_and_review_follows(town: Town, app: Flask) -> None:
    number = consulted(town)
    town.become("admin")
    assert "kepala daerah" in town.read("/admin/wewenang")
    form: dict[str, Any] = {**FORM, "decree_on": "2026-01-05"}
    unknown: dict[str, Any] = {**form, "official": "TIDAK-ADA"}
    assert "tidak dikenal" in town.press("/admin/wewenang", 422, **unknown)
    town.press("/admin/wewenang", **form)
    assert "Sudah ada baris" in town.press("/admin/wewenang", 422, **form)
    page = town.read("/admin/wewenang")
    assert "a.n. PPK: Kepala BKPSDM" in page
    assert "Ratna Dewi" in page
    program = Program(town, app)
    town.become("decider")
    review = town.read(f"/telaah/{number}")
    assert "wewenang Kepala BKPSDM" in review
    assert f"/telaah/{number}/approve" not in review
    assert "wewenang Kepala BKPSDM" in town.press(f"/telaah/{number}/approve", 403)
    town.read(f"/usulan/{number}/langkah/reject", 403)
    assert "approve" not in program.call("decider", "GET", f"/transfers/{number}")[1]["actions"]
    status, problem = program.act("decider", number, "approve")
    assert (status, problem["code"]) == (403, "forbidden")
    assert "approve" in program.call("official", "GET", f"/transfers/{number}")[1]["actions"]
    town.become("official")
    town.press(f"/telaah/{number}/approve")
    town.become("admin")
    with town.runtime.database.reading() as session:
        key = session.scalars(select(AuthorityRow.id)).one()
    town.press(f"/admin/wewenang/{key}/akhiri")
    town.become("verifier")
    town.press(f"/admin/wewenang/{key}/akhiri", 403)
