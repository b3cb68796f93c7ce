"""Signing runs: letters that an official signs with one passphrase."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _open_only(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.create_table(
        "signing_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "method", _one_of("signingmethod", "ink", "elsewhere", "demo", "p12", "pkcs11", "bsre"), nullable=False
        ),
        sa.Column("state", _one_of("runstate", "asking", "signing", "done", "stopped"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_signing_runs_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_runs")),
    )
    _open_only("ix_signing_runs_open", "signing_runs", "account_id", "ended_at IS NULL")
    op.create_table(
        "signing_run_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("outcome", _one_of("outcome", "waiting", "signed", "blocked", "left"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["signing_runs.id"], name=op.f("fk_signing_run_letters_run_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_signing_run_letters_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_run_letters")),
        sa.UniqueConstraint("run_id", "letter_id", name=op.f("uq_signing_run_letters_run_id_letter_id")),
    )
    _open_only("ix_signing_run_letters_waiting", "signing_run_letters", "letter_id", "outcome = 'waiting'")


def downgrade() -> None:
    op.drop_table("signing_run_letters")
    op.drop_table("signing_runs")
