"""Objections: who may object until when, who rules, what a ruling does."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.audit import trail
from mutasi_flow.core.clock import is_working_day
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.inbox.model import Notice
from mutasi_flow.inbox.queries import open_tasks
from mutasi_flow.letters.domain import Standing
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import list_about
from mutasi_flow.people.model import Placement
from mutasi_flow.people.queries import get_employee_card
from mutasi_flow.transfers import objections
from mutasi_flow.transfers.domain import Ground, ObjectedTo, Ruling, UnruledEffect
from mutasi_flow.transfers.objections import NewObjection, Term, Verdict, in_force
from mutasi_flow.transfers.objections.terms import SHIPPED
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.trail import chain_of
from mutasi_flow.transfers.workflow import Action, State
from tests.factories import TODAY, make_account, make_employee
from tests.transfers.scene import Scene, build_scene

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
PLEA = NewObjection(Ground.FACTS, "Ibu saya dirawat; surat dokter tidak dibaca.")


def official(scene: Scene, role: Role) -> Actor:
    """Return a second official with the role."""
    account = make_account(scene.session, make_employee(scene.session, scene.root), [role])
    return Actor(account.id, account.name, account.employee_id, grants_of(role, ""), capacity=role.value)


def file(scene: Scene, number: str, new: NewObjection = PLEA, who: Actor | None = None) -> int:
    return objections.file_objection(scene.session, number, new, actor=who or scene.me, clock=scene.clock)


def rule(scene: Scene, number: str, ruling: Ruling, who: Actor, start: date | None = None) -> str:
    verdict = Verdict(ruling, "surat dokter sudah dibaca", start)
    return objections.rule(scene.session, number, verdict, actor=who, clock=scene.clock)


def carry_out(scene: Scene, number: str, who: str | Actor = "signer") -> None:
    actor = scene.actors[who] if isinstance(who, str) else who
    objections.carry_out(scene.session, number, actor=actor, clock=scene.clock)


def card_of(scene: Scene, number: str) -> Any:
    return find_card(scene.session, number)


def actions(scene: Scene, number: str) -> list[str]:
    return [row.action for row in trail(scene.session, chain_of(card_of(scene, number).id))]


@given(DAYS, st.integers(1, 60), st.booleans(), st.frozensets(DAYS, max_size=5))
def test_terms_count_the_days_they_name(day: date, days: int, in_working_days: bool, holidays: frozenset[date]) -> None:
    term = Term("X", days, in_working_days, days, in_working_days, UnruledEffect.NONE, "-")
    last = term.file_until(day, holidays)
    assert term.rule_until(day, holidays) == last
    between = [day + timedelta(days=step) for step in range(1, (last - day).days + 1)]
    assert len([one for one in between if not in_working_days or is_working_day(one, holidays)]) == days


def test_the_regime_of_the_day_of_the_decision_counts() -> None:
    later = Term("UU 30/2014", 21, True, 10, True, UnruledEffect.GRANTED, "-", date(2027, 1, 1), 3)
    assert in_force([SHIPPED, later], date(2026, 12, 31)) is SHIPPED
    assert in_force([SHIPPED, later], date(2027, 1, 1)) is later


def test_a_dismissed_objection_leaves_the_decree_and_answers_in_writing(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    objection_id = file(scene, number)
    (task,) = open_tasks(session, objections.ABOUT, objection_id)
    assert (task.holder_role, task.due_on) == (Role.DECIDER.value, date(2026, 3, 31))
    letter = rule(scene, number, Ruling.DISMISSED, ruler)
    assert [one.number for one in list_about(session, objections.ABOUT, objection_id)] == [letter]
    assert card_of(scene, number).state is State.DECREED
    assert open_tasks(session, objections.ABOUT, objection_id) == []
    assert actions(scene, number)[-2:] == ["objected", "objection_ruled"]


def test_only_the_person_concerned_objects(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_decreed()
    for who in (scene.actor_of(scene.old_head), scene.actors["decider"]):
        with pytest.raises(NotPermitted):
            file(scene, number, who=who)
    assert objections.find_objection(session, card_of(scene, number).id) is None


def test_a_paper_is_recorded_by_the_office_with_its_number_and_day(session: Session) -> None:
    scene = build_scene(session)
    number, clerk = scene.to_decreed(), scene.actors["verifier"]
    with pytest.raises(InvalidInput) as refused:
        file(scene, number, who=clerk)
    assert refused.value.field == "letter"
    for day in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refused:
            file(scene, number, NewObjection(Ground.OTHER, "-", "12/2026", day), clerk)
        assert refused.value.field == "received_on"
    file(scene, number, NewObjection(Ground.OTHER, "Terlampir.", "12/2026", TODAY), clerk)
    found = objections.find_objection(session, card_of(scene, number).id)
    assert found is not None
    assert (found.letter, found.filed_on) == ("12/2026", TODAY)


def test_there_is_one_objection_and_only_after_a_decision(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    with pytest.raises(Conflict):
        file(scene, number)
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer")
    file(scene, number)
    with pytest.raises(Conflict):
        file(scene, number)


@pytest.mark.parametrize("role", ["decider", "signer"])
def test_whoever_decided_does_not_rule_on_it(session: Session, role: str) -> None:
    scene = build_scene(session)
    number = scene.to_decreed()
    file(scene, number)
    again = make_account(session, None, [Role.DECIDER])
    former = scene.actors[role]
    for who in (
        Actor(former.account_id, former.name, former.employee_id, grants_of(Role.DECIDER, "")),
        Actor(again.id, again.name, former.employee_id, grants_of(Role.DECIDER, "")),
    ):
        with pytest.raises(NotPermitted):
            rule(scene, number, Ruling.DISMISSED, who)


def test_the_person_concerned_and_acting_officials_do_not_rule(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_decreed()
    file(scene, number)
    me = Actor(scene.me.account_id, scene.me.name, scene.employee.id, grants_of(Role.DECIDER, ""))
    for who in (me, scene.actors["verifier"]):
        with pytest.raises(NotPermitted):
            rule(scene, number, Ruling.DISMISSED, who)


def test_without_another_decider_the_verifiers_are_told(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_decreed()
    file(scene, number)
    assert session.scalars(select(Notice).where(Notice.event == "no_ruler")).one().role == Role.VERIFIER.value


def test_a_late_objection_is_kept_and_can_only_be_ruled_late(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    scene.moving.forward(15)
    file(scene, number)
    found = objections.find_objection(session, card_of(scene, number).id)
    assert found is not None
    assert found.is_late
    with pytest.raises(InvalidInput):
        rule(scene, number, Ruling.REVOKED, ruler)
    rule(scene, number, Ruling.LATE, ruler)
    assert card_of(scene, number).state is State.DECREED


def test_the_last_day_of_the_term_is_in_time(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_decreed()
    scene.moving.forward(14)
    file(scene, number)
    found = objections.find_objection(session, card_of(scene, number).id)
    assert found is not None
    assert not found.is_late


def test_a_granted_objection_brings_the_former_post_back(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    objection_id = file(scene, number)
    rule(scene, number, Ruling.REVOKED, ruler)
    assert card_of(scene, number).state is State.DECREED
    (task,) = open_tasks(session, objections.ABOUT, objection_id)
    assert (task.kind, task.holder_role) == (objections.CARRY_OUT, Role.SIGNER.value)
    with pytest.raises(NotPermitted):
        carry_out(scene, number, ruler)
    carry_out(scene, number)
    card = card_of(scene, number)
    assert card.state is State.REVOKED
    assert get_employee_card(session, scene.employee.id).unit_id == scene.old.id
    decree, revocation = list_about(session, "transfer", card.id)
    assert (decree.standing, revocation.kind) == (Standing.REVOKED, "transfer_revocation")
    assert decree.later_id == revocation.id
    assert open_tasks(session, objections.ABOUT, objection_id) == []
    with pytest.raises(Conflict):
        carry_out(scene, number)


def test_an_amended_decree_moves_the_first_day_and_can_still_be_revoked(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    file(scene, number)
    for start in (None, TODAY - timedelta(days=1), date(2040, 1, 1)):
        with pytest.raises(InvalidInput):
            rule(scene, number, Ruling.AMENDED, ruler, start)
    rule(scene, number, Ruling.AMENDED, ruler, date(2026, 7, 1))
    carry_out(scene, number)
    card = card_of(scene, number)
    assert (card.state, card.effective_on) == (State.DECREED, date(2026, 7, 1))
    decree, amendment = list_about(session, "transfer", card.id)
    assert (decree.revoked_at, amendment.kind) == (None, "transfer_amendment")
    assert (decree.later_id, amendment.later_id) == (amendment.id, None)
    standing = session.scalars(
        select(Placement).where(Placement.employee_id == scene.employee.id, Placement.revoked_at.is_(None))
    ).all()
    assert [(one.letter_number, one.from_on) for one in standing][-1] == (amendment.number, date(2026, 7, 1))
    scene.press(number, Action.REVOKE, "signer", reason="unit tujuan dilebur")
    kinds = [(one.kind, one.revoked_at is not None) for one in list_about(session, "transfer", card.id)]
    assert kinds == [("transfer_decree", True), ("transfer_amendment", True), ("transfer_revocation", False)]
    decree, amendment, revocation = list_about(session, "transfer", card.id)
    assert (decree.later_id, amendment.later_id) == (revocation.id, revocation.id)
    assert decree.amended_by_id == amendment.id


def test_a_granted_objection_to_a_rejection_opens_the_request_anew(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_consulted(), official(scene, Role.DECIDER)
    scene.press(number, Action.REJECT, "decider", reason="Belum ada pengganti.")
    file(scene, number)
    found = objections.find_objection(session, card_of(scene, number).id)
    assert found is not None
    assert (found.against, found.allowed) == (ObjectedTo.REJECTED, (Ruling.DISMISSED, Ruling.RESTARTED))
    letter = rule(scene, number, Ruling.RESTARTED, ruler)
    last = trail(session, chain_of(card_of(scene, number).id))[-1]
    anew = card_of(scene, last.payload["restarted"])
    assert (anew.state, anew.to_unit_id, anew.reason) == (State.DRAFT, scene.new.id, "Dekat dengan orang tua.")
    assert anew.origin_from == f"{number}, {letter}"
    scene.press(anew.number, Action.SUBMIT, scene.me)


def test_a_request_that_runs_already_is_not_opened_twice(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_consulted(), official(scene, Role.DECIDER)
    scene.press(number, Action.REJECT, "decider", reason="Belum ada pengganti.")
    file(scene, number)
    running = scene.draft()
    rule(scene, number, Ruling.RESTARTED, ruler)
    assert trail(session, chain_of(card_of(scene, number).id))[-1].payload["restarted"] == running


def lapse(scene: Scene, objection_id: int) -> None:
    assert list(objections.list_unruled(scene.session, scene.clock.today())) == [objection_id]
    assert objections.lapse_unruled(scene.session, objection_id, scene.clock)
    assert not objections.lapse_unruled(scene.session, objection_id, scene.clock)


def test_a_term_that_passes_without_ruling_is_recorded_and_still_owed(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    objection_id = file(scene, number)
    scene.moving.forward(40)
    lapse(scene, objection_id)
    assert actions(scene, number)[-1] == "objection_unruled"
    rule(scene, number, Ruling.DISMISSED, ruler)


def test_where_silence_grants_the_objection_the_decree_is_to_be_revoked(session: Session) -> None:
    scene = build_scene(session)
    silent = Term("UU 30/2014", 21, True, 10, True, UnruledEffect.GRANTED, "pasal 77", TODAY)
    objections.add_term(session, silent, actor=scene.actors["auditor"], today=TODAY, at=scene.clock.now())
    number = scene.to_decreed()
    objection_id = file(scene, number)
    scene.moving.forward(40)
    lapse(scene, objection_id)
    with pytest.raises(Conflict):
        rule(scene, number, Ruling.DISMISSED, official(scene, Role.DECIDER))
    carry_out(scene, number)
    assert card_of(scene, number).state is State.REVOKED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"regime": " "}, "regime"),
        ({"file_days": 0}, "file_days"),
        ({"rule_days": 999}, "rule_days"),
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
    ],
)
def test_a_regime_that_cannot_be_is_refused(session: Session, changes: dict[str, Any], field: str) -> None:
    scene = build_scene(session)
    given = {"regime": "X", "file_days": 14, "file_in_working_days": False, "rule_days": 21}
    given |= {"rule_in_working_days": True, "unruled": UnruledEffect.NONE, "source": "-", "from_on": TODAY}
    with pytest.raises(InvalidInput) as refused:
        objections.add_term(session, Term(**{**given, **changes}), actor=scene.me, today=TODAY, at=scene.clock.now())
    assert refused.value.field == field


def test_every_answer_can_be_printed(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    file(scene, number)
    rule(scene, number, Ruling.REVOKED, ruler)
    carry_out(scene, number)
    texts = {letter.kind: str(letter.context) for letter in session.scalars(select(Letter))}
    assert "pemulihan jabatan serta unit kerja semula" in texts["objection_ruling"]
    assert "SDN Lama" in texts["transfer_revocation"]


def to_revoked(scene: Scene) -> str:
    number = scene.to_decreed()
    scene.press(number, Action.REVOKE, "signer", reason="unit tujuan dilebur")
    return number


def test_an_objection_to_a_revocation_lets_the_move_be_asked_for_anew(session: Session) -> None:
    scene = build_scene(session)
    number = to_revoked(scene)
    card, ruler = card_of(scene, number), official(scene, Role.DECIDER)
    file(scene, number)
    found = objections.find_objection(session, card.id)
    assert found is not None
    assert (found.against, found.allowed) == (ObjectedTo.REVOKED, (Ruling.DISMISSED, Ruling.RESTARTED))
    with pytest.raises(InvalidInput):
        rule(scene, number, Ruling.REVOKED, ruler)
    rule(scene, number, Ruling.RESTARTED, ruler)
    anew = card_of(scene, trail(session, chain_of(card.id))[-1].payload["restarted"])
    assert (anew.state, anew.to_unit_id) == (State.DRAFT, scene.new.id)
    assert card_of(scene, number).state is State.REVOKED
    assert get_employee_card(session, scene.employee.id).unit_id == scene.old.id
    answer = session.scalars(select(Letter).where(Letter.kind == "objection_ruling")).one()
    revocation = list_about(session, "transfer", card.id)[-1]
    assert f"{revocation.number}" in str(answer.context)
    assert "Sampai ada keputusan baru" in str(answer.context)


def test_who_revoked_a_decree_does_not_rule_on_the_objection_to_it(session: Session) -> None:
    scene = build_scene(session)
    decider = official(scene, Role.DECIDER)
    both = replace(decider, grants=(*decider.grants, *grants_of(Role.SIGNER, "")))
    number = scene.to_decreed()
    scene.press(number, Action.REVOKE, both, reason="unit tujuan dilebur")
    file(scene, number)
    with pytest.raises(NotPermitted):
        rule(scene, number, Ruling.DISMISSED, both)


def test_a_decree_and_its_revocation_each_have_their_objection(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    first = file(scene, number)
    scene.press(number, Action.REVOKE, "signer", reason="unit tujuan dilebur")
    with pytest.raises(Conflict):
        file(scene, number)
    rule(scene, number, Ruling.DISMISSED, ruler)
    second = file(scene, number)
    with pytest.raises(Conflict):
        file(scene, number)
    card = card_of(scene, number)
    last = objections.find_objection(session, card.id)
    assert last is not None
    assert (last.id, [one.id for one in objections.list_former(session, card.id)]) == (second, [first])


def test_nobody_objects_to_the_revocation_that_the_own_objection_asked_for(session: Session) -> None:
    scene = build_scene(session)
    number, ruler = scene.to_decreed(), official(scene, Role.DECIDER)
    file(scene, number)
    rule(scene, number, Ruling.REVOKED, ruler)
    carry_out(scene, number)
    assert objections.find_decision(session, card_of(scene, number), scene.clock) is None
    with pytest.raises(Conflict):
        file(scene, number)
