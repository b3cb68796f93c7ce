"""How long each transfer was in each state, made from the trail for reports."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "stays",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_stays_transfer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_stays_unit_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_stays")),
    )
    op.create_index("ix_stays_transfer", "stays", ["transfer_id", "entry_id"])
    op.create_index("ix_stays_left", "stays", ["left_at"])
    op.create_table(
        "stay_marks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_marks")),
    )


def downgrade() -> None:
    op.drop_table("stay_marks")
    op.drop_table("stays")
