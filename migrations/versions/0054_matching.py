"""What jabatan require, what people are assessed to be able to, and how the parts of a match weigh."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _one_of(column: str, name: str, *values: str) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "competences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        _one_of("kind", "competencekind", "technical", "managerial", "sociocultural"),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_competences_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competences")),
    )
    op.create_index(op.f("ix_competences_employee_id"), "competences", ["employee_id"])
    op.create_table(
        "jabatan_requirements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        _one_of("kind", "askkind", "education", "study", "certificate", "competence", "experience", "field", "rank"),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["jabatan_id"], ["jabatan.id"], name=op.f("fk_jabatan_requirements_jabatan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jabatan_requirements")),
    )
    op.create_index(op.f("ix_jabatan_requirements_jabatan_id"), "jabatan_requirements", ["jabatan_id"])
    op.create_table(
        "matching_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        _one_of(
            "part",
            "part",
            "education",
            "experience",
            "competence",
            "rank",
            "performance",
            "tenure",
            "distance",
            "wish",
        ),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_weights")),
    )
    op.create_index("uq_matching_weights_from_part", "matching_weights", ["from_on", "part"], unique=True)


def downgrade() -> None:
    op.drop_table("matching_weights")
    op.drop_table("jabatan_requirements")
    op.drop_table("competences")
