"""An office for exchange rounds: schools of teachers who wish each other's places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import JabatanKind, Predicate
from mutasi_flow.people.model import Employee, Jabatan, PerformanceYear, Unit
from mutasi_flow.planning.market import queries, service
from mutasi_flow.planning.market.domain import USUAL_WEIGHTS, Days, Manner
from mutasi_flow.planning.market.service.solving import read_task, solve, store_outcome
from mutasi_flow.planning.wishes.domain import Wanted
from mutasi_flow.planning.wishes.service import add_wish
from tests.factories import NOW, TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

DAYS = Days(TODAY, TODAY + timedelta(days=9), TODAY + timedelta(days=14), TODAY + timedelta(days=60))
"""Open until 11 March, corrections until the 16th."""


def clock_on(day: date) -> Clock:
    """Return a clock that stands still in the morning of a day."""
    return Clock(ZoneInfo("Asia/Jakarta"), lambda: NOW + (day - TODAY))


def after(day: date) -> Clock:
    """Return a clock on the day after."""
    return clock_on(day + timedelta(days=1))


@dataclass
class Bazaar:
    """Schools A, B, C and D with teachers, and who plans."""

    session: Session
    schools: dict[str, Unit]
    teacher: Jabatan
    planner: Actor
    people: list[Employee] = field(default_factory=list)

    def teach(self, school: str, *wishes: str, **values: object) -> Employee:
        """Let somebody teach at a school and wish for others."""
        person = make_employee(self.session, self.schools[school], self.teacher, **values)  # type: ignore[arg-type]
        self.session.add(PerformanceYear(employee_id=person.id, year=2025, predicate=Predicate.GOOD))
        for wish in wishes:
            wanted = Wanted(self.schools[wish].id)
            add_wish(self.session, wanted, TODAY + timedelta(days=90), actor=as_self(person), clock=clock_on(TODAY))
        self.people.append(person)
        return person

    def open(self, manner: Manner = Manner.CHAINS, **values: object) -> int:
        """Open a round."""
        given = {"name": "Tukar guru", "days": DAYS, "kinds": (JabatanKind.FUNCTIONAL,), "weights": USUAL_WEIGHTS}
        new = service.NewRound(**{**given, "manner": manner, "seed": "2026-A", **values})  # type: ignore[arg-type]
        key = service.create_round(self.session, new, actor=self.planner, clock=clock_on(TODAY))
        service.advance(self.session, key, clock_on(TODAY))
        return key

    def join(self, round_id: int, *people: Employee) -> None:
        """Let people take part."""
        for person in people:
            service.join(self.session, round_id, actor=as_self(person), clock=clock_on(TODAY))

    def settle(self, round_id: int) -> None:
        """Let the days of a round pass until points stand."""
        service.advance(self.session, round_id, after(DAYS.closes_on))
        service.advance(self.session, round_id, after(DAYS.corrects_until))


def as_self(person: Employee) -> Actor:
    """Return somebody without any role."""
    return Actor(None, person.name, person.id, (Grant(Permission.SELF),))


def build_bazaar(session: Session, schools: Sequence[str] = ("A", "B", "C", "D"), need: float = 1) -> Bazaar:
    """Make the office."""
    make_office(session)
    teacher = make_jabatan(session, "Guru Kelas", JabatanKind.FUNCTIONAL, retirement_age=60)
    units = {name: make_unit(session, f"SD Negeri {name}") for name in schools}
    for unit in units.values():
        make_post(session, unit, teacher, need)
    account = make_account(session, make_employee(session), [Role.PLANNER])
    planner = Actor(account.id, "Perencana", account.employee_id, (Grant(Permission.PLAN, capacity="Perencana"),))
    return Bazaar(session, units, teacher, planner)


def solve_now(runtime: Runtime, round_id: int) -> None:
    """Do the job of a worker."""
    args = {"round": round_id}
    with runtime.database.reading() as session:
        task = read_task(session, args)
    solved = solve(task, runtime)
    with runtime.database.writing() as session:
        store_outcome(session, args, solved)


def outcome_of(session: Session, round_id: int, person: Employee) -> tuple[str, str | None, int | None]:
    """Return state, destination and rank of somebody."""
    entry = queries.find_entry(session, round_id, person.id)
    assert entry is not None
    return entry.state.value, entry.to_unit, entry.rank
