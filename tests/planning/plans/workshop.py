"""A health office with too many nurses in one place and none in another, its planners, and a worker without its engine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.jobs import Job, JobRequest
from mutasi_flow.core.jobs.performing import Performer
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee, Jabatan, Place, Unit
from mutasi_flow.planning.plans.domain import Basis
from mutasi_flow.planning.plans.jobs import JOBS as PLAN_JOBS
from mutasi_flow.planning.plans.model import PlanMove
from mutasi_flow.planning.plans.queries import PlanRow, ScenarioRow, get_plan, list_scenarios
from mutasi_flow.planning.plans.service import NewPlan, NewScenario, add_scenario, ask_solving, create_plan
from mutasi_flow.planning.promotions.jobs import JOBS as PROMOTION_JOBS
from mutasi_flow.workload.domain import Rounding
from mutasi_flow.workload.model import NeedPeriod, NeedTask
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

Given = TypeVar("Given")
Call = Callable[..., tuple[int, Any]]
"""Asks the API as somebody: method, address, content, ``who`` and ``key``; returns status and JSON."""
JOBS = (*PLAN_JOBS, *PROMOTION_JOBS)
MINUTES = 75_000
NEEDS = {"Kota": 4.0, "Muara": 3.0, "Hulu": 2.0}
STAFF = {"Kota": 7, "Muara": 1, "Hulu": 0}


@dataclass
class Workshop:
    """Everybody and everything a plan of the small office needs."""

    runtime: Runtime
    health: Unit
    clinics: dict[str, Unit]
    nurse: Jabatan
    nurses: list[Employee]
    planner: Account
    outsider: Account
    period_id: int
    done: list[str] = field(default_factory=list)

    def read(self, ask: Callable[[Session], Given]) -> Given:
        with self.runtime.database.reading() as session:
            return ask(session)

    def write(self, act: Callable[[Session], Given]) -> Given:
        with self.runtime.database.writing() as session:
            return act(session)

    def actor(self, account: Account | None = None) -> Actor:
        return self.read(lambda session: access.load_actor(session, (account or self.planner).id, TODAY))

    def make(self, **values: Any) -> int:
        """Make a plan with its first scenario."""
        given: dict[str, Any] = {"period_id": self.period_id, **values}
        if given.get("basis") is Basis.STAFF:
            given["period_id"] = None
        new = NewPlan(**{"name": "Pemerataan perawat", "effective_on": TODAY, "seed": "undian-2026", **given})
        actor = self.actor()
        return self.write(lambda session: create_plan(session, new, actor=actor, clock=self.runtime.clock))

    def solved(self, **values: Any) -> tuple[int, ScenarioRow]:
        """Make a plan and let a worker come; return its key and its first scenario."""
        plan_id = self.make(**values)
        self.work()
        return plan_id, self.scenarios(plan_id)[0]

    def ask(self, plan_id: int, new: NewScenario) -> ScenarioRow:
        """Add a scenario, have it solved, and return it."""
        actor, clock = self.actor(), self.runtime.clock
        scenario_id = self.write(lambda session: add_scenario(session, plan_id, new, actor=actor, clock=clock))
        self.write(lambda session: ask_solving(session, scenario_id, actor=actor, clock=clock))
        self.work()
        return next(row for row in self.scenarios(plan_id) if row.id == scenario_id)

    def plan(self, plan_id: int) -> PlanRow:
        actor = self.actor()
        return self.read(lambda session: get_plan(session, plan_id, actor))

    def scenarios(self, plan_id: int) -> list[ScenarioRow]:
        return self.read(lambda session: list_scenarios(session, plan_id))

    def moves(self, solution_id: int | None) -> list[PlanMove]:
        wanted = select(PlanMove).where(PlanMove.solution_id == solution_id).order_by(PlanMove.place)
        return self.read(lambda session: list(session.scalars(wanted)))

    def waiting(self) -> list[tuple[str, str, dict[str, Any]]]:
        return list_waiting(self.runtime)

    def work(self, jobs: tuple[Job[Any, Any], ...] = JOBS) -> None:
        """Do what was asked for, the oldest first, until nothing of these jobs is left."""
        self.done += do_waiting(self.runtime, jobs)


def list_waiting(runtime: Runtime) -> list[tuple[str, str, dict[str, Any]]]:
    """Return key, name and arguments of what was asked for."""
    with runtime.database.reading() as session:
        wanted = select(JobRequest.key, JobRequest.job, JobRequest.args).order_by(JobRequest.id)
        return [tuple(row) for row in session.execute(wanted)]


def do_waiting(runtime: Runtime, jobs: tuple[Job[Any, Any], ...] = JOBS) -> list[str]:
    """Do these jobs, the oldest first, until none is left; return their keys."""
    perform_job, done = Performer(runtime, {job.name: job for job in jobs}, 2, lambda _seconds: None), list[str]()
    names = {job.name for job in jobs}
    while found := [one for one in list_waiting(runtime) if one[1] in names]:
        key, name, args = found[0]
        perform_job(name, args, key)
        done.append(key)
        with runtime.database.writing() as session:
            session.execute(delete(JobRequest).where(JobRequest.key == key))
    return done


def build(runtime: Runtime) -> Workshop:
    """Commit the office with a closed period of analysis."""
    with runtime.database.writing() as session:
        make_office(session)
        root = make_unit(session, "Kabupaten")
        health, education = make_unit(session, "Dinas Kesehatan", root), make_unit(session, "Dinas Pendidikan", root)
        nurse = make_jabatan(session, "Perawat Terampil")
        clinics, nurses = {}, []
        for place, (name, need) in enumerate(NEEDS.items()):
            at = Place(code=f"T{place}", name=name, district="Kota", latitude=-5.4 - place / 10, longitude=105.2)
            session.add(at)
            session.flush()
            clinics[name] = make_unit(session, f"Puskesmas {name}", health, place_id=at.id)
            make_post(session, clinics[name], nurse, need=need, minimum=1)
            nurses += [make_employee(session, clinics[name], nurse) for _ in range(STAFF[name])]
        make_employee(session, education, make_jabatan(session, "Pengadministrasi"))
        closed = {"rounding": Rounding.HALF_UP, "opened_at": NOW, "closed_at": NOW}
        period = NeedPeriod(name="ABK 2026", year=2026, effective_minutes=MINUTES, **closed)
        session.add(period)
        session.flush()
        for name, need in NEEDS.items():
            given = {"period_id": period.id, "unit_id": clinics[name].id, "jabatan_id": nurse.id}
            session.add(NeedTask(**given, name="Merawat", volume=need * 1000, minutes=75, months=[], output=""))
        planner = make_account(session, roles=[Role.PLANNER])
        outsider = make_account(session, roles=[(Role.PLANNER, education)])
        session.flush()
        session.expunge_all()
    return Workshop(runtime, health, clinics, nurse, nurses, planner, outsider, period.id)
