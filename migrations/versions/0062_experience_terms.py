"""From when on who counts as experienced among teachers and health staff; lesson hours that were shared out."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0062"
down_revision: str | None = "0061"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "experience_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff", _words("staff", "teachers", "health"), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("grade", _words("grade", "none", "muda", "madya"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience_terms")),
    )
    op.create_index("uq_experience_terms_staff_from", "experience_terms", ["staff", "from_on"], unique=True)
    op.create_table(
        "lesson_sharings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("full_load", sa.Integer(), nullable=False),
        sa.Column("most_hours", sa.Integer(), nullable=False),
        sa.Column("most_km", sa.Integer(), nullable=False),
        sa.Column("most_schools", sa.Integer(), nullable=False),
        sa.Column("group_hours", sa.Integer(), nullable=False),
        sa.Column("state", _words("sharingstate", "waiting", "done", "failed"), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f("fk_lesson_sharings_asked_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_lesson_sharings_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_sharings")),
    )


def downgrade() -> None:
    op.drop_table("lesson_sharings")
    op.drop_table("experience_terms")
