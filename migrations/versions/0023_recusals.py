"""Conflicts of interest: who stepped aside or was passed over, and who is of one family with whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_INTEREST = sa.Enum(
    "relative",
    "rival",
    "dispute",
    "own",
    "other",
    native_enum=False,
    create_constraint=True,
    length=32,
    name="interest",
)


def upgrade() -> None:
    op.create_table(
        "kinships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["employees.id"], name=op.f("fk_kinships_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["employees.id"], name=op.f("fk_kinships_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kinships")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_kinships_one_id_other_id")),
    )
    op.create_index(op.f("ix_kinships_other_id"), "kinships", ["other_id"])
    op.create_table(
        "recusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=32), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("interest", _INTEREST, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_recusals_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
        sa.UniqueConstraint(
            "about_kind", "about_id", "employee_id", name=op.f("uq_recusals_about_kind_about_id_employee_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("recusals")
    op.drop_index(op.f("ix_kinships_other_id"), "kinships")
    op.drop_table("kinships")
