"""Wrong passphrases, counted for signer and credential over all signing runs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0050"
down_revision: str | None = "0049"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "signing_refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(length=32), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["signing_runs.id"], name=op.f("fk_signing_refusals_run_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_signing_refusals_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_refusals")),
    )
    op.create_index(
        "ix_signing_refusals_counted", "signing_refusals", ["account_id", "credential", "refused_at"], unique=False
    )


def downgrade() -> None:
    op.drop_table("signing_refusals")
