"""Kinds of documents and the requirement matrix become rows; a paper may be of any kind."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _papers() -> sa.Table:
    """The table as it shall be: SQLite copies the rows into it, since it cannot drop a CHECK."""
    verdict = sa.Enum(
        "waiting", "accepted", "refused", name="paperverdict", native_enum=False, create_constraint=True, length=32
    )
    return sa.Table(
        "papers",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("letter_number", sa.String(length=300), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("verdict", verdict, nullable=False),
        sa.Column("verdict_reason", sa.String(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_papers_transfer_id"),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["accounts.id"], name="fk_papers_uploaded_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.Index("ix_papers_transfer", "transfer_id"),
    )


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("papers", copy_from=_papers(), recreate="always"):
            pass
    else:
        op.drop_constraint(op.f("ck_papers_paperkind"), "papers", type_="check")
    op.create_table(
        "document_kinds",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("is_letter", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_document_kinds")),
    )
    op.create_table(
        "document_requirements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("need", sa.String(length=16), nullable=False),
        sa.Column("legal_kind", sa.String(length=1), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("post_kind", sa.String(length=32), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_document_requirements_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_requirements")),
    )


def downgrade() -> None:
    op.drop_table("document_requirements")
    op.drop_table("document_kinds")
