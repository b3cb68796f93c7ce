"""Exports and bundles lie some days in a folder of their own; those made before are made anew on request."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0073"
down_revision: str | None = "0072"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("archive_exports", sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE archive_exports SET dropped_at = made_at, file_key = '' WHERE file_key <> ''")
    op.execute("DELETE FROM decree_bundles")


def downgrade() -> None:
    op.drop_column("archive_exports", "dropped_at")
