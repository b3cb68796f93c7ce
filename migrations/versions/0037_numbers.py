"""Numbers set aside before their letters, and how each register writes its own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_STATE = sa.Enum("reserved", "used", "void", name="reservedstate", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("register_years") as batch:
        batch.add_column(sa.Column("shape", sa.JSON(), server_default="{}", nullable=False))
        batch.add_column(sa.Column("is_elsewhere", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "reserved_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("about_kind", sa.String(length=32), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("is_printed_apart", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("reserved_by_id", sa.Integer(), nullable=True),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_reserved_numbers_letter_id")),
        sa.ForeignKeyConstraint(["reserved_by_id"], ["accounts.id"], name=op.f("fk_reserved_numbers_reserved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserved_numbers")),
        sa.UniqueConstraint("register", "year", "number", name=op.f("uq_reserved_numbers_register_year_number")),
        sa.UniqueConstraint("register", "year", "sequence", name=op.f("uq_reserved_numbers_register_year_sequence")),
    )
    op.create_index("ix_reserved_numbers_about", "reserved_numbers", ["about_kind", "about_id"])


def downgrade() -> None:
    op.drop_table("reserved_numbers")
    with op.batch_alter_table("register_years") as batch:
        batch.drop_column("is_elsewhere")
        batch.drop_column("shape")
