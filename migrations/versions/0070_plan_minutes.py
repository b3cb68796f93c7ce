"""Minutes of plans: the result that was chosen, and the moves that do not go on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0070"
down_revision: str | None = "0069"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "plan_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_plan_minutes_{column}"))
            for column, table in (
                ("plan_id", "plans"),
                ("solution_id", "plan_solutions"),
                ("letter_id", "letters"),
                ("written_by_id", "accounts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_minutes")),
    )
    op.create_index(op.f("ix_plan_minutes_plan_id"), "plan_minutes", ["plan_id"])
    op.create_table(
        "plan_moves_left_out",
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["plan_minutes.id"], name=op.f("fk_plan_moves_left_out_minutes_id")),
        sa.ForeignKeyConstraint(["move_id"], ["plan_moves.id"], name=op.f("fk_plan_moves_left_out_move_id")),
        sa.PrimaryKeyConstraint("minutes_id", "move_id", name=op.f("pk_plan_moves_left_out")),
    )


def downgrade() -> None:
    op.drop_table("plan_moves_left_out")
    op.drop_table("plan_minutes")
