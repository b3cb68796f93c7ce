"""A filed revocation: asked for with a reason, heard, checked, advised on, decided, and carried out with its decree."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.letters.model import Letter
from mutasi_flow.people import service as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Employee, Placement
from mutasi_flow.transfers.domain import LegalKind
from mutasi_flow.transfers.model import RuleEvaluation, Transfer
from mutasi_flow.transfers.objections import find_decision
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.queries.revocations import Filed, find_revocation, find_revoked
from mutasi_flow.transfers.service import Destination, NewTransfer, complete_task, edit_draft
from mutasi_flow.transfers.service.crossing import Other, go_outside
from mutasi_flow.transfers.service.revoking import file_revocation, may_file_revocation
from mutasi_flow.transfers.workflow import Action, State
from tests.factories import make_jabatan
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_api import Program, program
from tests.transfers.test_pages import Town, town

__all__ = ["program", "town"]
WHY = "Jabatan tujuan ternyata sudah terisi sebelum SK terbit."


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def card_of(scene: Scene, number: str) -> TransferCard:
    scene.session.expire_all()
    card = find_card(scene.session, number)
    assert card is not None
    return card


def ask(scene: Scene, number: str, who: str | Actor = "planner", reason: str = WHY) -> str:
    actor = scene.actors[who] if isinstance(who, str) else who
    return file_revocation(scene.session, number, reason, actor=actor, clock=scene.clock)


def answer(scene: Scene, kind: str, outcome: str, who: Actor, **answers: object) -> None:
    task = next(one for one in scene.open_tasks() if one.kind == kind)
    complete_task(scene.session, task.id, who, scene.clock, Answer(outcome, "", answers))


def to_approved(scene: Scene, number: str) -> str:
    """Walk a filed revocation up to the desk of whoever signs."""
    filed, team = ask(scene, number), replace(scene.actors["verifier"], grants=grants_of(Role.TEAM_MEMBER, ""))
    scene.press(filed, Action.SUBMIT, "planner")
    answer(scene, "opinion_employee", "support", scene.me)
    scene.press(filed, Action.CONCLUDE_CONSULTATION, "verifier")
    answer(scene, "deliberate", "recommended", team, paper="BA-7", paper_on="2026-03-02")
    scene.press(filed, Action.APPROVE, "decider")
    return filed


def test_a_filed_revocation_walks_its_route_and_restores_the_former_post(scene: Scene) -> None:
    number = scene.to_decreed()
    former = scene.employee.unit_id
    filed = to_approved(scene, number)
    card = card_of(scene, filed)
    assert (card.route, card.to_unit_id, card.revokes_id) == ("revocation/1", scene.old.id, card_of(scene, number).id)
    assert card_of(scene, number).state is State.DECREED, "nothing is revoked before the decree"
    scene.press(filed, Action.DECREE, "signer")
    assert (card_of(scene, filed).state, card_of(scene, number).state) == (State.DECREED, State.REVOKED)
    assert scene.session.get_one(Employee, scene.employee.id).unit_id == former
    standing = select(Placement).where(Placement.employee_id == scene.employee.id, Placement.revoked_at.is_(None))
    assert {one.unit_id for one in scene.session.scalars(standing)} == {former}


def test_its_decree_says_why_and_is_a_letter_of_the_file(scene: Scene) -> None:
    number = scene.to_decreed()
    filed = to_approved(scene, number)
    scene.press(filed, Action.DECREE, "signer")
    first, revocation = scene.session.scalars(select(Letter).order_by(Letter.id))
    assert (first.about_id, first.revoked_at) == (card_of(scene, number).id, scene.clock.now())
    assert (revocation.kind, revocation.about_id) == ("transfer_revocation", card_of(scene, filed).id)
    text = str(revocation.context)
    assert WHY[1:-1] in text
    assert first.number in text
    assert "SDN Lama" in text.split("Mengembalikan")[1]
    rows = audit.trail(scene.session, f"transfer:{card_of(scene, number).id}")
    assert (rows[-1].action, rows[-1].payload["filed"], rows[-1].payload["reason"]) == ("revoked", filed, WHY)
    assert audit.trail(scene.session, f"transfer:{card_of(scene, filed).id}")[-1].payload["revokes"] == number


def test_rules_about_moves_are_not_asked_of_a_way_back(scene: Scene) -> None:
    number = scene.to_decreed()
    filed = to_approved(scene, number)
    kept = scene.session.scalars(select(RuleEvaluation).where(RuleEvaluation.transfer_id == card_of(scene, filed).id))
    assert [one.verdicts for one in kept] == [[], []]


@pytest.mark.parametrize("who", ["verifier", "decider", "auditor", "signer"])
def test_who_proposes_no_moves_files_no_revocation(scene: Scene, who: str) -> None:
    number = scene.to_decreed()
    with pytest.raises(NotPermitted):
        ask(scene, number, who)


def test_nobody_files_about_the_own_decree_or_a_strangers(scene: Scene) -> None:
    number = scene.to_decreed()
    own = replace(scene.actors["planner"], employee_id=scene.employee.id)
    assert not may_file_revocation(scene.session, card_of(scene, number), own)
    with pytest.raises(NotPermitted):
        ask(scene, number, own)
    with pytest.raises(NotFound):
        ask(scene, number, replace(scene.actors["planner"], account_id=None, grants=grants_of(Role.PLANNER, "/9/")))


def test_a_reason_is_asked_and_only_what_stands_is_revoked(scene: Scene) -> None:
    number = scene.to_decreed()
    with pytest.raises(InvalidInput):
        ask(scene, number, reason="  ")
    filed = ask(scene, number)
    with pytest.raises(Conflict, match=filed):
        ask(scene, number)
    scene.press(number, Action.REVOKE, "signer", reason="Langsung.")
    with pytest.raises(Refused) as refused:
        scene.press(filed, Action.SUBMIT, "planner")
    assert [str(one) for one in refused.value.reasons] == [
        f"SK usulan {number} sudah tidak berlaku, jadi tidak perlu dicabut lagi."
    ]


def test_revoked_at_once_in_between_the_file_finds_nothing_left(scene: Scene) -> None:
    number = scene.to_decreed()
    filed = to_approved(scene, number)
    scene.press(number, Action.REVOKE, "signer", reason="Langsung.")
    with pytest.raises(Refused, match="belum dapat dilakukan"):
        scene.press(filed, Action.DECREE, "signer")
    assert card_of(scene, filed).state is State.APPROVED


def test_a_later_placement_is_revoked_first(scene: Scene) -> None:
    number = scene.to_decreed()
    people.place(
        scene.session,
        employee_id=scene.employee.id,
        unit_id=scene.root.id,
        jabatan_id=scene.teacher.id,
        from_on=date(2027, 3, 1),
        letter_number="SK-99",
        source="decree",
        today=scene.clock.today(),
        at=scene.clock.now(),
    )
    with pytest.raises(Conflict, match="SK-99"):
        ask(scene, number)


def test_a_former_post_that_nobody_knows_cannot_be_restored(scene: Scene) -> None:
    number = scene.to_decreed()
    scene.session.query(Transfer).filter_by(number=number).update({"from_jabatan_id": None})
    with pytest.raises(Conflict, match="Jabatan semula"):
        ask(scene, number)


def test_it_leads_back_and_nowhere_else(scene: Scene) -> None:
    filed, planner = ask(scene, scene.to_decreed()), scene.actors["planner"]
    elsewhere = NewTransfer(scene.employee.id, (Destination(scene.root.id, scene.teacher.id),), reason=WHY)
    with pytest.raises(InvalidInput, match="jabatan semula"):
        edit_draft(scene.session, filed, elsewhere, actor=planner, clock=scene.clock)
    with pytest.raises(Conflict, match="jabatan semula"):
        go_outside(scene.session, filed, LegalKind.B, Other("Kota Lain"), actor=planner, clock=scene.clock)
    same = replace(elsewhere, destinations=(Destination(scene.old.id, scene.teacher.id),), reason="Lebih jelas.")
    edit_draft(scene.session, filed, same, actor=planner, clock=scene.clock)
    assert card_of(scene, filed).reason == "Lebih jelas."


def test_a_way_back_to_a_managerial_post_is_heard_openly(scene: Scene) -> None:
    number = scene.to_decreed()
    head = make_jabatan(scene.session, "Kepala Bidang", kind=JabatanKind.STRUCTURAL)
    scene.session.query(Transfer).filter_by(number=number).update({"from_jabatan_id": head.id})
    assert not card_of(scene, ask(scene, number)).is_secret


def test_a_revocation_is_not_revoked_itself(scene: Scene) -> None:
    number = scene.to_decreed()
    filed = to_approved(scene, number)
    scene.press(filed, Action.DECREE, "signer")
    with pytest.raises(Refused) as refused:
        scene.press(filed, Action.REVOKE, "signer", reason="Kembali lagi.")
    assert "Ajukan usulan baru" in str(refused.value.reasons[0])
    with pytest.raises(NotPermitted):
        ask(scene, filed)


def test_both_files_name_each_other_once_it_is_sent(scene: Scene) -> None:
    number, planner = scene.to_decreed(), scene.actors["planner"]
    filed = ask(scene, number)
    assert find_revocation(scene.session, card_of(scene, number), planner) is None, "a draft is its author's"
    scene.press(filed, Action.SUBMIT, "planner")
    assert find_revocation(scene.session, card_of(scene, number), planner) == Filed(filed, State.PROPOSED)
    assert find_revoked(scene.session, card_of(scene, filed), planner) == Filed(number, State.DECREED)
    assert find_revoked(scene.session, card_of(scene, number), planner) is None


def test_until_it_is_decreed_the_employee_may_still_object_to_the_first(scene: Scene) -> None:
    number = scene.to_decreed()
    to_approved(scene, number)
    assert find_decision(scene.session, card_of(scene, number), scene.clock) is not None


def test_by_its_pages_from_the_link_to_the_draft_that_is_sent(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    for who, act in (("verifier", "conclude_consultation"), ("decider", "approve"), ("signer", "decree")):
        town.become(who)
        town.press(f"/telaah/{number}/{act}")
    town.become("verifier")
    assert "/pencabutan" not in town.read(f"/usulan/{number}")
    town.read(f"/usulan/{number}/pencabutan", 403)
    town.become("staffing")
    assert f"/usulan/{number}/pencabutan" in town.read(f"/usulan/{number}")
    assert "SDN Lama" in town.read(f"/usulan/{number}/pencabutan")
    assert "Alasan: belum diisi." in town.press(f"/usulan/{number}/pencabutan", 422, reason="")
    filed = town.press(f"/usulan/{number}/pencabutan", reason=WHY).split("/")[2]
    page = town.read(f"/usulan/{filed}/periksa")
    assert "Kembali ke" in page
    assert f"/usulan/{filed}/tujuan" not in page
    assert f"/usulan/{filed}/tujuan" not in town.read(f"/usulan/{filed}/isi")
    assert "Mengapa SK ini perlu dicabut?" in town.read(f"/usulan/{filed}/alasan")
    town.press(f"/usulan/{filed}/alasan", reason="Jabatan itu sudah terisi.")
    town.press(f"/usulan/{filed}/kirim", declared="ya")
    assert number in town.read(f"/usulan/{filed}")
    town.become("verifier")
    page = town.read(f"/telaah/{filed}")
    assert "Masih ditunggu: Tanggapan pegawai sampai" in page, "in the words of whoever waits, not of whom is asked"
    assert "Tanggapan Anda" not in page
    assert "meminta pencabutan SK pada" in page
    assert "Tidak ada aturan yang ditanyakan" in page
    town.become("p0")
    page = town.read(f"/usulan/{number}")
    assert filed in page, "the employee learns of it"
    assert f"/usulan/{number}/pencabutan" not in page
    assert "Jabatan itu sudah terisi." in town.read(f"/usulan/{filed}")


def test_programs_ask_for_it_by_the_same_permission(program: Program) -> None:
    number = program.draft()[1]["number"]
    program.act("p0", number, "submit")
    program.town.answer_all()
    path = f"/transfers/{number}/revocation"
    assert program.call("staffing", "POST", path, {"reason": WHY})[0] == 403, "nothing is decreed yet"
    for who, act in (("verifier", "conclude_consultation"), ("decider", "approve"), ("signer", "decree")):
        assert program.act(who, number, act)[0] == 200
    for who, status in (("verifier", 403), ("p0", 403), ("signer", 403)):
        assert program.call(who, "POST", path, {"reason": WHY})[0] == status
    assert program.call("staffing", "POST", path, {"reason": ""})[0] == 422
    status, filed = program.call("staffing", "POST", path, {"reason": WHY}, key="once")
    assert (status, filed["state"], filed["to_unit"]) == (201, "draft", "SDN Lama")
    assert program.call("staffing", "POST", path, {"reason": WHY}, key="once")[1]["number"] == filed["number"]
    assert program.call("staffing", "POST", path, {"reason": WHY})[0] == 409
