"""Batches of decrees: what is issued, printed and handed out together."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_BATCH = sa.Enum(
    "draft",
    "running",
    "paused",
    "done",
    "closed",
    name="batchstate",
    native_enum=False,
    create_constraint=True,
    length=32,
)
_ROW = sa.Enum(
    "waiting",
    "numbered",
    "decreed",
    "blocked",
    "removed",
    name="rowstate",
    native_enum=False,
    create_constraint=True,
    length=32,
)


def upgrade() -> None:
    op.create_table(
        "decree_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", _BATCH, nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_decree_batches_created_by_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["accounts.id"], name=op.f("fk_decree_batches_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decree_batches")),
    )
    op.create_index("ix_decree_batches_state", "decree_batches", ["state", "id"])
    op.create_table(
        "decree_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", _ROW, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("checked_version", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("portion", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["decree_batches.id"], name=op.f("fk_decree_rows_batch_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_decree_rows_letter_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_decree_rows_transfer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_decree_rows_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decree_rows")),
        sa.UniqueConstraint("batch_id", "transfer_id", name=op.f("uq_decree_rows_batch_id_transfer_id")),
    )
    op.create_index("ix_decree_rows_batch_state", "decree_rows", ["batch_id", "state", "place"])
    op.create_index(
        "uq_decree_rows_one_open",
        "decree_rows",
        ["transfer_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "decree_bundles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("holds", sa.String(length=64), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(length=120), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["decree_batches.id"], name=op.f("fk_decree_bundles_batch_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_decree_bundles_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decree_bundles")),
        sa.UniqueConstraint("batch_id", "unit_id", "kind", name=op.f("uq_decree_bundles_batch_id_unit_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("decree_bundles")
    op.drop_table("decree_rows")
    op.drop_table("decree_batches")
