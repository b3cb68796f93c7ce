"""A small office for the road: two schools with heads, a teacher with peers, and the people of the office."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.inbox.domain import Answer, TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.model import Employee, Jabatan, Post, Unit
from mutasi_flow.transfers.domain import PaperVerdict
from mutasi_flow.transfers.model import Paper, Transfer
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    Press,
    complete_task,
    create_draft,
    judge_paper,
    perform,
)
from mutasi_flow.transfers.workflow import Action
from tests.factories import make_office, make_unit, new_account, new_employee, new_grant, new_jabatan


@dataclass
class MovingClock:
    """A clock that a test may set forward."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def forward(self, days: int) -> None:
        self.moment += timedelta(days=days)


@dataclass
class Scene:
    """Everybody and everything of the small office."""

    session: Session
    root: Unit
    old: Unit
    new: Unit
    teacher: Jabatan
    employee: Employee
    peers: list[Employee]
    old_head: Employee
    new_head: Employee
    actors: dict[str, Actor]
    moving: MovingClock
    clock: Clock

    def actor_of(self, employee: Employee) -> Actor:
        return self.actors[f"employee:{employee.id}"]

    @property
    def me(self) -> Actor:
        return self.actor_of(self.employee)

    def draft(self, **values: object) -> str:
        given = {
            "employee_id": self.employee.id,
            "destinations": (Destination(self.new.id, self.teacher.id),),
            "reason": "Dekat dengan orang tua.",
            "reason_category": "care",
        }
        return create_draft(self.session, NewTransfer(**{**given, **values}), self.me, self.clock)  # type: ignore[arg-type]

    def press(self, number: str, action: Action, who: str | Actor, **values: object) -> object:
        actor = self.actors[who] if isinstance(who, str) else who
        press = Press(**values)  # type: ignore[arg-type]
        return perform(self.session, number, action, actor=actor, clock=self.clock, press=press)

    def bring(self, number: str, kind: str, **values: object) -> int:
        """Put a paper on the file as it would be after an upload; return its key."""
        given = {
            "transfer_id": self.session.scalars(select(Transfer.id).where(Transfer.number == number)).one(),
            "kind": kind,
            "filename": "surat.pdf",
            "media_type": "application/pdf",
            "file_key": "ab/surat.pdf",
            "sha256": "0" * 64,
            "size_bytes": 9,
            "uploaded_at": self.clock.now(),
        }
        paper = Paper(**{**given, **values})
        self.session.add(paper)
        self.session.flush()
        return paper.id

    def judge(self, number: str, paper_id: int, verdict: PaperVerdict, reason: str = "") -> None:
        """Let the verifier judge a paper."""
        judge_paper(
            self.session, number, paper_id, verdict, reason=reason, actor=self.actors["verifier"], clock=self.clock
        )

    def open_tasks(self) -> list[Task]:
        self.session.expire_all()
        return list(self.session.query(Task).filter(Task.status == TaskStatus.OPEN).order_by(Task.id))

    def answer_all(self, outcome: str = "support", reason: str = "") -> None:
        for task in self.open_tasks():
            if task.kind.startswith("opinion_") and task.holder_employee_id:
                actor = self.actors[f"employee:{task.holder_employee_id}"]
                complete_task(self.session, task.id, actor, self.clock, Answer(outcome, reason))

    def pertek_row(self, **words: str) -> dict[str, str]:
        """What a letter says about the employee when it agrees with the transfer, as an answer carries it."""
        agreeing = {
            "paper": "PG-1/PERTEK/2026",
            "paper_on": "2026-03-02",
            "issued_by": "Kanreg BKN",
            "nip": self.employee.nip or "",
            "name": self.employee.name,
        }
        return {**agreeing, **words}

    def to_consulted(self) -> str:
        number = self.draft()
        self.press(number, Action.SUBMIT, self.me)
        self.answer_all()
        self.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
        return number

    def to_decreed(self) -> str:
        number = self.to_consulted()
        self.press(number, Action.APPROVE, "decider")
        self.press(number, Action.DECREE, "signer")
        return number


ON_THE_ROAD = frozenset({Role.VERIFIER, Role.DECIDER, Role.SIGNER})
"""Roles that the office's people also hold in the database, so that routes find them."""


OFFICE = (Role.VERIFIER, Role.DECIDER, Role.SIGNER, Role.STAFFING, Role.PLANNER, Role.AUDITOR)
OFFICERS = (*((role.value, role) for role in OFFICE), ("second_verifier", Role.VERIFIER))


def build_scene(session: Session, *, peers: int = 3, modules: dict[str, object] | None = None) -> Scene:
    """Lay the office; rows go in by kind, for nearly every test of the road begins here."""
    make_office(session, modules=modules if modules is not None else {"peers": True})
    root = make_unit(session, "Kabupaten Contoh")
    old, new = make_unit(session, "SDN Lama", root), make_unit(session, "SDN Baru", root)
    teacher, head = new_jabatan("Guru Ahli Muda", retirement_age=60), new_jabatan("Kepala Sekolah")
    officials = [new_jabatan() for _ in OFFICERS]
    session.add_all((teacher, head, *officials))
    session.flush()
    session.add_all(Post(unit_id=unit.id, jabatan_id=teacher.id, need=4) for unit in (old, new))
    people = [new_employee(old, teacher) for _ in range(peers + 1)]
    old_head, new_head = (new_employee(unit, head) for unit in (old, new))
    officers = [new_employee(root, official) for official in officials]
    staff = [*people, old_head, new_head]
    session.add_all((*staff, *officers))
    session.flush()
    old.head_id, new.head_id = old_head.id, new_head.id
    accounts = {person.id: new_account(person) for person in (*staff, *officers)}
    session.add_all(accounts.values())
    session.flush()
    actors = {
        f"employee:{person.id}": _actor(accounts[person.id], Role.EMPLOYEE, person.id, "Pegawai") for person in staff
    }
    for (name, role), officer in zip(OFFICERS, officers, strict=True):
        actors[name] = _actor(accounts[officer.id], role, officer.id, role.value)
        if role in ON_THE_ROAD:
            session.add(new_grant(accounts[officer.id], role))
    session.flush()
    moving = MovingClock()
    clock = Clock(ZoneInfo("Asia/Jakarta"), moving.now)
    return Scene(session, root, old, new, teacher, people[0], people[1:], old_head, new_head, actors, moving, clock)


def _actor(account: Account, role: Role, employee_id: int, capacity: str) -> Actor:
    return Actor(account.id, account.name, employee_id, grants_of(role, ""), capacity=capacity)


FAR_FUTURE = date(2030, 1, 1)
