"""What the consultation came to, in one block for whoever decides."""

from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy.orm import Session

from mutasi_flow.inbox.domain import Answer
from mutasi_flow.transfers.consultation import Side, Summary, load_summary, summarise
from mutasi_flow.transfers.domain import ADVERSE, Door, Stance, Voice, label_stance
from mutasi_flow.transfers.queries import Seen, SeenOpinion, TransferCard, find_card
from mutasi_flow.transfers.service import Destination, NewTransfer, complete_task, create_draft, write_weighing
from mutasi_flow.transfers.service.tasks import lapse_overdue
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import Scene, build_scene

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
spoken = some.builds(
    SeenOpinion,
    id=some.integers(1, 99),
    voice=some.sampled_from(Voice),
    employee_name=some.none(),
    capacity=some.just(""),
    stance=some.none() | some.sampled_from(Stance),
    reason=some.just(""),
    answers=some.just({}),
    letter=some.just(""),
    given_at=some.just(NOON),
    weighed=some.sampled_from(["", "Dipenuhi."]),
    weighed_confirmed_at=some.none(),
    is_by_substitute=some.just(False),
)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def card_of(scene: Scene, number: str) -> TransferCard:
    scene.session.expire_all()
    card = find_card(scene.session, number)
    assert card is not None
    return card


def summary_of(scene: Scene, number: str, who: str = "decider") -> Summary:
    return load_summary(scene.session, card_of(scene, number), scene.actors[who], scene.clock)


def proposed_by_the_unit(scene: Scene) -> str:
    """Send a move that the planner proposes, so that the employee is asked."""
    new = NewTransfer(
        scene.employee.id,
        (Destination(scene.new.id, scene.teacher.id),),
        door=Door.PLAN,
        reason="Pemerataan guru.",
        reason_category="need",
    )
    number = create_draft(scene.session, new, scene.actors["planner"], scene.clock)
    scene.press(number, Action.SUBMIT, "planner")
    return number


def answer(scene: Scene, kind: str, outcome: str, reason: str = "") -> None:
    task = next(task for task in scene.open_tasks() if task.kind == kind)
    who = scene.actors[f"employee:{task.holder_employee_id}"]
    complete_task(scene.session, task.id, who, scene.clock, Answer(outcome, reason))


def words(summary: Summary) -> dict[Side, str]:
    return {one.side: str(one.words) for one in summary.consents}


def test_before_anybody_answers_the_block_says_who_is_waited_for(scene: Scene) -> None:
    summary = summary_of(scene, proposed_by_the_unit(scene))
    assert words(summary) == {
        Side.EMPLOYEE: "Pegawai belum menjawab",
        Side.RELEASING: "Unit asal belum menjawab",
        Side.RECEIVING: "Unit tujuan belum menjawab",
    }
    assert (summary.asked, summary.answered) == (3, 0)
    assert set(summary.waiting) == {Voice.EMPLOYEE, Voice.SUPERVISOR, Voice.RECEIVING}


def test_an_objection_of_the_employee_stands_first_and_must_be_answered(scene: Scene) -> None:
    number = proposed_by_the_unit(scene)
    answer(scene, "opinion_receiving", "conditions", "Sesudah semester.")
    answer(scene, "opinion_employee", "against", "Merawat orang tua.")
    answer(scene, "opinion_supervisor", "support")
    summary = summary_of(scene, number)
    assert words(summary) == {
        Side.EMPLOYEE: "Pegawai keberatan",
        Side.RELEASING: "Unit asal melepas",
        Side.RECEIVING: "Unit tujuan menerima dengan syarat",
    }
    assert [one.voice for one in summary.adverse] == [Voice.EMPLOYEE, Voice.RECEIVING]
    assert summary.unanswered == 2
    assert [str(one) for one in summary.exceptions] == [
        "Pegawai: Keberatan.",
        "Kepala unit tujuan: Mendukung dengan syarat.",
    ]
    key = summary.adverse[0].id
    write_weighing(
        scene.session, number, key, "Dicarikan sekolah dekat.", actor=scene.actors["verifier"], clock=scene.clock
    )
    assert summary_of(scene, number).unanswered == 1
    assert str(summary.words) == "3 ditanya, 3 menjawab: 1 mendukung, 1 dengan syarat, 1 tidak mendukung."


def test_silence_is_named_and_is_no_consent(scene: Scene) -> None:
    number = proposed_by_the_unit(scene)
    scene.moving.forward(30)
    lapse_overdue(scene.session, card_of(scene, number), today=scene.clock.today(), at=scene.clock.now())
    summary = summary_of(scene, number)
    assert words(summary)[Side.EMPLOYEE] == "Pegawai tidak menjawab sampai batas waktu"
    assert (summary.asked, summary.answered) == (3, 0)
    assert set(summary.silent) == {Voice.EMPLOYEE, Voice.SUPERVISOR, Voice.RECEIVING}
    assert len(summary.exceptions) == 3


def test_an_own_request_is_the_consent_and_what_changed_since_is_named(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    answer(scene, "opinion_receiving", "support")
    assert words(summary_of(scene, number))[Side.EMPLOYEE] == "Permintaan pegawai sendiri"
    assert summary_of(scene, number).changes == ()
    scene.moving.forward(1)
    scene.press(number, Action.RETURN, "verifier", reason="Lengkapi.")
    scene.press(number, Action.RESUBMIT, scene.me)
    summary = summary_of(scene, number)
    assert [str(one.words) for one in summary.changes] == ["Usulan dikirim ulang"]
    assert [str(one) for one in summary.exceptions] == ["Berubah sesudah tanggapan pertama: Usulan dikirim ulang."]


def test_the_employee_agrees_or_objects_everybody_else_supports_or_not() -> None:
    assert str(label_stance(Voice.EMPLOYEE, Stance.AGAINST)) == "Keberatan"
    assert str(label_stance(Voice.RECEIVING, Stance.AGAINST)) == "Tidak mendukung"
    assert label_stance(Voice.EMPLOYEE, Stance.SILENT) == label_stance(Voice.PEER, Stance.SILENT)


class Own:
    """As much of a transfer as the block asks for."""

    door = Door.OWN
    recused: frozenset[int] = frozenset()


@given(some.lists(spoken, unique_by=lambda one: one.id))
def test_the_block_hides_nothing_adverse_and_invents_nothing(opinions: list[SeenOpinion]) -> None:
    summary = summarise(cast("TransferCard", Own()), Seen(opinions, None), ())
    said = [one.stance for one in opinions]
    assert summary.answered <= summary.asked <= len(opinions)
    assert sum(summary.stances.values()) <= summary.answered
    assert all(one.stance in ADVERSE and one in opinions for one in summary.adverse)
    last = {one.voice: one for one in sorted(opinions, key=opinions.index)}
    assert {one.voice for one in last.values() if one.is_adverse} <= {one.voice for one in summary.adverse}
    assert sorted(one.id for one in summary.ordered) == sorted(one.id for one in opinions)
    assert len(summary.consents) == len(Side)
    assert (Stance.SUPPORT in said) or all(one.stance is not Stance.SUPPORT for one in summary.consents)
