"""Exemptions from rules, each on its paper."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_KEYS = {
    "transfer_id": "transfers",
    "to_unit_id": "units",
    "to_jabatan_id": "jabatan",
    "paper_id": "papers",
    "recorded_by_id": "accounts",
}


def upgrade() -> None:
    op.create_table(
        "exemptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("rule_version", sa.String(length=32), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("to_jabatan_id", sa.Integer(), nullable=True),
        sa.Column("authority", sa.String(length=32), nullable=False),
        sa.Column("official", sa.String(length=300), nullable=False),
        sa.Column("letter_number", sa.String(length=300), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_exemptions_{column}"))
            for column, table in _KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    op.create_index("ix_exemptions_transfer", "exemptions", ["transfer_id"])


def downgrade() -> None:
    op.drop_index("ix_exemptions_transfer", "exemptions")
    op.drop_table("exemptions")
