"""Publications of plans: what is told, whom it concerns, comments and their answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0064"
down_revision: str | None = "0063"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_STANDS = sa.text("state = 'published'")
_CATEGORIES = ("data", "service", "distance", "fit", "rules", "support", "other")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _publications() -> None:
    op.create_table(
        "plan_publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", _words("publicationstate", "published", "replaced", "withdrawn"), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_publications_plan_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["plan_solutions.id"], name=op.f("fk_plan_publications_solution_id")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["accounts.id"], name=op.f("fk_plan_publications_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_publications")),
        sa.UniqueConstraint("plan_id", "version", name=op.f("uq_plan_publications_plan_id_version")),
    )
    op.create_index(op.f("ix_plan_publications_solution_id"), "plan_publications", ["solution_id"])
    op.create_index(
        "uq_plan_publications_one_standing",
        "plan_publications",
        ["plan_id"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def _moves() -> None:
    op.create_table(
        "published_moves",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["plan_publications.id"], name=op.f("fk_published_moves_publication_id")
        ),
        sa.ForeignKeyConstraint(["move_id"], ["plan_moves.id"], name=op.f("fk_published_moves_move_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_published_moves_employee_id")),
        sa.PrimaryKeyConstraint("publication_id", "move_id", name=op.f("pk_published_moves")),
    )
    op.create_index("ix_published_moves_employee", "published_moves", ["employee_id", "publication_id"])


def _comments() -> None:
    op.create_table(
        "plan_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("category", _words("category", *_CATEGORIES), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["plan_publications.id"], name=op.f("fk_plan_comments_publication_id")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("fk_plan_comments_employee_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["accounts.id"], name=op.f("fk_plan_comments_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_comments")),
    )
    op.create_index(op.f("ix_plan_comments_publication_id"), "plan_comments", ["publication_id"])
    op.create_index(op.f("ix_plan_comments_employee_id"), "plan_comments", ["employee_id"])


def upgrade() -> None:
    _publications()
    _moves()
    _comments()


def downgrade() -> None:
    for table in ("plan_comments", "published_moves", "plan_publications"):
        op.drop_table(table)
