"""Papers on the road: who may add them, what a verdict does, and letters that stand for a unit."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads import Examined
from mutasi_flow.transfers.documents import NOT_BY_WHO_ATTACHED, Upload
from mutasi_flow.transfers.domain import PaperKind, PaperVerdict, Stance, Voice
from mutasi_flow.transfers.queries import find_card, list_opinions, list_papers
from mutasi_flow.transfers.service import attach_paper, judge_paper, lapse_overdue_voices
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import Scene, build_scene

SURAT = Examined(b"%PDF-1.7 surat", "application/pdf", ".pdf", pages=1)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def attach(
    scene: Scene,
    files: FileStore,
    number: str,
    kind: PaperKind,
    *,
    who: str = "second_verifier",
    file: Examined = SURAT,
) -> int:
    actor = scene.me if who == "me" else scene.actors[who]
    upload = Upload(kind, "surat.pdf", file, "800/5/2026", date(2026, 2, 27))
    return attach_paper(scene.session, files, number, upload, actor=actor, clock=scene.clock)


def judge(
    scene: Scene, number: str, paper_id: int, verdict: PaperVerdict, reason: str = "", *, who: str = "verifier"
) -> None:
    actor = scene.me if who == "me" else scene.actors[who]
    judge_paper(scene.session, number, paper_id, verdict, reason=reason, actor=actor, clock=scene.clock)


@pytest.mark.parametrize("kind", [PaperKind.RELEASE, PaperKind.ACCEPTANCE])
@pytest.mark.parametrize("verdict", [PaperVerdict.ACCEPTED, PaperVerdict.REFUSED])
def test_nobody_alone_brings_a_units_answer_and_judges_it(
    scene: Scene, files: FileStore, kind: PaperKind, verdict: PaperVerdict
) -> None:
    number = submitted(scene)
    paper_id = attach(scene, files, number, kind, who="verifier")
    with pytest.raises(NotPermitted) as refused:
        judge(scene, number, paper_id, verdict, "Tanpa cap.")
    assert refused.value.text == NOT_BY_WHO_ATTACHED
    assert len(scene.open_tasks()) == 2
    judge(scene, number, paper_id, verdict, "Tanpa cap.", who="second_verifier")
    assert len(scene.open_tasks()) == (1 if verdict is PaperVerdict.ACCEPTED else 2)


def test_who_attached_a_paper_that_answers_for_nobody_may_judge_it(scene: Scene, files: FileStore) -> None:
    number = submitted(scene)
    judge(scene, number, attach(scene, files, number, PaperKind.PROOF, who="verifier"), PaperVerdict.ACCEPTED)


def submitted(scene: Scene) -> str:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    return number


def transfer_id(scene: Scene, number: str) -> int:
    card = find_card(scene.session, number)
    assert card is not None
    return card.id


@pytest.mark.parametrize(
    ("kind", "voice", "left"),
    [
        (PaperKind.RELEASE, Voice.SUPERVISOR, "opinion_receiving"),
        (PaperKind.ACCEPTANCE, Voice.RECEIVING, "opinion_supervisor"),
    ],
)
def test_a_verified_letter_completes_the_task_of_the_unit(
    scene: Scene, files: FileStore, kind: PaperKind, voice: Voice, left: str
) -> None:
    number = submitted(scene)
    paper_id = attach(scene, files, number, kind)
    assert len(scene.open_tasks()) == 2
    judge(scene, number, paper_id, PaperVerdict.ACCEPTED)
    assert [task.kind for task in scene.open_tasks()] == [left]
    (opinion,) = list_opinions(scene.session, transfer_id(scene, number))
    head = scene.old_head if kind is PaperKind.RELEASE else scene.new_head
    assert (opinion.voice, opinion.stance, opinion.employee_id) == (voice, Stance.SUPPORT, head.id)
    assert opinion.letter == "800/5/2026 tanggal 27 Februari 2026"


def test_both_letters_open_verification_and_nobody_is_asked_again_after_a_return(
    scene: Scene, files: FileStore
) -> None:
    number = submitted(scene)
    for kind in (PaperKind.RELEASE, PaperKind.ACCEPTANCE):
        judge(scene, number, attach(scene, files, number, kind), PaperVerdict.ACCEPTED)
    assert [task.kind for task in scene.open_tasks()] == ["verify"]
    scene.press(number, Action.RETURN, "verifier", reason="Alasan kurang jelas.")
    scene.press(number, Action.RESUBMIT, scene.me)
    assert [task.kind for task in scene.open_tasks()] == ["verify"]


def silent_stances(scene: Scene, number: str) -> dict[Voice, tuple[Stance, str]]:
    opinions = list_opinions(scene.session, transfer_id(scene, number))
    return {opinion.voice: (opinion.stance, opinion.letter) for opinion in opinions}


@pytest.mark.parametrize("concluded", [False, True])
def test_a_letter_that_comes_after_silence_takes_its_place_and_the_trail_keeps_both(
    scene: Scene, files: FileStore, *, concluded: bool
) -> None:
    number = submitted(scene)
    scene.moving.forward(30)
    assert lapse_overdue_voices(scene.session, transfer_id(scene, number), scene.clock) == 2
    if concluded:
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    waiting = [task.kind for task in scene.open_tasks()]
    judge(scene, number, attach(scene, files, number, PaperKind.RELEASE), PaperVerdict.ACCEPTED)
    assert silent_stances(scene, number) == {
        Voice.SUPERVISOR: (Stance.SUPPORT, "800/5/2026 tanggal 27 Februari 2026"),
        Voice.RECEIVING: (Stance.SILENT, ""),
    }
    assert [task.kind for task in scene.open_tasks()] == waiting
    actions = [row.action for row in audit.trail(scene.session, f"transfer:{transfer_id(scene, number)}")]
    assert actions.index("silence_recorded") < actions.index("silence_replaced") < actions.index("paper_judged")


def test_a_refused_late_letter_leaves_silence_as_it_is(scene: Scene, files: FileStore) -> None:
    number = submitted(scene)
    scene.moving.forward(30)
    lapse_overdue_voices(scene.session, transfer_id(scene, number), scene.clock)
    judge(scene, number, attach(scene, files, number, PaperKind.RELEASE), PaperVerdict.REFUSED, "Tanpa cap.")
    assert {stance for stance, _letter in silent_stances(scene, number).values()} == {Stance.SILENT}


def test_a_refused_letter_answers_nothing_and_needs_a_reason(scene: Scene, files: FileStore) -> None:
    number = submitted(scene)
    paper_id = attach(scene, files, number, PaperKind.RELEASE)
    with pytest.raises(InvalidInput):
        judge(scene, number, paper_id, PaperVerdict.REFUSED, " ")
    judge(scene, number, paper_id, PaperVerdict.REFUSED, "Tanpa cap.")
    assert len(scene.open_tasks()) == 2
    assert list_papers(scene.session, transfer_id(scene, number))[0].verdict_reason == "Tanpa cap."


def test_a_letter_that_is_no_answer_of_a_unit_completes_nothing(scene: Scene, files: FileStore) -> None:
    number = submitted(scene)
    judge(scene, number, attach(scene, files, number, PaperKind.PROOF), PaperVerdict.ACCEPTED)
    assert len(scene.open_tasks()) == 2


def test_a_newer_paper_replaces_the_former_which_can_no_longer_be_judged(scene: Scene, files: FileStore) -> None:
    number = submitted(scene)
    former = attach(scene, files, number, PaperKind.PROOF)
    newer = attach(scene, files, number, PaperKind.PROOF)
    assert [paper.id for paper in list_papers(scene.session, transfer_id(scene, number))] == [newer]
    with pytest.raises(NotFound):
        judge(scene, number, former, PaperVerdict.ACCEPTED)


def test_only_the_office_adds_papers_after_sending_and_only_it_judges(scene: Scene, files: FileStore) -> None:
    number = scene.draft()
    paper_id = attach(scene, files, number, PaperKind.SIGNED_REQUEST, who="me")
    scene.press(number, Action.SUBMIT, scene.me)
    with pytest.raises(NotPermitted):
        attach(scene, files, number, PaperKind.PROOF, who="me")
    with pytest.raises(NotPermitted):
        judge(scene, number, paper_id, PaperVerdict.ACCEPTED, who="me")
    with pytest.raises(NotPermitted):
        judge(scene, number, paper_id, PaperVerdict.ACCEPTED, who="decider")


def test_nothing_is_added_or_judged_after_the_decision(scene: Scene, files: FileStore) -> None:
    number = scene.to_consulted()
    paper_id = attach(scene, files, number, PaperKind.PROOF)
    scene.press(number, Action.APPROVE, "decider")
    with pytest.raises(Conflict):
        attach(scene, files, number, PaperKind.PROOF)
    with pytest.raises(Conflict):
        judge(scene, number, paper_id, PaperVerdict.ACCEPTED)


def test_a_letter_needs_its_number_and_date(scene: Scene, files: FileStore) -> None:
    upload = Upload(PaperKind.RELEASE, "surat.pdf", SURAT)
    with pytest.raises(InvalidInput):
        attach_paper(scene.session, files, scene.draft(), upload, actor=scene.me, clock=scene.clock)
