"""How a letter was signed, and the file that shows it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    method = sa.Enum("ink", "elsewhere", name="signingmethod", native_enum=False, create_constraint=True, length=32)
    accounts = ("recorded_by_id", "withdrawn_by_id")
    op.create_table(
        "letter_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("method", method, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(length=300), nullable=False),
        sa.Column("file_key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_signatures_letter_id")),
        *(
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_letter_signatures_{name}"))
            for name in accounts
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_signatures")),
    )
    op.create_index("ix_letter_signatures_sha256", "letter_signatures", ["sha256"])
    op.create_index(
        "ix_letter_signatures_standing",
        "letter_signatures",
        ["letter_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("letter_signatures")
