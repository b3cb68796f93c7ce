"""A paper may wait in quarantine for a virus scanner; those that are there were never sent to one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("papers", sa.Column("scan", sa.String(length=16), nullable=False, server_default="none"))


def downgrade() -> None:
    op.drop_column("papers", "scan")
