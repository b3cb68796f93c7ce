"""A prefilled correction: what differs from the record, issued as a decree that changes the first one."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Act, Holding, Role, grants_of
from mutasi_flow.core.audit import trail
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.decrees.signing.service.finding import as_signer
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Employee, Placement, Unit
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service.comparing import Differing, list_differences, list_differing
from mutasi_flow.transfers.service.correcting import correct, fingerprint, reason_for
from mutasi_flow.transfers.service.decree import find_standing
from mutasi_flow.transfers.trail import chain_of
from mutasi_flow.transfers.workflow import Action
from tests.factories import TODAY, make_unit
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_authority import as_official, delegate, official
from tests.transfers.test_pages import Town, town
from tests.transfers.test_signing import decreed

__all__ = ["town"]


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def renamed(session: Session, card: TransferCard) -> tuple[Differing, ...]:
    session.execute(update(Employee).where(Employee.id == card.employee_id).values(name="Sulastri", rank="IV/e"))
    session.expire_all()
    standing = find_standing(session, card)
    assert standing is not None
    return list_differing(session, card, standing)


def test_a_correction_says_what_the_record_says_and_both_lead_to_each_other(scene: Scene) -> None:
    session, number = scene.session, scene.to_decreed()
    card = find_card(session, number)
    assert card is not None
    first, found = find_standing(session, card), renamed(session, card)
    assert first is not None
    before = session.execute(select(Placement.from_on, Placement.unit_id).order_by(Placement.id.desc())).first()
    assert [one.label for one in found] == ["Nama", "Pangkat/gol. ruang"]
    reason = reason_for(found)
    assert "seharusnya “" in reason
    issued = correct(session, number, fingerprint(found), reason, actor=scene.actors["signer"], clock=scene.clock)
    amended, letter = letters.get_letter(session, first.id), letters.get_letter(session, issued.id)
    assert (amended.amended_by_id, amended.revoked_at, amended.sha256) == (issued.id, None, first.sha256)
    assert letters.find_amended(session, letter.id) == amended
    context = letters.get_context(session, letter.id)
    assert "SULASTRI" in context["subject"][0] or "Sulastri" in context["clauses"][0]["rows"][0]["value"]
    assert reason in context["considering"][1]
    assert list_differences(session, card, amended) == (), "what was corrected keeps nobody from signing"
    row = session.execute(
        select(Placement.from_on, Placement.unit_id, Placement.letter_number).order_by(Placement.id.desc())
    ).first()
    assert before is not None
    assert row is not None
    assert tuple(row) == (*before, letter.number), "place and day stay"
    last = trail(session, chain_of(card.id))[-1]
    assert (last.action, set(last.payload["corrected"])) == ("decree_corrected", {"Nama", "Pangkat/gol. ruang"})


def test_what_keeps_a_correction_back(scene: Scene) -> None:
    session, number = scene.session, scene.to_decreed()
    card = find_card(session, number)
    assert card is not None
    signer = scene.actors["signer"]
    with pytest.raises(Conflict):
        correct(session, number, "", "Alasan.", actor=signer, clock=scene.clock)
    seen = fingerprint(renamed(session, card))
    with pytest.raises(Conflict):
        correct(session, number, "lain", "Alasan.", actor=signer, clock=scene.clock)
    with pytest.raises(InvalidInput):
        correct(session, number, seen, " ", actor=signer, clock=scene.clock)
    own = replace(signer, employee_id=card.employee_id)
    acting = replace(signer, grants=grants_of(Role.SIGNER, "", Holding.PLT))
    for other in (own, acting, scene.actors["verifier"]):
        with pytest.raises(NotPermitted):
            correct(session, number, seen, "Alasan.", actor=other, clock=scene.clock)


def test_a_wrong_former_post_of_a_signed_decree_is_corrected_and_placements_follow(scene: Scene) -> None:
    session, number = scene.session, scene.to_consulted()
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer", effective_on=TODAY + timedelta(days=30))
    card, key = find_card(session, number), scene.employee.id
    assert card is not None
    first = find_standing(session, card)
    assert first is not None
    true_post = Unit(code="LAIN", name="Kantor Lain", path="/999/")
    session.add(true_post)
    session.flush()
    session.execute(update(Employee).where(Employee.id == key).values(unit_id=true_post.id))
    session.expire_all()
    assert list_differing(session, card, first) == (), "what nobody signed is composed anew"
    session.execute(update(Letter).where(Letter.id == first.id).values(state=LetterState.SIGNED))
    first = letters.get_letter(session, first.id)
    found = list_differing(session, card, first)
    assert [(one.label, one.recorded) for one in found] == [("Unit kerja lama", "Kantor Lain")]
    given = {"actor": scene.actors["signer"], "clock": scene.clock}
    issued = correct(session, number, fingerprint(found), reason_for(found), **given)  # type: ignore[arg-type]
    changed, letter = find_card(session, number), letters.get_letter(session, issued.id)
    assert changed is not None
    assert (changed.from_unit, changed.from_path, changed.to_unit) == ("Kantor Lain", "/999/", card.to_unit)
    assert list_differences(session, changed, letter) == (), "nothing keeps the amendment from being signed"
    standing = select(Placement.unit_id, Placement.letter_number).where(
        Placement.employee_id == key, Placement.revoked_at.is_(None)
    )
    rows = [tuple(row) for row in session.execute(standing.order_by(Placement.from_on, Placement.id))]
    assert rows[-2:] == [(true_post.id, ""), (card.to_unit_id, issued.number)]


def test_the_official_of_the_true_former_unit_is_named_on_the_amendment_and_signs_it(scene: Scene) -> None:
    session, number = scene.session, scene.to_consulted()
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer", effective_on=TODAY + timedelta(days=30))
    true_unit = make_unit(session, "Kantor Lain", scene.root)
    printed, true = (official(session, unit, Role.SIGNER) for unit in (scene.old, true_unit))
    for unit in (scene.old, true_unit):
        delegate(session, unit, Act.SIGN, unit_id=unit.id)
    session.execute(update(Employee).where(Employee.id == scene.employee.id).values(unit_id=true_unit.id))
    session.execute(update(Letter).values(state=LetterState.SIGNED))
    session.expire_all()
    card = find_card(session, number)
    assert card is not None
    first = find_standing(session, card)
    assert first is not None
    found, signer = list_differing(session, card, first), as_official(session, true)
    seen, reason = fingerprint(found), reason_for(found)
    with pytest.raises(NotPermitted):
        correct(session, number, seen, reason, actor=as_official(session, printed), clock=scene.clock)
    issued = correct(session, number, seen, reason, actor=signer, clock=scene.clock)
    session.expire_all()
    changed, letter = find_card(session, number), letters.get_letter(session, issued.id)
    assert changed is not None
    assert as_signer(session, changed, letter, signer, TODAY).account_id == true.id


def test_by_the_pages(town: Town) -> None:
    number, _ = decreed(town)
    with town.runtime.database.writing() as session:
        session.execute(update(Employee).where(Employee.id == town.employee_id).values(name="Sulastri"))
    place = f"/usulan/{number}/sk/perbaikan"
    town.become("verifier")
    town.read(place, 403)
    town.become("signer")
    assert place in town.read(f"/usulan/{number}/sk")
    page = town.read(place)
    assert "<ins>Sulastri" in page
    seen = re.search(r'<textarea name="seen" hidden>(.*?)</textarea>', page, re.DOTALL)
    assert seen is not None
    sent = unescape(seen[1]).replace("\n", "\r\n")
    town.press(place, 422, seen=sent, reason="")
    issued = town.press(place, seen=sent, reason="terdapat kekeliruan penulisan nama")
    assert "Mengubah" in town.read(issued)
    first = town.read(f"/usulan/{number}/sk?surat=1")
    assert ("Diubah dengan" in first, place in first) == (True, False)
    assert "sama dengan data pegawai" in town.read(place)
