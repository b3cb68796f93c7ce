"""Supporting letters on the road: who signs and prints which, what they satisfy, and scans that come back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import LetterState, Standing
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.domain import Severity
from mutasi_flow.people.model import Discipline, Employee
from mutasi_flow.transfers.documents import LETTER_OF, Maker, Need, Requirement, add_requirement, find_item
from mutasi_flow.transfers.documents import Standing as PaperStanding
from mutasi_flow.transfers.domain import LegalKind, PaperVerdict
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service import compose_letter, edit_draft, list_offers, write_letter
from mutasi_flow.transfers.service.composing import COMPOSERS
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_api_papers import Papers
from tests.transfers.test_pages import Town
from tests.transfers.test_required_papers import file_for_employee, new_transfer

DOCUMENTS = ["discipline_clearance", "study_clearance", "release", "acceptance", "cover_letter", "signed_request"]


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def card_of(scene: Scene, number: str) -> TransferCard:
    card = find_card(scene.session, number)
    assert card is not None
    return card


def sent(scene: Scene) -> str:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    return number


def signer_of(scene: Scene, document: str) -> Any:
    if document == "signed_request":
        return scene.me
    if document == "cover_letter":
        return scene.actors["verifier"]
    return scene.actor_of(scene.new_head if document == "acceptance" else scene.old_head)


def write(scene: Scene, number: str, document: str, actor: Any, *, signing: bool = True) -> int:
    return write_letter(scene.session, number, document, signing=signing, actor=actor, clock=scene.clock).id


def standing(scene: Scene, number: str, document: str) -> PaperStanding:
    item = find_item(scene.session, card_of(scene, number), document, scene.clock)
    assert item is not None
    return item.standing


def test_every_written_document_has_its_composer() -> None:
    assert set(COMPOSERS) == set(LETTER_OF)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_maker_signs_with_the_own_account_and_nobody_else_does(scene: Scene, document: str) -> None:
    number = sent(scene)
    scene.answer_all()
    signer = signer_of(scene, document)
    for other in (scene.me, scene.actor_of(scene.new_head), scene.actor_of(scene.old_head), scene.actors["verifier"]):
        if other is not signer:
            with pytest.raises((NotPermitted, NotFound)):
                write(scene, number, document, other)
    letter = letters.get_letter(scene.session, write(scene, number, document, signer))
    assert (letter.state, letter.kind) == (LetterState.SIGNED, LETTER_OF[document])
    assert standing(scene, number, document) is PaperStanding.SIGNED
    context = letters.get_context(scene.session, letter.id)
    assert context["signature"]["lines"][1] == "2 Maret 2026 pukul 09.00"
    rows = audit.trail(scene.session, f"transfer:{card_of(scene, number).id}")
    assert [row.payload["document"] for row in rows if row.action == "letter_signed"] == [document]


def test_a_consent_follows_the_opinion_and_prints_its_condition(scene: Scene) -> None:
    number, head = sent(scene), scene.actor_of(scene.old_head)
    with pytest.raises(Refused, match="belum dapat dibuat") as refused:
        write(scene, number, "release", head)
    assert "Beri tanggapan" in str(refused.value.reasons[0])
    write(scene, number, "release", head, signing=False)
    scene.answer_all("conditions", "Setelah ada pengganti.")
    context = letters.get_context(scene.session, write(scene, number, "release", head))
    assert context["sections"][-1]["points"] == ["Setelah ada pengganti."]


def test_a_head_who_is_against_gives_no_letter_of_consent(scene: Scene) -> None:
    number = sent(scene)
    scene.answer_all("against", "Kurang guru.")
    for signing in (True, False):
        with pytest.raises(Refused):
            write(scene, number, "acceptance", scene.actor_of(scene.new_head), signing=signing)


@pytest.mark.parametrize(
    ("document", "position"),
    [("discipline_clearance", "15"), ("discipline_clearance", "91"), ("study_clearance", "03")],
)
def test_nobody_states_what_the_records_deny(scene: Scene, document: str, position: str) -> None:
    number = sent(scene)
    scene.session.execute(update(Employee).where(Employee.id == scene.employee.id).values(legal_position=position))
    with pytest.raises(Refused):
        write(scene, number, document, scene.actor_of(scene.old_head))


@pytest.mark.parametrize(("ends", "is_refused"), [(0, True), (-1, False), (None, True)])
def test_a_sanction_holds_the_statement_back_up_to_its_last_day(
    scene: Scene, ends: int | None, is_refused: bool
) -> None:
    number, today = sent(scene), scene.clock.today()
    last = None if ends is None else today + timedelta(days=ends)
    row = Discipline(employee_id=scene.employee.id, severity=Severity.MODERATE, from_on=date(2025, 1, 1), to_on=last)
    scene.session.add(row)
    head = scene.actor_of(scene.old_head)
    writing = compose_letter(
        scene.session, card_of(scene, number), "discipline_clearance", actor=head, clock=scene.clock
    )
    assert bool(writing.refusals) is is_refused
    assert "Menurut catatan kepegawaian" in writing.letter.sections[-1].text


def test_what_the_system_does_not_hold_is_said_in_the_statement(scene: Scene) -> None:
    number, head = sent(scene), scene.actor_of(scene.old_head)
    card = card_of(scene, number)
    writing = compose_letter(scene.session, card, "discipline_clearance", actor=head, clock=scene.clock)
    assert "hukuman disiplin, pemeriksaan, dan proses peradilan" in writing.letter.sections[-1].text
    study = compose_letter(scene.session, card, "study_clearance", actor=head, clock=scene.clock)
    assert "Aktif" in study.letter.sections[-1].text
    assert "ikatan dinas tidak disimpan" in study.letter.sections[-1].text


def test_a_unit_without_head_leaves_the_letter_unwritten_and_says_so(scene: Scene) -> None:
    number = sent(scene)
    scene.old.head_id = None
    scene.session.flush()
    with pytest.raises(Refused) as refused:
        write(scene, number, "release", scene.actors["verifier"], signing=False)
    assert "Kepala unit" in str(refused.value.reasons[0])


def test_nobody_signs_for_a_unit_or_the_office_on_the_own_transfer(scene: Scene) -> None:
    scene.old.head_id = scene.employee.id
    scene.session.flush()
    number = sent(scene)
    with pytest.raises((NotPermitted, NotFound)):
        write(scene, number, "release", scene.me)
    card = card_of(scene, number)
    offers = list_offers(scene.session, card, scene.me, scene.clock)
    assert [one.document for one in offers if one.may_sign] == ["signed_request"]


def test_ink_printed_here_comes_back_as_a_scan_and_then_counts(scene: Scene) -> None:
    number = file_for_employee(scene)
    staffing = scene.actors["staffing"]
    letter_id = write(scene, number, "signed_request", staffing, signing=False)
    assert standing(scene, number, "signed_request") is PaperStanding.PREPARED
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.SUBMIT, "staffing")
    assert "Surat belum ditandatangani" in str(refused.value.reasons[0])
    scene.session.execute(update(Letter).where(Letter.id == letter_id).values(state=LetterState.RENDERED))
    paper_id = scene.bring(number, "signed_request")
    scene.press(number, Action.SUBMIT, "staffing")
    scene.judge(number, paper_id, PaperVerdict.ACCEPTED)
    assert letters.get_letter(scene.session, letter_id).standing is Standing.VALID


def test_a_scan_of_another_number_signs_nothing(scene: Scene) -> None:
    number = sent(scene)
    letter_id = write(scene, number, "cover_letter", scene.actors["verifier"], signing=False)
    scene.session.execute(update(Letter).where(Letter.id == letter_id).values(state=LetterState.RENDERED))
    paper_id = scene.bring(number, "cover_letter", letter_number="900/1", letter_on=date(2026, 3, 1))
    scene.judge(number, paper_id, PaperVerdict.ACCEPTED)
    assert letters.get_letter(scene.session, letter_id).standing is Standing.UNSIGNED


def test_the_employee_signs_what_somebody_else_files_and_a_changed_file_asks_again(scene: Scene) -> None:
    number, staffing = file_for_employee(scene), scene.actors["staffing"]
    letter_id = write(scene, number, "signed_request", scene.me)
    changed = new_transfer(scene, reason="Sakit menahun.")
    edit_draft(scene.session, number, changed, actor=staffing, clock=scene.clock)
    assert letters.get_letter(scene.session, letter_id).standing is Standing.REVOKED
    with pytest.raises(Refused):
        scene.press(number, Action.SUBMIT, "staffing")
    newer = write(scene, number, "signed_request", scene.me)
    assert "Sakit menahun." in letters.get_context(scene.session, newer)["sections"][2]["points"]
    scene.press(number, Action.SUBMIT, "staffing")
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")


def test_a_letter_signed_again_replaces_the_former(scene: Scene) -> None:
    number, verifier = sent(scene), scene.actors["verifier"]
    former, newer = write(scene, number, "cover_letter", verifier), write(scene, number, "cover_letter", verifier)
    row = letters.get_letter(scene.session, former)
    assert (row.standing, row.replaced_by_id) == (Standing.REPLACED, newer)
    sequences = scene.session.query(Letter.sequence).order_by(Letter.id).all()
    assert sequences == [(1,), (2,)]


def test_a_refused_letter_takes_no_number(scene: Scene) -> None:
    number, head = sent(scene), scene.actor_of(scene.old_head)
    with pytest.raises(Refused):
        write(scene, number, "release", head)
    assert scene.session.query(Letter).count() == 0


def test_a_signed_letter_satisfies_a_requirement_while_it_is_young_enough(scene: Scene) -> None:
    row = Requirement(
        "discipline_clearance",
        Need.REQUIRED,
        LegalKind.A,
        valid_days=30,
        source="Perbup 7/2026",
        from_on=scene.clock.today(),
    )
    add_requirement(scene.session, row, actor=scene.me, today=scene.clock.today(), at=scene.clock.now())
    number = sent(scene)
    scene.bring(number, "discipline_clearance", verdict=PaperVerdict.REFUSED)
    scene.answer_all()
    with pytest.raises(Refused):
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    write(scene, number, "discipline_clearance", scene.actor_of(scene.old_head))
    scene.moving.forward(31)
    assert standing(scene, number, "discipline_clearance") is PaperStanding.LAPSED
    write(scene, number, "discipline_clearance", scene.actor_of(scene.old_head))
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")


def test_only_uploads_count_where_the_office_wants_that_and_nothing_is_written_after_the_decision(scene: Scene) -> None:
    row = Requirement(
        "cover_letter",
        Need.OPTIONAL,
        LegalKind.A,
        source="Perbup 7/2026",
        from_on=scene.clock.today(),
        maker=Maker.NOBODY,
    )
    add_requirement(scene.session, row, actor=scene.me, today=scene.clock.today(), at=scene.clock.now())
    number = sent(scene)
    with pytest.raises(NotFound):
        write(scene, number, "cover_letter", scene.actors["verifier"])
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.APPROVE, "decider")
    with pytest.raises(Conflict):
        write(scene, number, "release", scene.actor_of(scene.old_head))


def test_revoking_the_decree_leaves_the_supporting_letters_in_force(scene: Scene) -> None:
    number = scene.to_consulted()
    kept = write(scene, number, "cover_letter", scene.actors["verifier"])
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer")
    scene.press(number, Action.REVOKE, "signer", reason="Keliru.")
    assert letters.get_letter(scene.session, kept).revoked_at is None


def test_a_long_reason_is_cut_into_paragraphs_that_a_letter_holds(scene: Scene) -> None:
    number = scene.draft(reason="kata " * 799)
    context = letters.get_context(scene.session, write(scene, number, "signed_request", scene.me))
    assert "".join(context["sections"][2]["points"]).count("kata") == 799


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


def test_a_head_signs_by_the_page_and_others_read_it(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    town.become("head0")
    path = f"/usulan/{number}/surat/discipline_clearance"
    assert path in town.read(f"/usulan/{number}")
    assert "Isi surat" in town.read(path)
    assert "Centang pernyataan dahulu." in town.press(path, 422, how="sign")
    town.press(path, how="sign", declared="ya")
    assert "Sudah ditandatangani" in town.read(path)
    assert town.client.get(f"/usulan/{number}/surat/1.pdf").headers["Location"].endswith(path)
    town.read(f"/usulan/{number}/surat/9.pdf", 404)
    town.read(f"/usulan/{number}/surat/proof", 404)
    town.become("p1")
    town.read(path, 404)
    town.read(f"/usulan/{number}/surat/1.pdf", 404)
    town.become("verifier")
    shown = town.read(f"/telaah/{number}")
    assert "SP.1/" in shown
    assert "Buat surat ini" in shown
    assert "Siapkan untuk dicetak" in town.read(f"/usulan/{number}/surat/cover_letter")


def test_a_program_writes_a_letter(
    runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None], app: Flask
) -> None:
    papers = Papers(Town(runtime, client, sign_in), FlaskClient(app))
    papers.submit()
    answer = papers.write("verifier", document="cover_letter", sign=True)
    assert answer.status_code == 201
    letter = next(one for one in answer.json["items"] if one["kind"] == "cover_letter")["letter"]
    assert (letter["state"], letter["kind"]) == ("signed", "cover_letter")
    assert papers.write("p0", document="cover_letter", sign=True).status_code in {403, 404}
    assert papers.write("verifier", document="proof").status_code == 404
    assert papers.write("verifier", letter="x").status_code == 422
