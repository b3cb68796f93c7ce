"""The office's own texts of letters, as drafts and versions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "letter_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("preview_key", sa.String(length=300), nullable=False),
        sa.Column("previewed", sa.String(length=64), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["accounts.id"], name=op.f("fk_letter_texts_changed_by_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["accounts.id"], name=op.f("fk_letter_texts_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_texts")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_letter_texts_kind_version")),
    )
    op.create_index(
        "ix_letter_texts_draft",
        "letter_texts",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("letter_texts")
