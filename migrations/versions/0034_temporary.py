"""A transfer may be for a while: the last day of a temporary placement."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("transfers", sa.Column("until_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("transfers", "until_on")
