"""Tables of plans: the plan, the snapshots of the records it stood on, its scenarios, and what came out of each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.planning.plans.domain import Basis, PlanState, ScenarioState, Stage
from mutasi_flow.planning.policy import Phi

PLAN_NAME, SEED, KEY = 120, 120, 120


class Plan(Base):
    """Who should move where, thought through before anybody is asked."""

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(PLAN_NAME))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """The top of the units it looks at; None: the whole office."""
    basis: Mapped[Basis] = mapped_column(text_enum(Basis))
    period_id: Mapped[int | None] = mapped_column(ForeignKey("need_periods.id"))
    effective_on: Mapped[date]
    seed: Mapped[str] = mapped_column(String(SEED))
    """Of the public draw; announced before anything is calculated, and never changed."""
    targets: Mapped[list[Any]]
    """Service targets, each a text and a figure."""
    rules: Mapped[dict[str, Any]]
    """Figures of the planning rules that differ from the usual ones."""
    locks: Mapped[list[Any]]
    """NIP of employees whom this plan leaves where they are."""
    state: Mapped[PlanState] = mapped_column(text_enum(PlanState), default=PlanState.TAKING)
    turn: Mapped[int] = mapped_column(default=1)
    """Raised whenever the records are read anew; work of an earlier turn finds nothing to do."""
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]


class PlanSnapshot(Base):
    """The records as they were read for a plan, frozen; one that has faults holds no file."""

    __tablename__ = "plan_snapshots"
    __table_args__ = (UniqueConstraint("plan_id", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    turn: Mapped[int]
    taken_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[str] = mapped_column(String(KEY), default="")
    staff: Mapped[int]
    posts: Mapped[int]
    faults: Mapped[list[Any]]
    """Each with table, row, column, value, reason and what record it is about."""
    notes: Mapped[dict[str, Any]]
    completeness: Mapped[list[Any]]
    """Per unit how many people and posts there are, and what of them is known."""


class PlanScenario(Base):
    """One way of asking: edits on the snapshot, and what a move costs."""

    __tablename__ = "plan_scenarios"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    name: Mapped[str] = mapped_column(String(PLAN_NAME))
    phi: Mapped[Phi] = mapped_column(text_enum(Phi), default=Phi.ABS)
    move_price: Mapped[float] = mapped_column(default=0.0)
    max_moves: Mapped[int | None]
    experience: Mapped[float] = mapped_column(default=0.0)
    """What a post in a hard place weighs while nobody experienced holds it, in squared persons; 0 is off."""
    is_exact: Mapped[bool] = mapped_column(default=False)
    """Whether relatives are kept apart in the best way there is, which takes longer."""
    edits: Mapped[list[Any]]
    state: Mapped[ScenarioState] = mapped_column(text_enum(ScenarioState), default=ScenarioState.DRAFT)
    stage: Mapped[Stage | None] = mapped_column(text_enum(Stage))
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How far the worker is in the stage: kind, done, total, share, and about how many seconds are left."""
    turn: Mapped[int] = mapped_column(default=0)
    """Raised whenever it is asked for or stopped; work of an earlier turn finds nothing to do."""
    asked_at: Mapped[datetime | None]
    stopped_because: Mapped[dict[str, Any]] = mapped_column(default=dict)


class PlanSolution(Base):
    """What came out of one turn of a scenario, accepted by the check; never changed."""

    __tablename__ = "plan_solutions"
    __table_args__ = (UniqueConstraint("scenario_id", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("plan_scenarios.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("plan_snapshots.id"))
    turn: Mapped[int]
    solved_at: Mapped[datetime]
    input_key: Mapped[str] = mapped_column(String(KEY))
    """Archive of the tables after the edits, as ``mutasi plan verify`` reads them."""
    plan_key: Mapped[str] = mapped_column(String(KEY))
    """Archive of the folder of the plan, with its certificate."""
    moves: Mapped[int]
    gap: Mapped[float]
    figures: Mapped[dict[str, Any]]
    frontier: Mapped[list[Any]]


class PlanMove(Base):
    """One move of a solution."""

    __tablename__ = "plan_moves"
    __table_args__ = (
        UniqueConstraint("solution_id", "place"),
        Index("ix_plan_moves_employee", "employee_id", "solution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("plan_solutions.id"))
    place: Mapped[int]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    from_jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    to_jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))
    distance_km: Mapped[float | None]
    missing: Mapped[float | None]
    """Levels of competence that the post asks for beyond those held."""
    wish: Mapped[int | None]
    reason: Mapped[str]
    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("transfers.id"), index=True)
    """The transfer that came of it."""
