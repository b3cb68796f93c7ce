"""Devices: a row for every browser that is signed in, in place of a counter on the account.

Whoever is signed in while this runs signs in once more.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_devices_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("digest", name=op.f("uq_devices_digest")),
    )
    op.create_index(op.f("ix_devices_account_id"), "devices", ["account_id"])
    op.create_index(op.f("ix_devices_seen_at"), "devices", ["seen_at"])
    op.drop_column("accounts", "session_epoch")


def downgrade() -> None:
    op.add_column("accounts", sa.Column("session_epoch", sa.Integer(), nullable=False, server_default="1"))
    op.drop_table("devices")
