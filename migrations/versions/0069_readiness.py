"""Readiness: for what people say to be ready, until when, and when they took it back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0069"
down_revision: str | None = "0068"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
_KINDS = ("structural", "functional", "general")


def upgrade() -> None:
    kind = sa.Enum(*_KINDS, name="jabatankind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "declared_readiness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=300), nullable=False),
        sa.Column("kind", kind, nullable=True),
        sa.Column("district", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_declared_readiness_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_readiness")),
    )
    op.create_index(op.f("ix_declared_readiness_employee_id"), "declared_readiness", ["employee_id"])


def downgrade() -> None:
    op.drop_table("declared_readiness")
