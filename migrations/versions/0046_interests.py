"""Tasks say whose case they are about, and a stated family bond waits to be confirmed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_OF_TRANSFERS = """
    UPDATE tasks SET about_employee_id =
        (SELECT transfers.employee_id FROM transfers WHERE transfers.id = tasks.about_id)
    WHERE about_kind = 'transfer'
"""
_OF_OBJECTIONS = """
    UPDATE tasks SET about_employee_id =
        (SELECT transfers.employee_id FROM objections JOIN transfers ON transfers.id = objections.transfer_id
         WHERE objections.id = tasks.about_id)
    WHERE about_kind = 'objection'
"""


def upgrade() -> None:
    op.add_column("tasks", sa.Column("about_employee_id", sa.Integer(), nullable=True))
    op.execute(_OF_TRANSFERS)
    op.execute(_OF_OBJECTIONS)
    op.add_column("relatives", sa.Column("is_stated", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("relatives", "is_stated")
    op.drop_column("tasks", "about_employee_id")
