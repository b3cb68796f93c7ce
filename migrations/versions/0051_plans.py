"""Plans of the office: snapshots of the records, scenarios, and what came out of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_BASIS = sa.Enum("need", "staff", name="basis", native_enum=False, create_constraint=True, length=32)
_PLAN = sa.Enum("taking", "ready", "faulty", name="planstate", native_enum=False, create_constraint=True, length=32)
_PHI = sa.Enum("abs", "rasio", "rel", "beban", name="phi", native_enum=False, create_constraint=True, length=32)
_SCENARIO = sa.Enum(
    "draft",
    "waiting",
    "solving",
    "done",
    "failed",
    "stopped",
    name="scenariostate",
    native_enum=False,
    create_constraint=True,
    length=32,
)
_STAGE = sa.Enum(
    "reading", "solving", "curving", "checking", name="stage", native_enum=False, create_constraint=True, length=32
)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("basis", _BASIS, nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=120), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("locks", sa.JSON(), nullable=False),
        sa.Column("state", _PLAN, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_plans_created_by_id")),
        sa.ForeignKeyConstraint(["period_id"], ["need_periods.id"], name=op.f("fk_plans_period_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_plans_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_table(
        "plan_scenarios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phi", _PHI, nullable=False),
        sa.Column("move_price", sa.Double(), nullable=False),
        sa.Column("max_moves", sa.Integer(), nullable=True),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column("state", _SCENARIO, nullable=False),
        sa.Column("stage", _STAGE, nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_because", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_scenarios_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_scenarios")),
    )
    op.create_index(op.f("ix_plan_scenarios_plan_id"), "plan_scenarios", ["plan_id"])
    op.create_table(
        "plan_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=120), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("completeness", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_snapshots_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_snapshots")),
        sa.UniqueConstraint("plan_id", "turn", name=op.f("uq_plan_snapshots_plan_id_turn")),
    )
    op.create_table(
        "plan_solutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("input_key", sa.String(length=120), nullable=False),
        sa.Column("plan_key", sa.String(length=120), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("gap", sa.Double(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("frontier", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["scenario_id"], ["plan_scenarios.id"], name=op.f("fk_plan_solutions_scenario_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["plan_snapshots.id"], name=op.f("fk_plan_solutions_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_solutions")),
        sa.UniqueConstraint("scenario_id", "turn", name=op.f("uq_plan_solutions_scenario_id_turn")),
    )
    op.create_table(
        "plan_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("from_jabatan_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_jabatan_id", sa.Integer(), nullable=False),
        sa.Column("distance_km", sa.Double(), nullable=True),
        sa.Column("missing", sa.Double(), nullable=True),
        sa.Column("wish", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_plan_moves_employee_id")),
        sa.ForeignKeyConstraint(["from_jabatan_id"], ["jabatan.id"], name=op.f("fk_plan_moves_from_jabatan_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f("fk_plan_moves_from_unit_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["plan_solutions.id"], name=op.f("fk_plan_moves_solution_id")),
        sa.ForeignKeyConstraint(["to_jabatan_id"], ["jabatan.id"], name=op.f("fk_plan_moves_to_jabatan_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name=op.f("fk_plan_moves_to_unit_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_plan_moves_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_moves")),
        sa.UniqueConstraint("solution_id", "place", name=op.f("uq_plan_moves_solution_id_place")),
    )
    op.create_index("ix_plan_moves_employee", "plan_moves", ["employee_id", "solution_id"])
    op.create_index(op.f("ix_plan_moves_transfer_id"), "plan_moves", ["transfer_id"])


def downgrade() -> None:
    op.drop_table("plan_moves")
    op.drop_table("plan_solutions")
    op.drop_table("plan_snapshots")
    op.drop_table("plan_scenarios")
    op.drop_table("plans")
