"""Objections to decisions, and the terms within which they are filed and ruled on."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)


def _unruled() -> sa.Column[Any]:
    return sa.Column("unruled", _words("unruledeffect", "none", "granted"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "objection_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regime", sa.String(length=300), nullable=False),
        sa.Column("file_days", sa.Integer(), nullable=False),
        sa.Column("file_in_working_days", sa.Boolean(), nullable=False),
        sa.Column("rule_days", sa.Integer(), nullable=False),
        sa.Column("rule_in_working_days", sa.Boolean(), nullable=False),
        _unruled(),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_objection_terms_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_terms")),
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("against", _words("objectedto", "decreed", "rejected"), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("ground", _words("ground", "facts", "procedure", "rule", "hardship", "other"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("letter", sa.String(length=300), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.Column("regime", sa.String(length=300), nullable=False),
        sa.Column("file_until", sa.Date(), nullable=False),
        sa.Column("rule_until", sa.Date(), nullable=False),
        _unruled(),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruling", _words("ruling", "dismissed", "amended", "revoked", "restarted", "late"), nullable=True),
        sa.Column("ruling_reason", sa.String(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["filed_by_id"], ["accounts.id"], name=op.f("fk_objections_filed_by_id")),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["accounts.id"], name=op.f("fk_objections_ruled_by_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_objections_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_objections_transfer_id")),
    )
    with op.batch_alter_table("objections") as batch_op:
        batch_op.create_index("ix_objections_open", ["ruling", "rule_until"], unique=False)


def downgrade() -> None:
    op.drop_table("objections")
    op.drop_table("objection_terms")
