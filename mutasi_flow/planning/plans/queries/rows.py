"""Plans, scenarios and solutions as pages show them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Unit
from mutasi_flow.planning.plans.domain import BUSY, Basis, PlanState, ScenarioState, Stage
from mutasi_flow.planning.plans.model import Plan, PlanScenario, PlanSnapshot, PlanSolution
from mutasi_flow.planning.policy import Phi
from mutasi_flow.transfers.queries import may_read_plan
from mutasi_flow.workload.model import NeedPeriod


class PlanRow(NamedTuple):
    """One plan."""

    id: int
    name: str
    unit_id: int | None
    unit_name: str | None
    unit_path: str
    basis: Basis
    period_id: int | None
    period: str | None
    effective_on: date
    seed: str
    targets: list[Any]
    rules: dict[str, Any]
    locks: list[Any]
    state: PlanState
    turn: int
    version: int
    author: str
    created_at: datetime


class ScenarioRow(NamedTuple):
    """One scenario with its latest solution, if it has one."""

    id: int
    plan_id: int
    name: str
    phi: Phi
    move_price: float
    max_moves: int | None
    experience: float
    is_exact: bool
    edits: list[Any]
    state: ScenarioState
    stage: Stage | None
    progress: dict[str, Any]
    turn: int
    asked_at: datetime | None
    stopped_because: dict[str, Any]
    solution_id: int | None
    solved_turn: int | None
    moves: int | None
    gap: float | None
    figures: dict[str, Any] | None

    @property
    def is_busy(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in BUSY

    @property
    def lacks_hard_places(self) -> bool:
        """Whether experience was to weigh, and no post in a hard place was known."""
        return bool(self.experience and self.figures and self.figures.get("hard_posts") == 0)


class SolutionRow(NamedTuple):
    """One solution."""

    id: int
    scenario_id: int
    plan_id: int
    scenario: str
    snapshot_id: int
    turn: int
    solved_at: datetime
    input_key: str
    plan_key: str
    moves: int
    gap: float
    figures: dict[str, Any]
    frontier: list[Any]

    @property
    def known_figures(self) -> dict[str, Any]:
        """The figures, without counts of hard places where none is known."""
        unknown = set() if self.figures.get("hard_posts") else {"hard_posts", "experienced_before", "experienced_after"}
        return {name: value for name, value in self.figures.items() if name not in unknown}


class SnapshotRow(NamedTuple):
    """The records as they were read."""

    id: int
    turn: int
    taken_at: datetime
    sha256: str
    file_key: str
    staff: int
    posts: int
    faults: list[Any]
    notes: dict[str, Any]
    completeness: list[Any]


_PLANS: Select[*tuple[Any, ...]] = (
    select(
        Plan.id,
        Plan.name,
        Plan.unit_id,
        Unit.name,
        func.coalesce(Unit.path, ""),
        Plan.basis,
        Plan.period_id,
        NeedPeriod.name,
        Plan.effective_on,
        Plan.seed,
        Plan.targets,
        Plan.rules,
        Plan.locks,
        Plan.state,
        Plan.turn,
        Plan.version,
        Account.name,
        Plan.created_at,
    )
    .join(Account, Account.id == Plan.created_by_id)
    .outerjoin(Unit, Unit.id == Plan.unit_id)
    .outerjoin(NeedPeriod, NeedPeriod.id == Plan.period_id)
)
_LATEST = (
    select(func.max(PlanSolution.turn))
    .where(PlanSolution.scenario_id == PlanScenario.id)
    .correlate(PlanScenario)
    .scalar_subquery()
)
_SCENARIOS: Select[*tuple[Any, ...]] = select(
    PlanScenario.id,
    PlanScenario.plan_id,
    PlanScenario.name,
    PlanScenario.phi,
    PlanScenario.move_price,
    PlanScenario.max_moves,
    PlanScenario.experience,
    PlanScenario.is_exact,
    PlanScenario.edits,
    PlanScenario.state,
    PlanScenario.stage,
    PlanScenario.progress,
    PlanScenario.turn,
    PlanScenario.asked_at,
    PlanScenario.stopped_because,
    PlanSolution.id,
    PlanSolution.turn,
    PlanSolution.moves,
    PlanSolution.gap,
    PlanSolution.figures,
).outerjoin(PlanSolution, and_(PlanSolution.scenario_id == PlanScenario.id, PlanSolution.turn == _LATEST))
_SOLUTIONS: Select[*tuple[Any, ...]] = select(
    PlanSolution.id,
    PlanSolution.scenario_id,
    PlanScenario.plan_id,
    PlanScenario.name,
    PlanSolution.snapshot_id,
    PlanSolution.turn,
    PlanSolution.solved_at,
    PlanSolution.input_key,
    PlanSolution.plan_key,
    PlanSolution.moves,
    PlanSolution.gap,
    PlanSolution.figures,
    PlanSolution.frontier,
).join(PlanScenario, PlanScenario.id == PlanSolution.scenario_id)
_SNAPSHOTS: Select[*tuple[Any, ...]] = select(
    PlanSnapshot.id,
    PlanSnapshot.turn,
    PlanSnapshot.taken_at,
    PlanSnapshot.sha256,
    PlanSnapshot.file_key,
    PlanSnapshot.staff,
    PlanSnapshot.posts,
    PlanSnapshot.faults,
    PlanSnapshot.notes,
    PlanSnapshot.completeness,
)


def list_plans(session: Session, actor: Actor) -> list[PlanRow]:
    """Return the plans that the actor may read, the newest first."""
    rows = (PlanRow(*row) for row in session.execute(_PLANS.order_by(Plan.id.desc())))
    return [row for row in rows if may_read_plan(actor, row.unit_path)]


def get_plan(session: Session, plan_id: int, actor: Actor) -> PlanRow:
    """Return one plan.

    Raises:
        NotFound: there is none for this person.
    """
    found = session.execute(_PLANS.where(Plan.id == plan_id)).first()
    if found is None or not may_read_plan(actor, PlanRow(*found).unit_path):
        raise NotFound(T("Rencana tidak ditemukan."))
    return PlanRow(*found)


def list_scenarios(session: Session, plan_id: int) -> list[ScenarioRow]:
    """Return the scenarios of a plan, in the order in which they were made."""
    rows = session.execute(_SCENARIOS.where(PlanScenario.plan_id == plan_id).order_by(PlanScenario.id))
    return [ScenarioRow(*row) for row in rows]


def get_scenario(session: Session, scenario_id: int, actor: Actor) -> tuple[PlanRow, ScenarioRow]:
    """Return one scenario with its plan.

    Raises:
        NotFound: there is none for this person.
    """
    found = session.execute(_SCENARIOS.where(PlanScenario.id == scenario_id)).first()
    if found is None:
        raise NotFound(T("Skenario tidak ditemukan."))
    row = ScenarioRow(*found)
    return get_plan(session, row.plan_id, actor), row


def get_solution(session: Session, solution_id: int, actor: Actor) -> tuple[PlanRow, SolutionRow]:
    """Return one solution with its plan.

    Raises:
        NotFound: there is none for this person.
    """
    found = session.execute(_SOLUTIONS.where(PlanSolution.id == solution_id)).first()
    if found is None:
        raise NotFound(T("Hasil hitungan tidak ditemukan."))
    row = SolutionRow(*found)
    return get_plan(session, row.plan_id, actor), row


def find_snapshot(session: Session, plan_id: int) -> SnapshotRow | None:
    """Return the latest snapshot of a plan; None while the first is being taken."""
    newest = _SNAPSHOTS.where(PlanSnapshot.plan_id == plan_id).order_by(PlanSnapshot.turn.desc()).limit(1)
    found = session.execute(newest).first()
    return SnapshotRow(*found) if found is not None else None


def counts_of(session: Session, plan_ids: Sequence[int]) -> dict[int, int]:
    """Return how many scenarios each plan has."""
    counted = select(PlanScenario.plan_id, func.count().label("scenarios")).where(PlanScenario.plan_id.in_(plan_ids))
    return {row.plan_id: row.scenarios for row in session.execute(counted.group_by(PlanScenario.plan_id))}
