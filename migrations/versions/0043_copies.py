"""Excerpts and certified copies know the decree of which they are made."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("letters", sa.Column("copy_of_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_letters_copy_of_id"), "letters", ["copy_of_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_letters_copy_of_id"), "letters")
    op.drop_column("letters", "copy_of_id")
