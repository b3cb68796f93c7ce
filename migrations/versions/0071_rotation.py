"""Rotation groups of jabatan, and posts whose holders do not rotate."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0071"
down_revision: str | None = "0070"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _days() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "rotation_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        *_days(),
        sa.ForeignKeyConstraint(["jabatan_id"], ["jabatan.id"], name=op.f("fk_rotation_terms_jabatan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_terms")),
    )
    op.create_index(op.f("ix_rotation_terms_jabatan_id"), "rotation_terms", ["jabatan_id"])
    op.create_table(
        "critical_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        *_days(),
        sa.ForeignKeyConstraint(["jabatan_id"], ["jabatan.id"], name=op.f("fk_critical_posts_jabatan_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_critical_posts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_critical_posts")),
    )
    op.create_index(op.f("ix_critical_posts_unit_id"), "critical_posts", ["unit_id"])


def downgrade() -> None:
    op.drop_table("critical_posts")
    op.drop_table("rotation_terms")
