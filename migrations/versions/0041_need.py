"""Periods of workload analysis with the tasks of each post; posts know the need that a closed period gives."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ROUNDING = sa.Enum(
    "half_up", "ceil", "at_least_one", name="rounding", native_enum=False, create_constraint=True, length=32
)


def upgrade() -> None:
    op.create_table(
        "need_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("effective_minutes", sa.Integer(), nullable=False),
        sa.Column("rounding", _ROUNDING, nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["opened_by_id"], ["accounts.id"], name=op.f("fk_need_periods_opened_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["accounts.id"], name=op.f("fk_need_periods_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_periods")),
        sa.UniqueConstraint("name", name=op.f("uq_need_periods_name")),
    )
    op.create_table(
        "need_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("output", sa.String(length=100), nullable=False),
        sa.Column("volume", sa.Double(), nullable=False),
        sa.Column("minutes", sa.Double(), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["need_periods.id"], name=op.f("fk_need_tasks_period_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_need_tasks_unit_id")),
        sa.ForeignKeyConstraint(["jabatan_id"], ["jabatan.id"], name=op.f("fk_need_tasks_jabatan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_tasks")),
        sa.UniqueConstraint(
            "period_id", "unit_id", "jabatan_id", "name", name=op.f("uq_need_tasks_period_id_unit_id_jabatan_id_name")
        ),
    )
    op.create_index(op.f("ix_need_tasks_unit_id"), "need_tasks", ["unit_id"])
    op.add_column("posts", sa.Column("analysed_need", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("posts", "analysed_need")
    op.drop_table("need_tasks")
    op.drop_table("need_periods")
