"""A file may ask for an earlier decree to be revoked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "revocations",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("revoked_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revoked_id"], ["transfers.id"], name=op.f("fk_revocations_revoked_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_revocations_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_revocations")),
    )
    op.create_index("ix_revocations_revoked", "revocations", ["revoked_id"])


def downgrade() -> None:
    op.drop_index("ix_revocations_revoked", table_name="revocations")
    op.drop_table("revocations")
