"""Moves between governments name the other one, and keep what the authority above both decided."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    direction = sa.Enum("out", "in", name="direction", native_enum=False, create_constraint=True, length=32)
    words = ("government", "unit", "post", "authority", "number")
    op.create_table(
        "crossings",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("direction", direction, nullable=False),
        *(sa.Column(word, sa.String(length=300), nullable=False) for word in words),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_crossings_paper_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_crossings_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_crossings")),
    )


def downgrade() -> None:
    op.drop_table("crossings")
