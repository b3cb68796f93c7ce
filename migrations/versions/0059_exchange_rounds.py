"""Exchange rounds: rules, participants with choices and points, corrections, and the outcome per post."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: str | None = "0058"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


_UNANSWERED = sa.text("answered_at IS NULL")
_VERDICTS = ("granted", "rule", "dearer", "taken", "closed", "held")
_PARTS = ("service", "hardship", "family", "performance")


def _rounds() -> None:
    op.create_table(
        "exchange_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            _words("roundstate", "planned", "open", "shown", "final", "published", "cancelled"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("manner", _words("manner", "swaps", "cycles", "chains"), nullable=False),
        sa.Column("floor", _words("floor", "minimum", "need"), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("corrects_until", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("input_key", sa.String(length=128), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["jabatan_id"], ["jabatan.id"], name=op.f("fk_exchange_rounds_jabatan_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_exchange_rounds_unit_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_exchange_rounds_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rounds")),
    )


def _entries() -> None:
    op.create_table(
        "exchange_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("state", _words("entrystate", "joined", "withdrawn", "out", "moved", "stayed"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("out_because", sa.String(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("to_jabatan_id", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("chain", sa.Integer(), nullable=True),
        sa.Column("transfer_id", sa.Integer(), nullable=True),
        sa.Column("transfer_note", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_exchange_entries_{column}"))
            for column, table in (
                ("round_id", "exchange_rounds"),
                ("employee_id", "employees"),
                ("unit_id", "units"),
                ("jabatan_id", "jabatan"),
                ("to_unit_id", "units"),
                ("to_jabatan_id", "jabatan"),
                ("transfer_id", "transfers"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_entries")),
        sa.UniqueConstraint("round_id", "employee_id", name=op.f("uq_exchange_entries_round_id_employee_id")),
    )
    op.create_index("ix_exchange_entries_employee", "exchange_entries", ["employee_id"])


def _choices() -> None:
    op.create_table(
        "exchange_choices",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _words("verdict", *_VERDICTS), nullable=True),
        sa.Column("rule", sa.String(length=64), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_exchange_choices_{column}"))
            for column, table in (
                ("entry_id", "exchange_entries"),
                ("unit_id", "units"),
                ("jabatan_id", "jabatan"),
            )
        ),
        sa.PrimaryKeyConstraint("entry_id", "rank", name=op.f("pk_exchange_choices")),
    )


def _corrections() -> None:
    op.create_table(
        "exchange_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("part", _words("part", *_PARTS), nullable=False),
        sa.Column("request", sa.String(length=1000), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["exchange_entries.id"], name=op.f("fk_exchange_corrections_entry_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_exchange_corrections_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_corrections")),
    )
    op.create_index(op.f("ix_exchange_corrections_entry_id"), "exchange_corrections", ["entry_id"])
    op.create_index(
        "uq_exchange_corrections_one_open",
        "exchange_corrections",
        ["entry_id"],
        unique=True,
        sqlite_where=_UNANSWERED,
        postgresql_where=_UNANSWERED,
    )


def _seats() -> None:
    op.create_table(
        "exchange_seats",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("jabatan_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("applicants", sa.Integer(), nullable=False),
        sa.Column("first_choices", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("fewest_points", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_exchange_seats_{column}"))
            for column, table in (("round_id", "exchange_rounds"), ("unit_id", "units"), ("jabatan_id", "jabatan"))
        ),
        sa.PrimaryKeyConstraint("round_id", "unit_id", "jabatan_id", name=op.f("pk_exchange_seats")),
    )


def upgrade() -> None:
    _rounds()
    _entries()
    _choices()
    _corrections()
    _seats()


def downgrade() -> None:
    for table in ("seats", "corrections", "choices", "entries", "rounds"):
        op.drop_table(f"exchange_{table}")
