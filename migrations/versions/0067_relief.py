"""Help for a while: what a unit asks for, who helps by which transfer, and what both heads say at the end."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0067"
down_revision: str | None = "0066"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _requests() -> None:
    table = "relief_requests"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", _words("requeststate", "open", "withdrawn", "declined"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_because", sa.String(length=2000), nullable=False),
        _key(table, "unit_id", "units"),
        _key(table, "jabatan_id", "jabatan"),
        _key(table, "asked_by_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_requests")),
    )
    op.create_index("ix_relief_requests_unit", table, ["unit_id", "jabatan_id"])


def _helpers() -> None:
    table = "relief_helpers"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("wanted_until", sa.Date(), nullable=True),
        sa.Column("wanted_because", sa.String(length=2000), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        _key(table, "request_id", "relief_requests"),
        _key(table, "transfer_id", "transfers"),
        _key(table, "added_by_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_helpers")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_relief_helpers_transfer_id")),
    )
    op.create_index(op.f("ix_relief_helpers_request_id"), table, ["request_id"])


def _reviews() -> None:
    table = "relief_reviews"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("side", _words("side", "helped", "lent"), nullable=False),
        sa.Column("outcome", _words("outcome", "yes", "partly", "no"), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _key(table, "helper_id", "relief_helpers"),
        _key(table, "given_by_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_reviews")),
        sa.UniqueConstraint("helper_id", "side", name=op.f("uq_relief_reviews_helper_id_side")),
    )


def upgrade() -> None:
    _requests()
    _helpers()
    _reviews()


def downgrade() -> None:
    for table in ("reviews", "helpers", "requests"):
        op.drop_table(f"relief_{table}")
