"""Employees may object to a revocation too, beside what they said about the decree."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0056"
down_revision: str | None = "0055"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BEFORE = ("decreed", "rejected")
NOW = (*BEFORE, "revoked")
ALONE, EACH = ("transfer_id",), ("transfer_id", "against")


def _words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)


def _objections(decisions: Sequence[str], single: Sequence[str]) -> sa.Table:
    """The table as it shall be: SQLite copies the rows into it, since it cannot change a CHECK."""
    accounts = ("filed_by_id", "ruled_by_id")
    return sa.Table(
        "objections",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("against", _words("objectedto", *decisions), nullable=False),
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
        sa.Column("unruled", _words("unruledeffect", "none", "granted"), nullable=False),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruling", _words("ruling", "dismissed", "amended", "revoked", "restarted", "late"), nullable=True),
        sa.Column("ruling_reason", sa.String(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.ForeignKeyConstraint([one], ["accounts.id"], name=f"fk_objections_{one}") for one in accounts),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_objections_transfer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
        sa.UniqueConstraint(*single, name=f"uq_objections_{'_'.join(single)}"),
        sa.Index("ix_objections_open", "ruling", "rule_until"),
    )


def _allow(decisions: Sequence[str], former: Sequence[str], single: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("objections", copy_from=_objections(decisions, single), recreate="always"):
            return
    named, allowed = op.f("ck_objections_objectedto"), ", ".join(f"'{one}'" for one in decisions)
    op.drop_constraint(named, "objections", type_="check")
    op.create_check_constraint(named, "objections", f"against IN ({allowed})")
    op.drop_constraint(op.f(f"uq_objections_{'_'.join(former)}"), "objections", type_="unique")
    op.create_unique_constraint(op.f(f"uq_objections_{'_'.join(single)}"), "objections", list(single))


def upgrade() -> None:
    _allow(NOW, ALONE, EACH)


def downgrade() -> None:
    op.execute("DELETE FROM objections WHERE against = 'revoked'")
    _allow(BEFORE, EACH, ALONE)
