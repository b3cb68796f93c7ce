"""A batch of decrees in the small office, and a worker without its engine: jobs are done here and now, in order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.jobs import Job, JobRequest
from mutasi_flow.core.jobs.performing import Performer
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.batches.domain import RowState
from mutasi_flow.decrees.batches.jobs.decrees import JOBS
from mutasi_flow.decrees.batches.jobs.prints import JOBS as PRINT_JOBS
from mutasi_flow.decrees.batches.model import DecreeRow
from mutasi_flow.decrees.batches.queries import BatchRow, Wish, get_batch
from mutasi_flow.decrees.batches.service import NewBatch, create_batch, press_batch
from mutasi_flow.letters.jobs import JOBS as LETTER_JOBS
from mutasi_flow.letters.service import NewStyle, add_style
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.service import Destination, NewTransfer, Press, create_draft, perform
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import Scene, build_scene


@dataclass
class Crew:
    """Everybody who issues decrees together, on a committed database."""

    runtime: Runtime
    scene: Scene
    numbers: list[str] = field(default_factory=list)
    mover: str = ""
    """Name of the actor of one who is moved."""
    done: list[str] = field(default_factory=list)
    """Keys of the jobs that were done."""

    @property
    def signer(self) -> Actor:
        return self.scene.actors["signer"]

    @property
    def maker(self) -> Actor:
        return self.scene.actors["verifier"]

    def read(self, ask: Callable[[Session], Any]) -> Any:
        with self.runtime.database.reading() as session:
            return ask(session)

    def write(self, act: Callable[[Session], Any]) -> Any:
        with self.runtime.database.writing() as session:
            return act(session)

    def batch(self, batch_id: int) -> BatchRow:
        return self.read(lambda session: get_batch(session, batch_id))  # type: ignore[no-any-return]

    def rows(self, batch_id: int) -> list[DecreeRow]:
        wanted = select(DecreeRow).where(DecreeRow.batch_id == batch_id).order_by(DecreeRow.place)
        return self.read(lambda session: list(session.scalars(wanted)))  # type: ignore[no-any-return]

    def states(self, batch_id: int) -> list[RowState]:
        return [row.state for row in self.rows(batch_id)]

    def compose(self, **values: Any) -> int:
        assert self.signer.account_id is not None
        new = NewBatch(**{"name": "Guru Maret", "signer_id": self.signer.account_id, "wish": Wish(), **values})
        return self.write(lambda session: create_batch(session, new, actor=self.maker, clock=self.runtime.clock))  # type: ignore[no-any-return]

    def press(self, batch_id: int) -> None:
        version = self.batch(batch_id).version
        self.write(
            lambda session: press_batch(
                session, batch_id, actor=self.signer, clock=self.runtime.clock, expected_version=version
            )
        )

    def waiting_jobs(self) -> list[tuple[str, str, dict[str, Any]]]:
        wanted = select(JobRequest.key, JobRequest.job, JobRequest.args).order_by(JobRequest.id)
        return self.read(lambda session: [tuple(row) for row in session.execute(wanted)])  # type: ignore[no-any-return]

    def work(self, *, but: tuple[str, ...] = (), most: int = 1_000) -> None:
        """Do what was asked for, the oldest first, until nothing is left but the jobs named in ``but``."""
        jobs: tuple[Job[Any, Any], ...] = (*JOBS, *PRINT_JOBS, *LETTER_JOBS)
        perform_job = Performer(self.runtime, {job.name: job for job in jobs}, 2, lambda _seconds: None)
        names = {job.name for job in jobs} - set(but)
        for _ in range(most):
            found = [one for one in self.waiting_jobs() if one[1] in names]
            if not found:
                return
            key, name, args = found[0]
            perform_job(name, args, key)
            self.done.append(key)
            self.write(partial(_forget, key))


def _forget(key: str, session: Session) -> None:
    session.execute(delete(JobRequest).where(JobRequest.key == key))


def approve(scene: Scene, person: Employee) -> str:
    """Bring a move proposed by the office to its approval; return its number."""
    verifier = scene.actors["planner"]
    destination = Destination(scene.new.id, scene.teacher.id)
    new = NewTransfer(person.id, (destination,), reason="Kebutuhan unit.", reason_category="need", door=Door.PLAN)
    number = create_draft(scene.session, new, verifier, scene.clock)
    for action, who in (
        (Action.SUBMIT, "planner"),
        (Action.CONCLUDE_CONSULTATION, "verifier"),
        (Action.APPROVE, "decider"),
    ):
        if action is Action.CONCLUDE_CONSULTATION:
            scene.answer_all()
        perform(scene.session, number, action, actor=scene.actors[who], clock=scene.clock, press=Press())
    return number


def build_crew(runtime: Runtime, count: int = 3) -> Crew:
    """Commit an office with so many approved moves."""
    with runtime.database.writing() as session:
        scene = build_scene(session, peers=count + 1)
        session.add(
            RoleGrant(account_id=scene.actors["planner"].account_id, role=Role.PLANNER, from_on=runtime.clock.today())
        )
        numbers = [approve(scene, person) for person in [scene.employee, *scene.peers][:count]]
        mover = f"employee:{scene.employee.id}"
        session.flush()
        session.expunge_all()
    return Crew(runtime, scene, numbers, mover)


def name_certifier(crew: Crew) -> None:
    """Let the office name who certifies excerpts, without whom no collective decree is issued."""
    style = NewStyle(crew.runtime.clock.today(), certifier_title="Kepala Bagian Hukum", certifier_name="Rangga, S.H.")
    at = crew.runtime.clock.now()
    crew.write(lambda session: add_style(session, style, actor=crew.maker, today=style.from_on, at=at))
