from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotFound, NotPermitted, Refused, Stale
from mutasi_flow.inbox.domain import Answer, TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Placement
from mutasi_flow.transfers.domain import Door, Stance, Voice
from mutasi_flow.transfers.model import Opinion, Transfer
from mutasi_flow.transfers.queries import find_card, list_opinions
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    available_steps,
    complete_task,
    create_draft,
    lapse_overdue_voices,
    write_weighing,
)
from mutasi_flow.transfers.workflow import STEP_OF, Action, State, next_state
from tests.transfers.scene import Scene, build_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def transfer(scene: Scene, number: str) -> Transfer:
    scene.session.expire_all()
    return scene.session.scalars(select(Transfer).where(Transfer.number == number)).one()


def actions_of(scene: Scene, number: str) -> list[str]:
    return [row.action for row in audit.trail(scene.session, f"transfer:{transfer(scene, number).id}")]


def test_the_whole_road_leaves_a_letter_a_placement_and_a_trail(scene: Scene) -> None:
    number = scene.to_decreed()
    done = transfer(scene, number)
    assert done.state is State.DECREED
    assert actions_of(scene, number) == [
        "drafted",
        "submitted",
        *["opined"] * 5,
        "consultation_concluded",
        "approved",
        "decreed",
    ]
    letter = scene.session.scalars(select(Letter).where(Letter.about_id == done.id)).one()
    assert letter.context
    placement = scene.session.scalars(select(Placement).where(Placement.letter_number == letter.number)).one()
    assert (placement.unit_id, placement.from_on) == (scene.new.id, done.effective_on)
    assert scene.open_tasks() == []


def test_submitting_asks_both_heads_and_three_peers_and_no_verifier_yet(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    kinds = sorted(task.kind for task in scene.open_tasks())
    assert kinds == ["opinion_peer"] * 3 + ["opinion_receiving", "opinion_supervisor"]
    assert all(task.due_on == date(2026, 3, 9) for task in scene.open_tasks())


def test_verification_opens_when_the_last_voice_has_answered(scene: Scene) -> None:
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    scene.answer_all()
    assert [task.kind for task in scene.open_tasks()] == ["verify"]


def test_beside_route_opens_verification_at_once(session: Session) -> None:
    scene = build_scene(session, modules={"peers": False, "route": "internal-beside/1"})
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    assert sorted(task.kind for task in scene.open_tasks()) == ["opinion_receiving", "opinion_supervisor", "verify"]


def test_fewer_than_three_colleagues_are_not_asked(session: Session) -> None:
    scene = build_scene(session, peers=2)
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    assert not [task for task in scene.open_tasks() if task.kind == "opinion_peer"]


def test_a_move_that_a_unit_proposes_asks_the_employee(scene: Scene) -> None:
    planner = scene.actors["planner"]
    new = NewTransfer(
        scene.employee.id,
        (Destination(scene.new.id, scene.teacher.id),),
        door=Door.UNIT,
        reason="Sekolah tujuan kekurangan guru.",
        reason_category="need",
    )
    number = create_draft(scene.session, new, planner, scene.clock)
    scene.press(number, Action.SUBMIT, planner)
    assert "opinion_employee" in {task.kind for task in scene.open_tasks()}


def test_concluding_waits_for_voices_and_names_them(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    assert len(refused.value.reasons) == 5
    assert transfer(scene, number).state is State.PROPOSED


def test_silence_after_the_deadline_is_recorded_as_silence(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.moving.forward(30)
    assert lapse_overdue_voices(scene.session, transfer(scene, number).id, scene.clock) == 5
    opinions = list_opinions(scene.session, transfer(scene, number).id)
    assert {opinion.stance for opinion in opinions} == {Stance.SILENT}
    assert [task.kind for task in scene.open_tasks()] == ["verify"]
    assert "silence_recorded" in actions_of(scene, number)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")


def test_an_adverse_opinion_needs_a_reason_and_a_written_answer_before_approval(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    first = scene.open_tasks()[0]
    holder = scene.actors[f"employee:{first.holder_employee_id}"]
    with pytest.raises(InvalidInput):
        complete_task(scene.session, first.id, holder, scene.clock, Answer("against"))
    complete_task(scene.session, first.id, holder, scene.clock, Answer("against", "Guru tinggal tiga."))
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider")
    adverse = next(one for one in list_opinions(scene.session, first.about_id) if one.stance is Stance.AGAINST)
    write_weighing(
        scene.session, number, adverse.id, "Pengganti sudah ada.", actor=scene.actors["verifier"], clock=scene.clock
    )
    scene.press(number, Action.APPROVE, "decider")
    confirmed = next(one for one in list_opinions(scene.session, first.about_id) if one.id == adverse.id)
    assert confirmed.weighed_confirmed_at is not None


def test_the_decider_may_write_the_weighing_with_the_approval(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all("conditions", "Setelah semester selesai.")
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    opinions = list_opinions(scene.session, transfer(scene, number).id)
    peers = [one.id for one in opinions if one.voice is Voice.PEER]
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.APPROVE, "decider", weighed={one.id: "Dipenuhi." for one in opinions[:2]})
    assert [str(reason) for reason in refused.value.reasons] == [
        "Tanggapan rekan kerja belum semuanya dijawab. Verifikator menuliskan jawabannya."
    ]
    with pytest.raises(NotFound):
        write_weighing(scene.session, number, peers[0], "Ya.", actor=scene.actors["decider"], clock=scene.clock)
    for key in peers:
        write_weighing(scene.session, number, key, "Dibagi.", actor=scene.actors["verifier"], clock=scene.clock)
    weighed = {one.id: "Dipenuhi." for one in opinions if one.id not in peers}
    scene.press(number, Action.APPROVE, "decider", weighed=weighed)
    assert transfer(scene, number).state is State.APPROVED


def test_nobody_answers_twice_or_for_somebody_else(scene: Scene) -> None:
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    task = scene.open_tasks()[0]
    with pytest.raises(NotPermitted):
        complete_task(scene.session, task.id, scene.me, scene.clock, Answer("support"))
    holder = scene.actors[f"employee:{task.holder_employee_id}"]
    complete_task(scene.session, task.id, holder, scene.clock, Answer("support"))
    with pytest.raises(Conflict):
        complete_task(scene.session, task.id, holder, scene.clock, Answer("support"))


def test_a_stale_press_is_told_what_changed(scene: Scene) -> None:
    number = scene.draft()
    seen = transfer(scene, number).version
    scene.press(number, Action.SUBMIT, scene.me, expected_version=seen)
    with pytest.raises(Stale) as stale:
        scene.press(number, Action.WITHDRAW, scene.me, expected_version=seen, reason="Batal.")
    assert stale.value.changes


def test_a_second_press_finds_the_step_gone(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    with pytest.raises(Conflict):
        scene.press(number, Action.SUBMIT, scene.me)


def test_one_open_transfer_per_employee(scene: Scene) -> None:
    number = scene.draft()
    with pytest.raises(Conflict, match=number):
        scene.draft()
    scene.press(number, Action.WITHDRAW, scene.me, reason="Berubah pikiran.")
    assert scene.draft() != number


@pytest.mark.parametrize("action", [action for action in Action if STEP_OF[action].needs_reason])
def test_mandatory_reasons(scene: Scene, action: Action) -> None:
    who: dict[str, str | Actor] = {"withdraw": scene.me, "reject": "decider", "reopen": "decider", "revoke": "signer"}
    number = scene.draft()
    source = STEP_OF[action].sources[-1]
    scene.session.execute(Transfer.__table__.update().where(Transfer.number == number).values(state=source))  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput):
        scene.press(number, action, who.get(action.value, "verifier"), reason="  ")
    assert transfer(scene, number).state is source


def test_nobody_decides_on_the_own_transfer(scene: Scene) -> None:
    number = scene.to_consulted()
    decider = replace(scene.actors["decider"], employee_id=scene.employee.id)
    with pytest.raises(NotPermitted):
        scene.press(number, Action.APPROVE, decider)


def test_strangers_find_nothing(scene: Scene) -> None:
    number = scene.draft()
    with pytest.raises(NotFound):
        scene.press(number, Action.SUBMIT, scene.actor_of(scene.new_head))
    with pytest.raises(NotFound):
        scene.press("MUT-1900-00001", Action.SUBMIT, scene.me)


def test_a_peer_answers_but_does_not_see_the_file(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    with pytest.raises(NotFound):
        scene.press(number, Action.CONCLUDE_CONSULTATION, scene.actor_of(scene.peers[0]))


def test_a_returned_file_is_mended_and_only_the_unanswered_are_asked_again(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.press(number, Action.RETURN, "verifier", reason="Alasan kurang jelas.")
    assert [task.kind for task in scene.open_tasks()] == ["fix"]
    scene.press(number, Action.RESUBMIT, scene.me)
    assert [task.kind for task in scene.open_tasks()] == ["verify"]


def test_postponing_keeps_the_state_and_moves_the_clock(scene: Scene) -> None:
    number = scene.to_consulted()
    scene.press(number, Action.POSTPONE, "verifier", reason="Menunggu anggaran.", until=date(2026, 6, 1))
    assert transfer(scene, number).state is State.CONSULTED
    assert scene.open_tasks()[0].due_on == date(2026, 6, 8)
    with pytest.raises(Refused):
        scene.press(number, Action.POSTPONE, "verifier", reason="Lagi.", until=date(2026, 1, 1))


def test_revoking_restores_the_former_post(scene: Scene) -> None:
    number = scene.to_decreed()
    scene.press(number, Action.REVOKE, "signer", reason="Melanggar jendela larangan.")
    assert transfer(scene, number).state is State.REVOKED
    scene.session.refresh(scene.employee)
    assert scene.employee.unit_id == scene.old.id


def test_a_decree_that_starts_in_the_past_is_refused(scene: Scene) -> None:
    number = scene.to_consulted()
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider", effective_on=date(2020, 1, 1))


def test_a_tenure_that_cannot_be_assessed_does_not_block(scene: Scene) -> None:
    scene.employee.post_on = None
    scene.session.flush()
    scene.press(scene.draft(), Action.SUBMIT, scene.me)


def test_somebody_on_study_leave_is_refused_with_the_reason(scene: Scene) -> None:
    scene.employee.legal_position = "03"
    scene.session.flush()
    with pytest.raises(Refused) as refused:
        scene.press(scene.draft(), Action.SUBMIT, scene.me)
    assert refused.value.reasons


def test_available_steps_are_what_perform_allows(scene: Scene) -> None:
    number = scene.draft()
    card = find_card(scene.session, number)
    assert card is not None
    assert {step.action for step in available_steps(card, scene.me)} == {Action.SUBMIT, Action.WITHDRAW}
    assert available_steps(card, scene.actor_of(scene.new_head)) == []


def test_numbers_follow_each_other(scene: Scene) -> None:
    first = scene.draft()
    scene.press(first, Action.WITHDRAW, scene.me, reason="x")
    second = scene.draft()
    assert int(second[-5:]) == int(first[-5:]) + 1


WALK = st.lists(
    st.tuples(st.sampled_from(Action), st.sampled_from(["me", "verifier", "decider", "signer", "staffing"])),
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=WALK, answers=st.booleans())
def test_random_presses_keep_machine_table_and_trail_in_agreement(
    session: Session, steps: list[tuple[Action, str]], answers: bool
) -> None:
    with session.begin_nested() as savepoint:
        session.query(Transfer).count()
        scene = build_scene(session)
        number = scene.draft()
        state = State.DRAFT
        for action, who in steps:
            if answers:
                scene.answer_all()
            actor = scene.me if who == "me" else scene.actors[who]
            try:
                with session.begin_nested():
                    scene.press(number, action, actor, reason="Alasan.", until=date(2026, 12, 1))
            except MutasiError:
                continue
            state = next_state(state, action)
            assert transfer(scene, number).state is state
        rows = [row for row in audit.trail(session, f"transfer:{transfer(scene, number).id}") if "to" in row.payload]
        assert [row.payload["to"] for row in rows][-1:] == ([state.value] if rows else [])
        for before, after in pairwise(rows):
            assert before.payload["to"] == after.payload["from"]
        open_left = session.scalar(select(func.count()).select_from(Task).where(Task.status == TaskStatus.OPEN))
        if state in {State.WITHDRAWN, State.REJECTED, State.CANCELLED, State.DECREED, State.REVOKED}:
            assert open_left == 0
        savepoint.rollback()
    session.expire_all()


def test_the_opinions_are_kept_with_their_voice(scene: Scene) -> None:
    scene.to_consulted()
    voices = sorted(opinion.voice for opinion in scene.session.scalars(select(Opinion)))
    assert voices == [Voice.PEER, Voice.PEER, Voice.PEER, Voice.RECEIVING, Voice.SUPERVISOR]
