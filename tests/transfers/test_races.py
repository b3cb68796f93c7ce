"""Several people at one file at the same moment, and processes that die in the middle: one effect, never a half one.

Every race is run with threads (or processes) and real commits, on both databases.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.app import create_app
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.audit.model import AuditEntry
from mutasi_flow.core.errors import MutasiError
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.inbox.domain import Answer, TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Placement
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.domain import Choice
from mutasi_flow.transfers.domain.links import LinkKind
from mutasi_flow.transfers.model import Opinion, Transfer
from mutasi_flow.transfers.queries.batches import get_batch
from mutasi_flow.transfers.review import (
    Given,
    create_batch,
    keep_choices,
    link_transfers,
    load_review,
    press_batch,
    run_choice,
)
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    Press,
    complete_task,
    create_draft,
    lapse_overdue_voices,
    perform,
    perform_together,
)
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser, enter_as
from tests.conftest import DIALECTS, Ground
from tests.factories import make_account, make_employee
from tests.transfers.scene import MovingClock, Scene, build_scene

CONFLICT = 409
PATIENCE = 30


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run all works at the same moment; return what each gave, or the refusal it raised."""
    gate, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes[place] = work()  # type: ignore[call-overload]
        except MutasiError as refusal:
            outcomes[place] = refusal  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "two transactions wait for each other"
    return list(outcomes)


def refusals(outcomes: list[object]) -> list[int]:
    """Return the statuses of those that were refused."""
    return sorted(one.status for one in outcomes if isinstance(one, MutasiError))


@dataclass
class Stage:
    """The small office, committed; each race begins with a transfer of its own."""

    runtime: Runtime
    scene: Scene
    deciders: tuple[Actor, Actor]

    def write(self, work: Callable[[Session], Any]) -> Any:
        with self.runtime.database.writing() as session:
            return work(session)

    def one(self, statement: Select[Any]) -> Any:
        with self.runtime.database.reading() as session:
            return session.scalar(statement)

    def person(self) -> Actor:
        """Make another teacher of the old school, with an account."""

        def make(session: Session) -> Actor:
            employee = make_employee(session, self.scene.old, self.scene.teacher)
            account = make_account(session, employee)
            return Actor(account.id, employee.name, employee.id, grants_of(Role.EMPLOYEE, ""), capacity="Pegawai")

        made: Actor = self.write(make)
        return made

    def draft(self, me: Actor) -> str:
        destination = Destination(self.scene.new.id, self.scene.teacher.id)
        new = NewTransfer(me.employee_id or 0, (destination,), reason="Dekat rumah.", reason_category="distance")
        number: str = self.write(lambda session: create_draft(session, new, me, self.scene.clock))
        return number

    def press(self, number: str, action: Action, actor: Actor, **values: object) -> Callable[[], object]:
        """Return a press that commits when it is called."""
        asked = Press(reason="Alasan.", **values)  # type: ignore[arg-type]

        def work(session: Session) -> object:
            return perform(session, number, action, actor=actor, clock=self.scene.clock, press=asked)

        return lambda: self.write(work)

    def answer(self, task: Task, outcome: str = "support") -> Callable[[], object]:
        actor = self.holder(task)

        def work(session: Session) -> object:
            complete_task(session, task.id, actor, self.scene.clock, Answer(outcome, "Alasan."))
            return outcome

        return lambda: self.write(work)

    def holder(self, task: Task) -> Actor:
        known = self.scene.actors.get(f"employee:{task.holder_employee_id}")
        return known or Actor(None, "Rekan", task.holder_employee_id, grants_of(Role.EMPLOYEE, ""))

    def transfer(self, number: str) -> Transfer:
        found: Transfer = self.one(select(Transfer).where(Transfer.number == number))
        return found

    def tasks(self, number: str, *, opinions: bool = True) -> list[Task]:
        wanted = Task.kind.startswith("opinion_") if opinions else ~Task.kind.startswith("opinion_")
        of_transfer = (Task.about_id == self.transfer(number).id, Task.status == TaskStatus.OPEN, wanted)
        with self.runtime.database.reading() as session:
            return list(session.scalars(select(Task).where(*of_transfer).order_by(Task.id)))

    def actions(self, number: str) -> list[str]:
        with self.runtime.database.reading() as session:
            return [row.action for row in audit.trail(session, f"transfer:{self.transfer(number).id}")]

    def submitted(self) -> str:
        me = self.person()
        number = self.draft(me)
        self.press(number, Action.SUBMIT, me)()
        return number

    def consulted(self) -> str:
        number = self.submitted()
        for task in self.tasks(number):
            self.answer(task)()
        self.press(number, Action.CONCLUDE_CONSULTATION, self.scene.actors["verifier"])()
        return number

    def approved(self) -> str:
        number = self.consulted()
        self.press(number, Action.APPROVE, self.deciders[0])()
        return number

    def check_whole(self, number: str) -> None:
        """The table, the trail and the versions tell the same story, and nothing in the trail is broken."""
        done, rows = self.transfer(number), self.actions(number)
        with self.runtime.database.reading() as session:
            trail = audit.trail(session, f"transfer:{done.id}")
            report = audit.verify(session, self.runtime.settings.trail_secret(), self.runtime.anchors)
        assert report.ok, report
        versions = [row.payload["version"] for row in trail if "version" in row.payload]
        assert versions == list(range(1, done.version + 1)), rows
        assert [row.payload["to"] for row in trail if "to" in row.payload][-1:] in ([done.state.value], [])


@pytest.fixture(scope="module", params=DIALECTS)
def stage(
    request: pytest.FixtureRequest, grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One office for all races on a database."""
    settings = grounds[request.param].fresh(tmp_path_factory.mktemp("races"))
    with open_runtime(settings) as opened:
        with opened.database.writing() as session:
            scene = build_scene(session)
            second = make_account(session, make_employee(session, scene.root), [Role.DECIDER])
            decider = Actor(second.id, second.name, second.employee_id, grants_of(Role.DECIDER, ""), capacity="Pemutus")
            session.flush()
            session.expunge_all()
        yield Stage(replace(opened, clock=scene.clock), scene, (scene.actors["decider"], decider))


def test_two_deciders_at_once_decide_once(stage: Stage) -> None:
    number = stage.consulted()
    first, second = stage.deciders
    seen = stage.transfer(number).version
    outcomes = at_once(
        stage.press(number, Action.APPROVE, first, expected_version=seen),
        stage.press(number, Action.REJECT, second, expected_version=seen),
    )
    assert refusals(outcomes) == [CONFLICT]
    assert len({"approved", "rejected"} & set(stage.actions(number))) == 1
    stage.check_whole(number)


def test_four_equal_presses_without_a_version_act_once(stage: Stage) -> None:
    number = stage.consulted()
    outcomes = at_once(*[stage.press(number, Action.APPROVE, one) for one in stage.deciders * 2])
    assert refusals(outcomes) == [CONFLICT] * 3
    assert [task.kind for task in stage.tasks(number, opinions=False)] == ["decree"]
    stage.check_whole(number)


def test_of_two_presses_on_a_batch_one_decides_and_the_other_is_told(stage: Stage) -> None:
    numbers, (official, other) = [stage.consulted() for _ in range(3)], stage.deciders
    clock, key = stage.scene.clock, official.account_id or 0
    stage.write(lambda session: session.add(RoleGrant(account_id=key, role=Role.DECIDER, from_on=date(2020, 1, 1))))
    clerk = stage.scene.actors["verifier"]
    batch_id = stage.write(lambda session: create_batch(session, "Guru", numbers, key, actor=clerk, clock=clock))

    def keep(session: Session) -> object:
        review = load_review(session, get_batch(session, batch_id), official, clock)
        given = {one.item.id: Given(one.card.version, Choice.APPROVE) for one in review.waiting}
        return keep_choices(session, batch_id, given, actor=official, clock=clock, expected_version=None)

    def press() -> object:
        def mark(session: Session) -> Any:
            return press_batch(session, batch_id, actor=official, clock=clock, expected_version=2)

        for item in stage.write(mark):
            stage.write(partial(run_choice, item_id=item, actor=official, clock=clock))
        return None

    stage.write(keep)
    seen = stage.transfer(numbers[0]).version
    outcomes = at_once(press, press, stage.press(numbers[0], Action.REJECT, other, expected_version=seen))
    assert outcomes[:2].count(None) == 1
    assert CONFLICT in refusals(outcomes)
    for number in numbers:
        assert len({"approved", "rejected"} & set(stage.actions(number))) == 1
        stage.check_whole(number)


def test_linked_transfers_pressed_from_both_ends_do_not_wait_for_each_other(stage: Stage) -> None:
    one, two = stage.consulted(), stage.consulted()
    clock, clerk = stage.scene.clock, stage.scene.actors["verifier"]
    stage.write(lambda session: link_transfers(session, one, LinkKind.COUPLE, [two], actor=clerk, clock=clock))

    def press(number: str, actor: Actor) -> Callable[[], object]:
        return lambda: stage.write(
            lambda session: perform_together(session, number, Action.APPROVE, actor=actor, clock=clock, press=Press())
        )

    outcomes = at_once(press(one, stage.deciders[0]), press(two, stage.deciders[1]))
    assert refusals(outcomes) == [CONFLICT]
    for number in (one, two):
        assert stage.transfer(number).state is State.APPROVED
        stage.check_whole(number)


def _send(stage: Stage, me: Actor, number: str, key: str) -> Callable[[], object]:
    app = create_app(stage.runtime.settings, stage.runtime)
    app.testing, app.test_client_class = True, Browser
    browser = app.test_client()
    enter_as(browser, me.account_id or 0)
    fields = {"declared": "ya", "idempotency_key": key}

    def press() -> object:
        answer = browser.post(f"/usulan/{number}/kirim", data=fields)
        return answer.headers.get("Location", answer.status_code)

    return press


@pytest.mark.parametrize(("keys", "refused"), [(("sama", "sama"), 0), (("satu", "dua"), 1)])
def test_a_double_click_sends_once(stage: Stage, keys: tuple[str, str], refused: int) -> None:
    me = stage.person()
    number = stage.draft(me)
    presses = [_send(stage, me, number, f"{number}-{key}") for key in keys]
    outcomes = at_once(*presses)
    assert (outcomes.count(CONFLICT), outcomes.count(f"/usulan/{number}/bukti")) == (refused, 2 - refused)
    assert stage.actions(number).count("submitted") == 1
    stage.check_whole(number)


def test_the_last_opinions_at_once_open_verification_once(stage: Stage) -> None:
    number = stage.submitted()
    asked = stage.tasks(number)
    assert len(asked) >= 4
    assert refusals(at_once(*[stage.answer(task) for task in asked])) == []
    assert [task.kind for task in stage.tasks(number, opinions=False)] == ["verify"]
    stage.check_whole(number)


def test_one_voice_speaks_once(stage: Stage) -> None:
    number = stage.submitted()
    task = stage.tasks(number)[0]
    outcomes = at_once(*[stage.answer(task, stance) for stance in ("support", "against", "conditions")])
    assert refusals(outcomes) == [CONFLICT] * 2
    kept = stage.one(select(Opinion.stance).where(Opinion.task_id == task.id))
    assert [kept] == [one for one in outcomes if isinstance(one, str)]


def test_sending_and_withdrawing_at_once_end_in_one_story(stage: Stage) -> None:
    me = stage.person()
    number = stage.draft(me)
    seen = stage.transfer(number).version
    outcomes = at_once(
        stage.press(number, Action.SUBMIT, me, expected_version=seen),
        stage.press(number, Action.WITHDRAW, me, expected_version=seen),
    )
    assert refusals(outcomes) == [CONFLICT]
    assert bool(stage.tasks(number)) is (stage.transfer(number).state is State.PROPOSED)
    stage.check_whole(number)


def test_a_decree_and_a_cancellation_at_once_leave_one_of_them(stage: Stage) -> None:
    number = stage.approved()
    actors = stage.scene.actors
    outcomes = at_once(
        stage.press(number, Action.DECREE, actors["signer"]), stage.press(number, Action.CANCEL, actors["verifier"])
    )
    assert refusals(outcomes) == [CONFLICT]
    done = stage.transfer(number)
    is_decreed = done.state is State.DECREED
    letters = stage.one(select(func.count()).select_from(Letter).where(Letter.about_id == done.id))
    placed = select(func.count()).where(Placement.employee_id == done.employee_id, Placement.source == "decree")
    assert (letters, stage.one(placed)) == ((1, 1) if is_decreed else (0, 0))
    assert stage.tasks(number, opinions=False) == []
    stage.check_whole(number)


def test_one_person_gets_one_open_transfer(stage: Stage) -> None:
    me = stage.person()
    outcomes = at_once(*[lambda: stage.draft(me)] * 4)
    assert refusals(outcomes) == [CONFLICT] * 3
    assert stage.one(select(func.count()).select_from(Transfer).where(Transfer.employee_id == me.employee_id)) == 1


def test_silence_and_an_opinion_at_once_are_one_answer(stage: Stage) -> None:
    number = stage.submitted()
    done, asked = stage.transfer(number), stage.tasks(number)
    later = MovingClock(stage.scene.moving.moment)
    later.forward(30)
    clock = replace(stage.scene.clock, source=later.now)

    def sweep() -> object:
        return stage.write(lambda session: lapse_overdue_voices(session, done.id, clock))

    outcomes = at_once(sweep, *[stage.answer(task) for task in asked], sweep)
    assert set(refusals(outcomes)) <= {CONFLICT}
    for task in asked:
        assert stage.one(select(func.count()).select_from(Opinion).where(Opinion.task_id == task.id)) == 1
    assert [task.kind for task in stage.tasks(number, opinions=False)] == ["verify"]
    stage.check_whole(number)


def _decree_many(settings: Settings, numbers: list[str], signer: Actor, moment: MovingClock, line: Connection) -> None:
    with open_runtime(settings) as runtime:
        clock = replace(runtime.clock, source=moment.now)
        line.send("ready")
        line.recv()
        for number in numbers:
            with runtime.database.writing() as session:
                perform(session, number, Action.DECREE, actor=signer, clock=clock)
            with suppress(ZeroDivisionError), runtime.database.writing() as session:
                create_draft(session, NewTransfer(signer.employee_id or 0), replace(signer, grants=()), clock)
                raise ZeroDivisionError  # taken and given back: leaves no gap
    line.send("done")


def test_eight_processes_number_without_gap_or_twin(stage: Stage) -> None:
    processes, each = 8, 1
    before = stage.one(select(func.max(Letter.sequence))) or 0
    files = [[stage.approved() for _ in range(each)] for _ in range(processes)]
    signer, fork = stage.scene.actors["signer"], multiprocessing.get_context("fork")
    stage.runtime.database.engine.dispose()
    lines = []
    for numbers in files:
        ours, theirs = fork.Pipe()
        given = (stage.runtime.settings, numbers, signer, stage.scene.moving, theirs)
        fork.Process(target=_decree_many, args=given, daemon=True).start()
        lines.append(ours)
    for word in ("ready", "done"):
        for line in lines:
            assert line.poll(PATIENCE)
            assert line.recv() == word
        for line in lines if word == "ready" else ():
            line.send("go")
    with stage.runtime.database.reading() as session:
        taken = session.scalars(select(Letter.sequence).where(Letter.sequence > before).order_by(Letter.sequence)).all()
    assert list(taken) == list(range(before + 1, before + 1 + processes * each))
    last = int(max(number for numbers in files for number in numbers).rsplit("-", 1)[1])
    assert stage.draft(stage.person()).endswith(f"-{last + 1:05d}")


def _approve_and_stay(settings: Settings, number: str, decider: Actor, moment: MovingClock, line: Connection) -> None:
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        clock = replace(runtime.clock, source=moment.now)
        perform(session, number, Action.APPROVE, actor=decider, clock=clock)
        session.flush()
        line.send(os.getpid())
        time.sleep(PATIENCE)


def test_a_web_process_killed_in_the_middle_leaves_nothing_behind(stage: Stage) -> None:
    number = stage.consulted()
    before, rows = stage.transfer(number).version, stage.one(select(func.count()).select_from(AuditEntry))
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    given = (stage.runtime.settings, number, stage.deciders[0], stage.scene.moving, theirs)
    stage.runtime.database.engine.dispose()
    process = multiprocessing.get_context("fork").Process(target=_approve_and_stay, args=given, daemon=True)
    process.start()
    assert ours.poll(PATIENCE)
    os.kill(ours.recv(), signal.SIGKILL)
    process.join(PATIENCE)
    assert (stage.transfer(number).version, stage.transfer(number).state) == (before, State.CONSULTED)
    assert stage.one(select(func.count()).select_from(AuditEntry)) == rows
    stage.press(number, Action.APPROVE, stage.deciders[1])()
    stage.check_whole(number)
