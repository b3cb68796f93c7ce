"""A plan of the office from its records to a checked solution, whatever happens to worker, records and planners."""

import io
import json
import signal
import zipfile
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.catalogue import say
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.people.domain import Relation
from mutasi_flow.people.model import Employee, Place, Relative, Unit
from mutasi_flow.planning.edits import ChangePost, ChangeRule, CloseUnit
from mutasi_flow.planning.folder import check_folder, effective_day, read_document
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.plans.domain import (
    CHANGES_JABATAN,
    Basis,
    Hire,
    PlanState,
    ScenarioState,
    Stage,
    describe,
    describe_progress,
    show_rules,
)
from mutasi_flow.planning.plans.model import PlanScenario, PlanSnapshot, PlanSolution
from mutasi_flow.planning.plans.queries import (
    ScenarioRow,
    find_change,
    find_snapshot,
    get_plan,
    get_solution,
    list_plans,
)
from mutasi_flow.planning.plans.service import (
    SOLVE,
    TAKE,
    NewScenario,
    add_edit,
    add_scenario,
    ask_solving,
    change_policy,
    computing,
    drop_edit,
    drop_scenario,
    keep_answer,
    read_question,
    retake,
    solve_question,
    solving,
    stop_solving,
    watching,
)
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.reading.read import read_snapshot
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.planning.working import Course, Progress
from mutasi_flow.planning.working import Stage as Pace
from mutasi_flow.transfers.model import Transfer
from tests.factories import NOW
from tests.planning.plans.workshop import Workshop


def levels(workshop: Workshop, row: ScenarioRow) -> dict[str, tuple[int, int]]:
    """Return who leaves and who comes, per clinic."""
    moves = workshop.moves(row.solution_id)
    return {
        name: (
            sum(move.from_unit_id == unit.id for move in moves),
            sum(move.to_unit_id == unit.id for move in moves),
        )
        for name, unit in workshop.clinics.items()
    }


def test_the_records_become_a_plan_that_is_proven_best(workshop: Workshop) -> None:
    plan_id, row = workshop.solved()
    assert workshop.plan(plan_id).state is PlanState.READY
    assert (row.state, row.stage, row.moves, row.gap) == (ScenarioState.DONE, None, 3, 0)
    assert levels(workshop, row) == {"Kota": (3, 0), "Muara": (0, 2), "Hulu": (0, 1)}
    assert row.figures is not None
    assert row.figures["shortage_before"] == 4
    assert row.figures["shortage_after"] == 1
    assert row.figures["gini_after"] < row.figures["gini_before"]
    assert row.figures["most_km"] > 10
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    assert (taken.staff, taken.posts, taken.faults) == (9, 3, [])
    by_name = {part["name"]: part for part in taken.completeness}
    assert by_name["Dinas Kesehatan"]["needed"] == 3
    assert by_name["Dinas Kesehatan"]["appraised"] == 0


def test_what_is_stored_is_accepted_by_the_command_that_checks_folders(workshop: Workshop, tmp_path: Path) -> None:
    _plan_id, row = workshop.solved()
    assert row.solution_id is not None
    key, actor = row.solution_id, workshop.actor()
    _plan, solution = workshop.read(lambda session: get_solution(session, key, actor))
    for name, stored in (("data", solution.input_key), ("plan", solution.plan_key)):
        with zipfile.ZipFile(io.BytesIO(workshop.runtime.files.get(stored))) as archive:
            archive.extractall(tmp_path / name)
    document = read_document(tmp_path / "plan")
    snapshot = read_snapshot(tmp_path / "data", effective_day(document))
    assert isinstance(snapshot, Snapshot)
    assert check_folder(tmp_path / "plan", snapshot) == []
    assert document["seed"] == "undian-2026"
    taken = workshop.read(lambda session: find_snapshot(session, _plan_id))
    assert taken is not None
    assert taken.sha256 == snapshot.sha256


def test_without_need_the_present_strength_is_kept_and_vacancies_are_filled(workshop: Workshop) -> None:
    _plan_id, row = workshop.solved(basis=Basis.STAFF, policy=Policy(Phi.RASIO))
    assert levels(workshop, row) == {"Kota": (1, 0), "Muara": (0, 0), "Hulu": (0, 1)}  # its least number is one


def test_a_plan_needs_a_closed_period_or_says_that_it_has_none(workshop: Workshop) -> None:
    with pytest.raises(InvalidInput, match="periode ABK"):
        workshop.make(period_id=None)
    workshop.write(lambda session: session.execute(update(_period()).values(closed_at=None)))
    with pytest.raises(InvalidInput, match="periode ABK"):
        workshop.make()


def _period() -> Any:
    return PlanSnapshot.metadata.tables["need_periods"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": " "}, "nama rencana"),
        ({"seed": ""}, "benih undian"),
        ({"effective_on": date(2025, 1, 1)}, "Tanggal berlaku"),
        ({"rules": {"P99": 1}}, "P99"),
    ],
)
def test_a_plan_that_cannot_be_is_not_made(workshop: Workshop, values: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        workshop.make(**values)


def test_who_is_not_fully_on_record_counts_and_stays(workshop: Workshop) -> None:
    unknown = update(Employee).where(Employee.unit_id == workshop.clinics["Kota"].id)
    workshop.write(lambda session: session.execute(unknown.values(post_on=None)))
    plan_id, row = workshop.solved()
    assert row.moves == 0
    assert row.figures is not None
    assert row.figures["shortage_before"] == 4
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    assert "7" in str(taken.notes)


def test_heads_the_locked_and_those_on_the_way_stay(workshop: Workshop) -> None:
    kota = [one for one in workshop.nurses if one.unit_id == workshop.clinics["Kota"].id]
    head, mover, *others = kota

    def bind(session: Session) -> None:
        unit = workshop.clinics["Kota"].id
        session.execute(update(Unit).where(Unit.id == unit).values(head_id=head.id))
        session.add(Transfer(number="MUT-2026-1", employee_id=mover.id, created_at=NOW, changed_at=NOW))

    workshop.write(bind)
    _plan_id, row = workshop.solved(locks=[one.nip for one in others[:3]])
    assert {move.employee_id for move in workshop.moves(row.solution_id)} <= {one.id for one in others[3:]}
    assert row.moves == 2


def test_relatives_do_not_meet(workshop: Workshop) -> None:
    muara = next(one for one in workshop.nurses if one.unit_id == workshop.clinics["Muara"].id)
    others = [one for one in workshop.nurses if one.id != muara.id]

    def relate(session: Any) -> None:
        for one in others:
            row = {"employee_id": one.id, "relative_id": muara.id, "relation": Relation.SIBLING, "source": "KK"}
            session.add(Relative(**row, recorded_at=workshop.runtime.clock.now()))

    workshop.write(relate)
    _plan_id, row = workshop.solved()
    assert levels(workshop, row)["Muara"] == (0, 0)


def test_nobody_is_sent_to_a_unit_that_has_ended_by_then(workshop: Workshop) -> None:
    def end(session: Session) -> None:
        for name in ("Hulu", "Muara"):
            ended = update(Unit).where(Unit.id == workshop.clinics[name].id)
            session.execute(ended.values(valid_to=date(2026, 6, 30)))

    workshop.write(end)
    plan_id, row = workshop.solved(effective_on=date(2026, 7, 1))
    assert row.moves == 0
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    assert (taken.posts, "unit yang tidak berlaku" in str(taken.notes)) == (1, True)


def test_among_equal_moves_wishes_decide(workshop: Workshop) -> None:
    kota = [one for one in workshop.nurses if one.unit_id == workshop.clinics["Kota"].id]

    def wish(session: Session) -> None:
        for one in kota[-2:]:
            days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31), "recorded_at": NOW}
            session.add(Wish(employee_id=one.id, rank=1, unit_id=workshop.clinics["Hulu"].id, **days))
            session.add(Wish(employee_id=one.id, rank=2, district="Hulu", **days))

    workshop.write(wish)
    _plan_id, row = workshop.solved()
    there = {move.employee_id: move.wish for move in workshop.moves(row.solution_id) if move.wish}
    assert set(there) <= {one.id for one in kota[-2:]}
    assert set(there.values()) == {1}


def test_faults_are_listed_with_their_record_and_nothing_is_calculated(workshop: Workshop) -> None:
    wrong = update(Place).where(Place.code == "T1").values(latitude=50.0)
    workshop.write(lambda session: session.execute(wrong))
    plan_id, row = workshop.solved()
    assert workshop.plan(plan_id).state is PlanState.FAULTY
    assert row.state is ScenarioState.DRAFT
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    assert [(one["table"], one["kind"], one["code"]) for one in taken.faults] == [
        ("unit", "unit", workshop.clinics["Muara"].code)
    ]
    actor, clock = workshop.actor(), workshop.runtime.clock
    with pytest.raises(Refused):
        workshop.write(lambda session: ask_solving(session, row.id, actor=actor, clock=clock))
    edit, store = CloseUnit("U"), workshop.runtime.files
    with pytest.raises(Refused):
        workshop.write(lambda session: add_edit(session, store, row.id, edit, actor=actor, clock=clock))
    workshop.write(lambda session: session.execute(wrong.values(latitude=-5.5)))
    workshop.write(lambda session: retake(session, plan_id, actor=actor, clock=clock, expected_version=None))
    workshop.work()
    assert workshop.scenarios(plan_id)[0].moves == 3


def test_an_office_without_anybody_says_so(workshop: Workshop) -> None:
    away = update(Employee).values(legal_position="99")
    workshop.write(lambda session: session.execute(away))
    plan_id, _row = workshop.solved()
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    assert "Belum ada pegawai" in str(taken.faults)


def test_changed_records_are_noticed_and_one_press_calculates_anew(workshop: Workshop) -> None:
    plan_id, row = workshop.solved()
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    assert not workshop.read(lambda session: find_change(session, plan_id, taken.sha256))
    mover = workshop.moves(row.solution_id)[0].employee_id
    retires = update(Employee).where(Employee.id == mover).values(retires_on=date(2026, 6, 1))
    workshop.write(lambda session: session.execute(retires))
    assert workshop.read(lambda session: find_change(session, plan_id, taken.sha256))
    actor, clock, version = workshop.actor(), workshop.runtime.clock, workshop.plan(plan_id).version
    workshop.write(lambda session: retake(session, plan_id, actor=actor, clock=clock, expected_version=version))
    with pytest.raises(Conflict):
        workshop.write(lambda session: retake(session, plan_id, actor=actor, clock=clock, expected_version=version))
    workshop.work()
    again = workshop.scenarios(plan_id)[0]
    assert again.state is ScenarioState.DONE
    assert again.solution_id != row.solution_id
    assert mover not in {move.employee_id for move in workshop.moves(again.solution_id)}


def test_the_same_records_and_seed_give_the_same_moves(workshop: Workshop) -> None:
    one, other = workshop.solved()[1], workshop.solved(name="Sekali lagi")[1]
    wanted = [
        [(move.employee_id, move.to_unit_id, move.reason) for move in workshop.moves(row.solution_id)]
        for row in (one, other)
    ]
    assert wanted[0] == wanted[1]


def test_scenarios_ask_otherwise_on_the_same_records(workshop: Workshop) -> None:
    plan_id, base = workshop.solved()
    hulu, kota = workshop.clinics["Hulu"].code, workshop.clinics["Kota"].code
    nurse = workshop.nurse.code
    closed = workshop.ask(plan_id, NewScenario("Kota ditutup", edits=[CloseUnit(kota)]))
    assert levels(workshop, closed)["Kota"] == (7, 0)
    full = workshop.ask(plan_id, NewScenario("Hulu penuh", edits=[ChangePost(hulu, nurse, formation=1, need=1)]))
    assert levels(workshop, full)["Hulu"] == (0, 1)
    hired = workshop.ask(plan_id, NewScenario("Pegawai baru", edits=[Hire(hulu, nurse, 2)]))
    assert levels(workshop, hired)["Hulu"] == (0, 0)
    strict = workshop.ask(plan_id, NewScenario("Masa jabatan", edits=[ChangeRule("P02", 20)]))
    assert strict.moves == 0
    few = workshop.ask(plan_id, NewScenario("Sedikit", Policy(max_moves=1)))
    assert (few.state, few.moves) == (ScenarioState.DONE, 1)
    assert workshop.scenarios(plan_id)[0].solution_id == base.solution_id


def test_an_edit_is_tried_before_it_is_kept(workshop: Workshop) -> None:
    plan_id, row = workshop.solved()
    actor, clock, store = workshop.actor(), workshop.runtime.clock, workshop.runtime.files
    code, nurse = workshop.clinics["Hulu"].code, workshop.nurse.code
    wrong = (CloseUnit("x"), ChangeRule("P99", 1), Hire("x", nurse, 1), Hire(code, "x", 1), Hire(code, nurse, 0))
    for bad in wrong:
        trying = partial(add_edit, store=store, scenario_id=row.id, edit=bad, actor=actor, clock=clock)
        with pytest.raises(InvalidInput):
            workshop.write(trying)
    edit = ChangePost(code, nurse, need=0)
    workshop.write(lambda session: add_edit(session, store, row.id, edit, actor=actor, clock=clock))
    (changed,) = workshop.scenarios(plan_id)
    assert (changed.state, len(changed.edits), changed.solution_id) == (ScenarioState.DRAFT, 1, row.solution_id)
    workshop.write(lambda session: drop_edit(session, row.id, 0, actor=actor, clock=clock))
    with pytest.raises(InvalidInput):
        workshop.write(lambda session: drop_edit(session, row.id, 0, actor=actor, clock=clock))
    new = NewScenario("Berharga", Policy(move_price=100))
    workshop.write(lambda session: change_policy(session, row.id, new, actor=actor, clock=clock))
    workshop.write(lambda session: ask_solving(session, row.id, actor=actor, clock=clock))
    workshop.work()
    (priced,) = workshop.scenarios(plan_id)
    assert (priced.name, priced.moves) == ("Berharga", 0)
    with pytest.raises(Conflict):
        workshop.write(lambda session: drop_scenario(session, row.id, actor=actor, clock=clock))
    other = workshop.write(
        lambda session: add_scenario(session, plan_id, NewScenario("Lain"), actor=actor, clock=clock)
    )
    workshop.write(lambda session: drop_scenario(session, other, actor=actor, clock=clock))
    assert len(workshop.scenarios(plan_id)) == 1


def test_figures_that_are_codes_are_shown_as_words() -> None:
    shown = [(str(name), str(value)) for name, value in show_rules({CHANGES_JABATAN: 0, "P12": 0, "P02": 2})]
    assert shown == [
        ("Boleh berpindah jabatan", "tidak"),
        ("Jarak terjauh dalam kilometer", "tidak dibatasi"),
        ("Paling sedikit tahun dalam jabatan sekarang", "2"),
    ]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (CloseUnit("U1"), "Tutup SDN 3"),
        (CloseUnit("U2"), "Tutup U2"),
        (ChangePost("U1", "J1", need=2.5, minimum=1), "Guru, SDN 3: kebutuhan 2,5, paling sedikit 1"),
        (ChangeRule("P02", 3), "tahun dalam jabatan sekarang: 3."),
        (ChangeRule(CHANGES_JABATAN, 1), "Jabatan boleh berganti"),
        (Hire("U1", "J1", 2), "2 pegawai baru di SDN 3, Guru"),
    ],
)
def test_edits_are_told_in_words(edit: Any, words: str) -> None:
    assert words in say(describe(edit, {"U1": "SDN 3"}, {"J1": "Guru"}))


def test_a_stopped_scenario_keeps_nothing_and_can_be_asked_again(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id, row = workshop.solved()
    actor, clock = workshop.actor(), workshop.runtime.clock
    workshop.write(lambda session: ask_solving(session, row.id, actor=actor, clock=clock))

    def stopping(*given: Any) -> Any:
        assert workshop.scenarios(plan_id)[0].stage is Stage.SOLVING
        new = NewScenario("x")
        with pytest.raises(Conflict):
            workshop.write(lambda session: change_policy(session, row.id, new, actor=actor, clock=clock))
        workshop.write(lambda session: stop_solving(session, row.id, actor=actor, clock=clock))
        return plan(*given)

    monkeypatch.setattr(computing, "make_plan", stopping)
    workshop.work()
    (stopped,) = workshop.scenarios(plan_id)
    assert (stopped.state, stopped.solution_id) == (ScenarioState.STOPPED, row.solution_id)
    with pytest.raises(Conflict):
        workshop.write(lambda session: stop_solving(session, row.id, actor=actor, clock=clock))
    monkeypatch.undo()
    workshop.write(lambda session: ask_solving(session, row.id, actor=actor, clock=clock))
    workshop.work()
    assert workshop.scenarios(plan_id)[0].state is ScenarioState.DONE


def test_a_killed_worker_leaves_nothing_half_and_whoever_comes_next_finishes(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = workshop.make()
    (key, name, args) = workshop.waiting()[0]
    assert name == TAKE
    workshop.work()
    first = workshop.scenarios(plan_id)[0].solution_id
    actor, clock = workshop.actor(), workshop.runtime.clock
    row = workshop.scenarios(plan_id)[0]
    workshop.write(lambda session: ask_solving(session, row.id, actor=actor, clock=clock))
    (key, name, args) = workshop.waiting()[0]
    assert name == SOLVE
    question = workshop.read(lambda session: read_question(session, args))

    class Killed(BaseException):
        pass

    def dies(*_given: object) -> None:
        raise Killed

    monkeypatch.setattr(computing, "check_folder", dies)
    with pytest.raises(Killed):
        solve_question(question, workshop.runtime)
    monkeypatch.undo()
    counted = select(func.count()).select_from(PlanSolution)
    assert workshop.read(lambda session: session.scalar(counted)) == 1
    assert workshop.scenarios(plan_id)[0].state is ScenarioState.SOLVING
    answer = solve_question(question, workshop.runtime)
    workshop.work()
    workshop.write(lambda session: keep_answer(session, args, answer))  # and the one who was slower changes nothing
    assert workshop.read(lambda session: session.scalar(counted)) == 2
    assert workshop.scenarios(plan_id)[0].solution_id != first
    assert key in workshop.done


def test_a_killed_worker_leaves_finished_pieces_to_the_next(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def dies(snapshot: Snapshot, policy: Policy, course: Course) -> Any:
        plan(snapshot, policy, replace(course, report=seen.append))
        raise KeyboardInterrupt

    monkeypatch.setattr(computing, "make_plan", dies)
    plan_id = workshop.make()
    with pytest.raises(KeyboardInterrupt):
        workshop.work()
    assert [step.done for step in seen] == [1, 2]

    def goes_on(snapshot: Snapshot, policy: Policy, course: Course) -> Any:
        return plan(snapshot, policy, replace(course, report=seen.append))

    monkeypatch.setattr(computing, "make_plan", goes_on)
    workshop.work()
    assert len(seen) == 2, "nothing is solved twice"
    assert workshop.scenarios(plan_id)[0].moves == 3
    assert not any((workshop.runtime.settings.data_dir / solving.PIECES).iterdir())


def test_a_long_one_is_solved_in_a_process_apart_and_stopped_at_any_moment(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "WORTH_APART", 0)
    plan_id, row = workshop.solved()
    assert (row.state, row.moves, row.progress) == (ScenarioState.DONE, 3, {})
    actor, clock = workshop.actor(), workshop.runtime.clock
    workshop.write(lambda session: ask_solving(session, row.id, actor=actor, clock=clock))
    monkeypatch.setattr(solving, "compute", never_ends)
    monkeypatch.setattr(watching, "PAUSE_S", 0)
    look = vars(watching.Watch)["_look"]

    def stopping(watch: Any) -> None:
        look(watch)
        shown = workshop.scenarios(plan_id)[0]
        if shown.progress:
            told = [str(text) for text in describe_progress(shown.progress)]
            assert told == ["3 dari 20 kelompok jabatan"]
            workshop.write(lambda session: stop_solving(session, row.id, actor=actor, clock=clock))

    monkeypatch.setattr(watching.Watch, "_look", stopping)
    workshop.work()
    assert workshop.scenarios(plan_id)[0].state is ScenarioState.STOPPED
    assert active_children() == []


def never_ends(_order: Any, tell: Any) -> Any:
    """Tell something, and be busy for ever, as a solver is that hears nobody."""
    tell(Stage.SOLVING)
    tell(Progress(Pace.BLOCKS, 3, 20, 0.2))
    while True:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


def test_what_fails_the_check_does_not_count(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "check_folder", lambda *_given: ["tidak terbukti"])
    plan_id, row = workshop.solved()
    assert (row.state, row.solution_id) == (ScenarioState.FAILED, None)
    assert "tidak terbukti" in json.dumps(row.stopped_because)
    assert workshop.plan(plan_id).state is PlanState.READY


def test_a_plan_of_a_part_holds_nobody_else_and_is_read_by_whoever_has_all_of_it(workshop: Workshop) -> None:
    plan_id, row = workshop.solved(unit_id=workshop.health.id)
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    assert (taken.staff, row.moves) == (8, 3)
    outsider, clock = workshop.actor(workshop.outsider), workshop.runtime.clock
    assert workshop.read(lambda session: list_plans(session, outsider)) == []
    with pytest.raises(NotFound):
        workshop.read(lambda session: get_plan(session, plan_id, outsider))
    with pytest.raises(NotFound):
        workshop.write(lambda session: ask_solving(session, row.id, actor=outsider, clock=clock))
    reader = replace(
        outsider,
        grants=tuple(replace(one, unit_path="") for one in outsider.grants if one.permission == "balance.read"),
    )
    assert workshop.read(lambda session: get_plan(session, plan_id, reader)).id == plan_id
    with pytest.raises(NotPermitted):
        workshop.write(lambda session: ask_solving(session, row.id, actor=reader, clock=clock))


def test_everything_done_to_a_plan_stands_in_its_trail(workshop: Workshop) -> None:
    plan_id, row = workshop.solved()
    wanted = select(AuditEntry.action).where(AuditEntry.chain == f"plan:{plan_id}").order_by(AuditEntry.id)
    assert workshop.read(lambda session: list(session.scalars(wanted))) == ["plan_created", "plan_solved"]
    asked = workshop.read(lambda session: session.get_one(PlanScenario, row.id).asked_at)
    assert asked == workshop.runtime.clock.now()
