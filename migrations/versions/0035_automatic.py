"""Steps taken by the clock: dated rows of the office."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_OCCASION = sa.Enum("consulted", "unmended", name="occasion", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "automatic_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occasion", _OCCASION, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_automatic_steps_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automatic_steps")),
    )


def downgrade() -> None:
    op.drop_table("automatic_steps")
