"""A row of the requirement matrix may say who makes the paper here; those that are there leave it to the usual one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("document_requirements") as batch_op:
        batch_op.add_column(sa.Column("maker", sa.String(length=16), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("document_requirements") as batch_op:
        batch_op.drop_column("maker")
