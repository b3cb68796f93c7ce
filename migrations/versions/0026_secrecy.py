"""Confidential transfers: rows that exist for their readers only, the readers' lists, and when they were announced.

Files that walk a confidential route and have no decree yet become confidential here; whoever opened them, verifies,
deliberates, decides or signs for the whole office reads them, and may put others on the list.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OPEN = "state IN ('draft', 'proposed', 'returned', 'consulted', 'approved')"


def _flag(table: str) -> None:
    op.add_column(table, sa.Column("is_secret", sa.Boolean(), nullable=False, server_default=sa.false()))


def _one_open(condition: str) -> None:
    op.drop_index("uq_transfers_one_open", table_name="transfers")
    where = sa.text(condition)
    op.create_index(
        "uq_transfers_one_open", "transfers", ["employee_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def _make_secret() -> None:
    """Hide the files that walk a confidential route, and put on their lists who works on them."""
    op.execute(
        "UPDATE transfers SET is_secret = true WHERE route LIKE 'managerial/%' "
        "AND state IN ('draft', 'proposed', 'returned', 'consulted', 'approved')"
    )
    op.execute(
        "UPDATE tasks SET is_secret = true "
        "WHERE about_kind = 'transfer' AND about_id IN (SELECT id FROM transfers WHERE is_secret)"
    )
    op.execute(
        "UPDATE letters SET is_secret = true "
        "WHERE about_kind = 'transfer' AND about_id IN (SELECT id FROM transfers WHERE is_secret)"
    )
    op.execute(
        "INSERT INTO readers (about_kind, about_id, account_id, part, reason, since, end_reason) "
        "SELECT 'transfer', t.id, t.created_by_id, 'author', '', t.created_at, '' "
        "FROM transfers t WHERE t.is_secret AND t.created_by_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO readers (about_kind, about_id, account_id, part, reason, since, end_reason) "
        "SELECT 'transfer', t.id, g.account_id, MIN(g.role), '', t.created_at, '' "
        "FROM transfers t "
        "JOIN role_grants g ON g.role IN ('verifier', 'team_member', 'decider', 'signer') AND g.to_on IS NULL "
        "JOIN accounts a ON a.id = g.account_id "
        "LEFT JOIN units u ON u.id = g.unit_id "
        "LEFT JOIN units f ON f.id = t.from_unit_id "
        "WHERE t.is_secret AND (g.unit_id IS NULL OR f.path LIKE u.path || '%') "
        "AND (a.employee_id IS NULL OR a.employee_id <> t.employee_id) "
        "AND (t.created_by_id IS NULL OR t.created_by_id <> g.account_id) "
        "GROUP BY t.id, g.account_id, t.created_at"
    )


def upgrade() -> None:
    op.create_table(
        "readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=32), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_readers_account_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_readers_added_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["accounts.id"], name=op.f("fk_readers_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
    )
    standing = sa.text("until IS NULL")
    op.create_index(
        "uq_readers_listed",
        "readers",
        ["about_kind", "about_id", "account_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_readers_account", "readers", ["account_id", "about_kind", "about_id"])
    for table in ("transfers", "tasks", "letters"):
        _flag(table)
    op.add_column("transfers", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    _one_open(f"{OPEN} AND NOT is_secret")
    secret = sa.text("is_secret")
    op.create_index("ix_transfers_secret", "transfers", ["id"], sqlite_where=secret, postgresql_where=secret)
    _make_secret()


def downgrade() -> None:
    op.drop_index("ix_transfers_secret", table_name="transfers")
    _one_open(OPEN)
    op.drop_column("transfers", "announced_at")
    for table in ("letters", "tasks", "transfers"):
        op.drop_column(table, "is_secret")
    op.drop_table("readers")
