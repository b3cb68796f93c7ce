"""Roles are held in a form: definitive, Plh., Plt. or Pj.; those that are there are definitive."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("role_grants") as batch_op:
        batch_op.add_column(sa.Column("holding", sa.String(length=32), nullable=False, server_default="definitive"))
        batch_op.create_check_constraint(
            op.f("ck_role_grants_holding"), "holding IN ('definitive', 'plh', 'plt', 'pj')"
        )


def downgrade() -> None:
    with op.batch_alter_table("role_grants") as batch_op:
        batch_op.drop_constraint(op.f("ck_role_grants_holding"), type_="check")
        batch_op.drop_column("holding")
