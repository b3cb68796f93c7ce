"""Scenarios that weigh experience in hard places."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0072"
down_revision: str | None = "0071"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("plan_scenarios", sa.Column("experience", sa.Double(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("plan_scenarios", "experience")
