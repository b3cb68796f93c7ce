"""JSON of plans: what programs read, and what they may ask."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from mutasi_flow.core.texts import Text
from mutasi_flow.inbox.domain import thaw_values
from mutasi_flow.planning.edits import as_text
from mutasi_flow.planning.plans.domain import Basis, PlanState, ScenarioState, Stage, edit_of
from mutasi_flow.planning.plans.model import PLAN_NAME
from mutasi_flow.planning.plans.queries import MoveRow, PlanRow, ScenarioRow, SnapshotRow
from mutasi_flow.planning.policy import Phi
from mutasi_flow.transfers.schemas import Say

MOST_EDITS = 20
"""Edits with which a scenario may begin."""
LARGEST = 1_000_000


class TargetJson(BaseModel):
    """A service target."""

    text: str
    figure: str


class SnapshotJson(BaseModel):
    """The records on which a plan stands; with ``faults`` nothing is calculated."""

    taken_at: datetime
    sha256: str
    staff: int
    posts: int
    faults: int


class SolutionJson(BaseModel):
    """The latest result of a scenario; ``is_current`` is false once its edits or the records changed.

    ``hard_posts`` are the posts in hard places that need people, the next two those that somebody experienced holds; null
    for a result from before they were counted.
    """

    id: int
    moves: int
    gap: float
    shortage_before: float
    shortage_after: float
    gap2_before: float
    gap2_after: float
    hard_posts: int | None = None
    experienced_before: int | None = None
    experienced_after: int | None = None
    is_current: bool


class ScenarioJson(BaseModel):
    """One way of asking; ``edits`` are written as ``mutasi plan solve --edit`` takes them."""

    id: int
    plan: int
    name: str
    measure: Phi
    move_price: float
    max_moves: int | None
    experience: float
    edits: list[str]
    state: ScenarioState
    stage: Stage | None
    stopped_because: str | None
    solution: SolutionJson | None


class PlanJson(BaseModel):
    """One plan; ``scenarios`` are counted in lists and named in ``GET /plans/{plan_id}``."""

    id: int
    name: str
    unit_name: str | None
    effective_on: date
    basis: Basis
    period: str | None
    seed: str
    state: PlanState
    version: int
    author: str
    created_at: datetime
    scenarios: int


class WholePlanJson(PlanJson):
    """A plan with its targets, its own figures of rules, and what it stands on."""

    targets: list[TargetJson]
    rules: dict[str, float]
    snapshot: SnapshotJson | None


class PlanListJson(BaseModel):
    """Plans, the newest first."""

    items: list[PlanJson]


class ScenarioListJson(BaseModel):
    """Scenarios, in the order in which they were made."""

    items: list[ScenarioJson]


class MoveJson(BaseModel):
    """A move by codes; ``transfer`` is the number of the transfer that came of it, where the reader may know it.

    ``wish`` is null for whoever does not read wishes: only planners, staff, verifiers and auditors do.
    """

    place: int
    employee: str | None
    employee_name: str
    from_unit: str
    from_post: str
    to_unit: str
    to_post: str
    distance_km: float | None
    wish: int | None
    reason: str
    transfer: str | None


class MoveListJson(BaseModel):
    """Moves of the latest result; ``next`` is the cursor of the following page."""

    solution: int
    items: list[MoveJson]
    next: str | None


class ScenarioInput(BaseModel):
    """``POST /plans/{plan_id}/scenarios``: ``edits`` as ``mutasi plan solve --edit`` takes them.

    Without a ``move_price`` it is the usual one of the measure.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=PLAN_NAME)]
    measure: Phi = Phi.ABS
    move_price: Annotated[float, Field(ge=0, le=LARGEST)] | None = None
    max_moves: Annotated[int, Field(ge=0, le=LARGEST)] | None = None
    experience: Annotated[float, Field(ge=0, le=LARGEST)] = 0.0
    edits: Annotated[list[str], Field(max_length=MOST_EDITS)] = []


def plan_json(row: PlanRow, scenarios: int) -> dict[str, Any]:
    """Return a plan as lists show it."""
    return PlanJson(scenarios=scenarios, **_plan(row)).model_dump(mode="json")


def whole_plan_json(row: PlanRow, scenarios: int, taken: SnapshotRow | None) -> dict[str, Any]:
    """Return a plan with what it stands on."""
    snapshot = None
    if taken is not None:
        known = {name: getattr(taken, name) for name in ("taken_at", "sha256", "staff", "posts")}
        snapshot = SnapshotJson(**known, faults=len(taken.faults))
    whole = {"targets": row.targets, "rules": row.rules, "snapshot": snapshot}
    return WholePlanJson(scenarios=scenarios, **_plan(row), **whole).model_dump(mode="json")


def _plan(row: PlanRow) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name in PlanJson.model_fields}


def scenario_json(row: ScenarioRow, say: Say) -> dict[str, Any]:
    """Return a scenario with its latest result."""
    because = [say(text) for text in thaw_values(row.stopped_because).values() if isinstance(text, Text)]
    found = None
    if row.solution_id is not None and row.figures is not None:
        figures = {name: row.figures[name] for name in SolutionJson.model_fields if name in row.figures}
        is_current = row.state is ScenarioState.DONE and row.solved_turn == row.turn
        found = SolutionJson(id=row.solution_id, is_current=is_current, **figures)
    return ScenarioJson(
        id=row.id,
        plan=row.plan_id,
        name=row.name,
        measure=row.phi,
        move_price=row.move_price,
        max_moves=row.max_moves,
        experience=row.experience,
        edits=[as_text(edit_of(kept)) for kept in row.edits],
        state=row.state,
        stage=row.stage,
        stopped_because=because[0] if because else None,
        solution=found,
    ).model_dump(mode="json")


def moves_json(
    solution_id: int, rows: Sequence[MoveRow], codes: tuple[Mapping[int, str], Mapping[int, str]], limit: int
) -> dict[str, Any]:
    """Return one page of moves; ``codes`` are those of units and of jabatan by key."""
    units, jabatan = codes
    items = [
        MoveJson(
            place=row.place,
            employee=row.nip,
            employee_name=row.name,
            from_unit=units[row.from_unit_id],
            from_post=jabatan[row.from_jabatan_id],
            to_unit=units[row.to_unit_id],
            to_post=jabatan[row.to_jabatan_id],
            distance_km=row.distance_km,
            wish=row.wish,
            reason=row.reason,
            transfer=row.transfer,
        )
        for row in rows
    ]
    following = str(rows[-1].place) if len(rows) == limit else None
    return MoveListJson(solution=solution_id, items=items, next=following).model_dump(mode="json")
