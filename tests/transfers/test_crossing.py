"""Moves between governments: out of this one and into it, by what another authority decides."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters import queries as letters
from mutasi_flow.people.domain import LEFT, EmploymentStatus
from mutasi_flow.people.model import Employee, Placement, Unit
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Direction, LegalKind, PaperVerdict
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service import Destination, edit_draft
from mutasi_flow.transfers.service.crossing import (
    Incoming,
    Newcomer,
    Other,
    apply_departure,
    find_crossing,
    go_outside,
    list_departures,
    open_incoming,
)
from mutasi_flow.transfers.service.drafts import NewTransfer
from mutasi_flow.transfers.service.tasks import open_stages
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.core.hostile_files import pdf
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import SignIn, Town
from tests.transfers.test_route_engine import answer, kinds

OTHER = Other("Pemerintah Kota Lain", "Dinas Pendidikan", "Guru")
NEEDED = (
    "job_analysis",
    "signed_request",
    "receiving_proposal",
    "releasing_consent",
    "discipline_clearance",
    "last_decree",
    "performance",
    "study_clearance",
    "audit_clearance",
)
AGREED: dict[str, Any] = {
    "authority": "Gubernur",
    "paper": "SK/12/2026",
    "paper_on": "2026-03-02",
    "effective_on": "2026-03-02",
}
NIP = "199001012015031901"


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: SignIn) -> Town:
    return Town(runtime, client, sign_in)


def card_of(scene: Scene, number: str) -> TransferCard:
    card = find_card(scene.session, number)
    assert card is not None
    return card


def bring_all(scene: Scene, number: str, *left_out: str) -> None:
    for kind in NEEDED:
        if kind not in left_out:
            dated = {"letter_number": "1", "letter_on": date(2026, 2, 1)}
            scene.bring(number, kind, verdict=PaperVerdict.ACCEPTED, **dated)


def leaving(scene: Scene, kind: LegalKind = LegalKind.B) -> str:
    """A sent file that leads out."""
    number = scene.draft()
    go_outside(scene.session, number, kind, OTHER, actor=scene.me, clock=scene.clock)
    bring_all(scene, number, "releasing_consent")
    scene.press(number, Action.SUBMIT, scene.me)
    return number


def released(scene: Scene, kind: LegalKind = LegalKind.B) -> str:
    number = leaving(scene, kind)
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.APPROVE, "decider")
    return number


def record(scene: Scene, kind: str, outcome: str = "outside_agreed", reason: str = "", **changes: str) -> None:
    answer(scene, kind, scene.actors["verifier"], outcome, reason, **{**AGREED, **changes})


@pytest.mark.parametrize("kind", [LegalKind.B, LegalKind.C, LegalKind.D])
def test_a_file_that_leads_out_ends_with_the_recorded_decision_and_the_person_leaves(
    scene: Scene, kind: LegalKind
) -> None:
    number = leaving(scene, kind)
    card = card_of(scene, number)
    assert (card.route, card.crossing, card.to_unit) == (
        "outgoing/1",
        Direction.OUT,
        "Dinas Pendidikan, Pemerintah Kota Lain",
    )
    assert kinds(scene) == ["supervisor"]
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.APPROVE, "decider")
    assert kinds(scene) == ["departure"]
    with pytest.raises(Refused):
        scene.press(number, Action.DECREE, "signer")
    record(scene, "departure")
    card = card_of(scene, number)
    assert (card.state, card.effective_on, kinds(scene)) == (State.DECREED, date(2026, 3, 2), [])
    assert letters.list_about(scene.session, trail.ABOUT, card.id) == []
    actions = [row.action for row in audit.trail(scene.session, trail.chain_of(card.id))]
    assert actions[-2:] == ["outcome_recorded", "decreed"]
    assert list_departures(scene.session, scene.clock.today()) == [card.id]
    assert apply_departure(scene.session, card.id, scene.clock)
    assert not apply_departure(scene.session, card.id, scene.clock)
    scene.session.expire_all()
    assert (scene.employee.unit_id, scene.employee.legal_position) == (None, LEFT)
    ended = scene.session.scalars(select(Placement.to_on).where(Placement.employee_id == scene.employee.id)).all()
    assert ended == [date(2026, 3, 1)]
    with pytest.raises(Refused):
        scene.press(number, Action.REVOKE, "signer", reason="Salah.")


def test_who_leaves_later_stays_until_then_and_gives_up_headships(scene: Scene) -> None:
    number = released(scene)
    record(scene, "departure", effective_on="2026-04-01")
    scene.session.get_one(Unit, scene.old.id).head_id = scene.employee.id
    scene.session.flush()
    assert list_departures(scene.session, scene.clock.today()) == []
    assert list_departures(scene.session, date(2026, 4, 1)) == [card_of(scene, number).id]
    apply_departure(scene.session, card_of(scene, number).id, scene.clock)
    scene.session.expire_all()
    assert scene.old.head_id is None


def test_a_refusal_outside_opens_the_own_decision_again(scene: Scene) -> None:
    number = released(scene)
    with pytest.raises(InvalidInput):
        record(scene, "departure", "outside_refused")
    record(scene, "departure", "outside_refused", "Tidak ada formasi.", effective_on="")
    assert (card_of(scene, number).state, kinds(scene)) == (State.CONSULTED, ["decide"])


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": ""},
        {"paper": ""},
        {"paper": "x" * 301},
        {"paper_on": ""},
        {"paper_on": "kemarin"},
        {"paper_on": "2026-03-03"},
        {"effective_on": ""},
        {"effective_on": "besok"},
    ],
)
def test_a_decision_needs_its_paper_and_its_day(scene: Scene, changes: dict[str, str]) -> None:
    released(scene)
    with pytest.raises(InvalidInput):
        record(scene, "departure", **changes)
    with pytest.raises(InvalidInput):
        record(scene, "departure", "mungkin")
    assert kinds(scene) == ["departure"]


def test_only_who_verifies_records_it_and_never_the_own(scene: Scene) -> None:
    released(scene)
    own = Actor(1, "Sendiri", scene.employee.id, grants_of(Role.VERIFIER, ""))
    for actor in (own, scene.actors["decider"]):
        with pytest.raises(NotPermitted):
            answer(scene, "departure", actor, "outside_agreed", **AGREED)


def test_without_the_other_government_or_its_papers_nothing_is_sent(scene: Scene) -> None:
    number = scene.draft()
    go_outside(scene.session, number, LegalKind.B, OTHER, actor=scene.me, clock=scene.clock)
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.SUBMIT, scene.me)
    told = " ".join(str(reason) for reason in refused.value.reasons)
    assert "Surat usul PPK instansi penerima" in told
    assert "Surat persetujuan PPK instansi asal" not in told


def test_choosing_a_destination_inside_takes_the_way_out_back(scene: Scene) -> None:
    number = scene.draft()
    go_outside(scene.session, number, LegalKind.C, OTHER, actor=scene.me, clock=scene.clock)
    assert card_of(scene, number).to_unit_id is None
    new = NewTransfer(scene.employee.id, (Destination(scene.new.id, scene.teacher.id),), reason="Dekat.")
    edit_draft(scene.session, number, new, actor=scene.me, clock=scene.clock)
    card = card_of(scene, number)
    assert (card.kind, card.crossing, card.to_unit) == (LegalKind.A, None, "SDN Baru")
    scene.press(number, Action.SUBMIT, scene.me)


@pytest.mark.parametrize(
    ("kind", "other"),
    [(LegalKind.A, OTHER), (LegalKind.B, Other(" ")), (LegalKind.B, Other("x" * 301))],
)
def test_a_way_out_leads_somewhere(scene: Scene, kind: LegalKind, other: Other) -> None:
    number = scene.draft()
    with pytest.raises(InvalidInput):
        go_outside(scene.session, number, kind, other, actor=scene.me, clock=scene.clock)


def test_a_contract_employee_does_not_leave_so_nor_does_somebody_elses_file(scene: Scene) -> None:
    number = scene.draft()
    with pytest.raises(NotFound):
        go_outside(scene.session, number, LegalKind.B, OTHER, actor=scene.actors["verifier"], clock=scene.clock)
    scene.employee.status = EmploymentStatus.PPPK
    scene.session.flush()
    with pytest.raises(InvalidInput):
        go_outside(scene.session, number, LegalKind.B, OTHER, actor=scene.me, clock=scene.clock)
    scene.employee.status = EmploymentStatus.PNS
    scene.session.flush()
    scene.press(number, Action.SUBMIT, scene.me)
    with pytest.raises(Conflict):
        go_outside(scene.session, number, LegalKind.B, OTHER, actor=scene.me, clock=scene.clock)


def coming(scene: Scene, **changes: object) -> str:
    given = {
        "person": Newcomer(NIP, "Bayu Kusnadi"),
        "kind": LegalKind.B,
        "other": OTHER,
        "destination": Destination(scene.new.id, scene.teacher.id),
        "reason": "Kekurangan guru.",
    }
    new = Incoming(**{**given, **changes})  # type: ignore[arg-type]
    return open_incoming(scene.session, new, actor=scene.actors["verifier"], clock=scene.clock)


def newcomer(scene: Scene) -> Employee:
    scene.session.expire_all()
    return scene.session.scalars(select(Employee).where(Employee.nip == NIP)).one()


def test_a_file_that_leads_in_ends_with_the_own_decree(scene: Scene) -> None:
    number = coming(scene)
    card = card_of(scene, number)
    assert (card.crossing, card.from_unit, card.to_unit) == (
        Direction.IN,
        "Dinas Pendidikan, Pemerintah Kota Lain",
        "SDN Baru",
    )
    assert newcomer(scene).unit_id is None
    bring_all(scene, number, "receiving_proposal")
    scene.press(number, Action.SUBMIT, "verifier")
    assert card_of(scene, number).route == "incoming/1"
    assert kinds(scene) == ["receiving"]
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.APPROVE, "decider")
    assert kinds(scene) == ["pertek"]
    row = {**scene.pertek_row(nip=NIP, name="BAYU KUSNADI"), "to_unit": "SDN Baru"}
    answer(scene, "pertek", scene.actors["verifier"], "granted", **row)
    assert kinds(scene) == ["outer_decision"]
    with pytest.raises(Refused):
        scene.press(number, Action.DECREE, "signer")
    record(scene, "outer_decision", effective_on="")
    assert kinds(scene) == ["decree"]
    scene.press(number, Action.DECREE, "signer", effective_on=date(2026, 3, 2))
    (letter,) = letters.list_about(scene.session, trail.ABOUT, card.id)
    assert letter.kind == "transfer_decree"
    assert (newcomer(scene).unit_id, newcomer(scene).legal_position) == (scene.new.id, "01")


@pytest.mark.parametrize(("action", "who"), [(Action.CANCEL, "verifier"), (Action.WITHDRAW, "verifier")])
def test_who_does_not_come_is_put_aside(scene: Scene, action: Action, who: str) -> None:
    number = coming(scene)
    scene.press(number, action, who, reason="Tidak jadi.")
    assert newcomer(scene).legal_position == LEFT
    assert card_of(scene, coming(scene)).employee_id == newcomer(scene).id
    assert newcomer(scene).legal_position == "01"


def test_a_newcomer_is_nobody_of_here_with_a_number_that_can_be(scene: Scene) -> None:
    with pytest.raises(InvalidInput):
        coming(scene, person=Newcomer("123", "Bayu"))
    with pytest.raises(InvalidInput):
        coming(scene, person=Newcomer(scene.employee.nip or "", "Bayu"))
    with pytest.raises(InvalidInput):
        coming(scene, other=Other(""))
    new = Incoming(Newcomer(NIP, "Bayu"), LegalKind.B, OTHER, Destination(scene.new.id, scene.teacher.id), "Perlu.")
    with pytest.raises(NotPermitted):
        open_incoming(scene.session, new, actor=scene.me, clock=scene.clock)
    coming(scene)
    with pytest.raises(Conflict):
        coming(scene)


def test_the_way_out_by_its_pages(town: Town) -> None:
    number = town.draft()
    assert "Pindah ke instansi lain" in town.read(f"/usulan/{number}/tujuan")
    page = f"/usulan/{number}/keluar"
    assert "Jenis perpindahan" in town.read(page)
    town.press(page, 422, kind="B", government="")
    town.press(page, kind="B", government="Pemerintah Kota Lain")
    assert "Pemerintah Kota Lain" in town.read(page)
    assert "Pemerintah Kota Lain" in town.read(f"/usulan/{number}/tujuan")
    town.read(f"/usulan/{number}/periksa")
    town.read(f"/usulan/{number}")
    town.become("p1")
    town.read(page, 404)


@pytest.mark.both_databases
def test_the_way_in_by_its_pages(town: Town) -> None:
    town.become("p0")
    town.read("/usulan/masuk", 403)
    town.become("verifier")
    assert "Instansi asal" not in town.read("/usulan/masuk"), "the post is found by its name first"
    place = f"/usulan/masuk?unit={town.to_unit}"
    assert place in town.read("/usulan/masuk?q=SDN Baru")
    assert "Tidak ada unit dengan nama itu" in town.read("/usulan/masuk?q=Tidak Ada")
    assert f"{place}&amp;jabatan={town.to_jabatan}" in town.read(place), "a post that is on record"
    assert f"{place}&amp;jabatan={town.to_jabatan}" in town.read(f"{place}&nama=Guru"), "or any jabatan"
    assert "Tidak ada jabatan dengan nama itu" in town.read(f"{place}&nama=Astronaut")
    page = town.read(f"{place}&jabatan={town.to_jabatan}")
    assert "Instansi asal" in page
    assert "Guru Ahli Muda, SDN Baru" in page
    given = {"nip": NIP, "name": "Bayu", "kind": "D", "government": "Kementerian", "reason": "Perlu."}
    shown = town.press("/usulan/masuk", 422, **given, to_unit="X", to_post="Y")
    assert "Unit tujuan tidak dikenal" in shown
    again = town.press("/usulan/masuk", 422, **{**given, "nip": ""}, to_unit=town.to_unit, to_post=town.to_jabatan)
    assert "Guru Ahli Muda, SDN Baru" in again, "what was chosen stays chosen"
    address = town.press("/usulan/masuk", **given, to_unit=town.to_unit, to_post=town.to_jabatan)  # type: ignore[arg-type]
    assert "Tujuan" in town.read(address)


@pytest.mark.both_databases
def test_the_decision_is_recorded_on_its_page_with_its_scan(town: Town) -> None:
    number, clock = town.draft(), town.runtime.clock
    town.press(f"/usulan/{number}/keluar", kind="B", government="Pemerintah Kota Lain")
    with town.runtime.database.writing() as session:
        values = {"state": State.APPROVED, "route": "outgoing/1"}
        session.execute(update(Transfer).where(Transfer.number == number).values(**values))
        card = find_card(session, number)
        assert card is not None
        open_stages(session, card, State.APPROVED, today=clock.today(), at=clock.now())
    town.become("verifier")
    (task,) = town.open_tasks()
    page = f"/usulan/{number}/putusan-luar"
    assert town.client.get(f"/putusan-luar/tugas/{task.id}").headers["Location"] == page
    shown = town.read(page)
    assert "Gubernur" in shown
    assert "<span>Pemerintah Kota Lain</span>" in shown, "no comma stands for a post that nobody named"
    given = {"outcome": "outside_agreed", **AGREED}
    town.press(page, 422, **given)
    sent = {**given, "file": (BytesIO(pdf()), "sk.pdf")}
    assert town.client.post(page, data=sent).status_code == 303
    town.read(page, 404)
    assert "Pindah keluar, diputus instansi yang berwenang" in town.read(f"/usulan/{number}")
    with town.runtime.database.reading() as session:
        found = find_crossing(session, card.id)
        assert found is not None
        assert found.paper_id is not None
