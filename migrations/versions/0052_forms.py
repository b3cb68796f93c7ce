"""A batch issues one decree for each person, or one for all of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | None = "0051"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("decree_batches") as batch_op:
        batch_op.add_column(sa.Column("form", sa.String(length=32), nullable=False, server_default="individual"))
        batch_op.create_check_constraint(op.f("ck_decree_batches_decreeform"), "form IN ('individual', 'collective')")


def downgrade() -> None:
    with op.batch_alter_table("decree_batches") as batch_op:
        batch_op.drop_constraint(op.f("ck_decree_batches_decreeform"), type_="check")
        batch_op.drop_column("form")
