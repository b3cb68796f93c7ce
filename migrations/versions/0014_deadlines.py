"""Tasks remember how their due date was counted, and counting again after a change of calendar is a declared act."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("counted_from", sa.Date(), nullable=True))
    op.add_column("tasks", sa.Column("term_days", sa.Integer(), nullable=True))
    op.create_table(
        "recounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("calendar", sa.String(length=16), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recounts_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recounts")),
    )


def downgrade() -> None:
    op.drop_table("recounts")
    op.drop_column("tasks", "term_days")
    op.drop_column("tasks", "counted_from")
