"""Moves of a plan that become transfers: the presses, and what came of each move."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0058"
down_revision: str | None = "0057"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ITEM = sa.Enum("waiting", "done", "failed", name="itemstate", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "plan_promotions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_plan_promotions_account_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["plan_solutions.id"], name=op.f("fk_plan_promotions_solution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_promotions")),
    )
    op.create_index(op.f("ix_plan_promotions_solution_id"), "plan_promotions", ["solution_id"])
    op.create_table(
        "plan_promotion_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promotion_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("state", _ITEM, nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["plan_moves.id"], name=op.f("fk_plan_promotion_items_move_id")),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["plan_promotions.id"], name=op.f("fk_plan_promotion_items_promotion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_promotion_items")),
        sa.UniqueConstraint("promotion_id", "move_id", name=op.f("uq_plan_promotion_items_promotion_id_move_id")),
    )
    op.create_index(op.f("ix_plan_promotion_items_move_id"), "plan_promotion_items", ["move_id"])


def downgrade() -> None:
    op.drop_table("plan_promotion_items")
    op.drop_table("plan_promotions")
