"""Review chains: who initials which letters, the initials, and former editions of letters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: str | None = "0054"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MARKS = ("initialled", "sent_back", "restarted")


def upgrade() -> None:
    op.create_table(
        "initial_chains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_initial_chains_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initial_chains")),
    )
    op.create_index("ix_initial_chains_kind", "initial_chains", ["kind", "from_on"], unique=False)
    op.create_table(
        "letter_initials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "mark", sa.Enum(*MARKS, name="mark", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("capacity", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_initials_letter_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_letter_initials_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_initials")),
        sa.UniqueConstraint("letter_id", "round", "position", name=op.f("uq_letter_initials_letter_id_round_position")),
    )
    op.create_table(
        "letter_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("file_key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_editions_letter_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["accounts.id"], name=op.f("fk_letter_editions_replaced_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_editions")),
        sa.UniqueConstraint("letter_id", "edition", name=op.f("uq_letter_editions_letter_id_edition")),
    )
    op.create_index(op.f("ix_letter_editions_sha256"), "letter_editions", ["sha256"], unique=False)


def downgrade() -> None:
    op.drop_table("letter_editions")
    op.drop_table("letter_initials")
    op.drop_table("initial_chains")
