"""A temporary placement may take a part of the working time; the rest stays with the former post."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0066"
down_revision: str | None = "0065"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_PART = sa.text("share < 100 AND revoked_at IS NULL")


def upgrade() -> None:
    for table in ("placements", "transfers"):
        op.add_column(table, sa.Column("share", sa.Integer(), server_default="100", nullable=False))
    op.create_index("ix_placements_part", "placements", ["employee_id"], sqlite_where=_PART, postgresql_where=_PART)


def downgrade() -> None:
    op.drop_index("ix_placements_part", table_name="placements")
    for table in ("transfers", "placements"):
        op.drop_column(table, "share")
