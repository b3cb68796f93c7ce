"""The talent view: results of assessments, goals of people, and the office's own boxes and thresholds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0065"
down_revision: str | None = "0064"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _axis() -> sa.Column[object]:
    kind = sa.Enum(
        "performance", "potential", name="assessmentaxis", native_enum=False, create_constraint=True, length=32
    )
    return sa.Column("axis", kind, nullable=False)


def _dated() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
    )


def _rules(table: str, key: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(key, "from_on", name=op.f(f"uq_{table}_{key}_from_on")),
    )


def upgrade() -> None:
    op.create_table(
        "assessments",
        *_dated(),
        _axis(),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_assessments_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_table(
        "goals",
        *_dated(),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_goals_employee_id")),
        sa.ForeignKeyConstraint(["jabatan_id"], ["jabatan.id"], name=op.f("fk_goals_jabatan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
    )
    for table in ("assessments", "goals"):
        op.create_index(op.f(f"ix_{table}_employee_id"), table, ["employee_id"])
    _rules(
        "talent_boxes",
        "number",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("advice", sa.String(length=500), nullable=False),
        sa.Column("is_pool", sa.Boolean(), nullable=False),
    )
    _rules(
        "talent_thresholds",
        "axis",
        _axis(),
        sa.Column("middle_from", sa.Integer(), nullable=False),
        sa.Column("high_from", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("talent_thresholds", "talent_boxes", "goals", "assessments"):
        op.drop_table(table)
