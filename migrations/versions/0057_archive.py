"""Classes of retention as dated rows, and what was handed over to an archive."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0057"
down_revision: str | None = "0056"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    fate = sa.Enum(
        "permanent", "reassessed", "destroyed", name="fate", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "retention_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("active_years", sa.Integer(), nullable=False),
        sa.Column("inactive_years", sa.Integer(), nullable=False),
        sa.Column("fate", fate, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_retention_classes_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_classes")),
    )
    op.create_index("ix_retention_classes_kind", "retention_classes", ["kind", "from_on"], unique=False)
    op.create_table(
        "archive_exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_key", sa.String(length=300), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f("fk_archive_exports_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_exports")),
    )


def downgrade() -> None:
    op.drop_table("archive_exports")
    op.drop_table("retention_classes")
