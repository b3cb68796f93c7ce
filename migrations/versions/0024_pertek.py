"""What BKN approved is kept row by row, and where files stand in SIASN."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

VERDICTS = ("accepted", "refused", "incomplete")


def _rows() -> None:
    verdict = sa.Enum(*VERDICTS, name="pertekverdict", native_enum=False, create_constraint=True, length=32)
    words = ("rank", "from_post", "from_unit", "to_post", "to_unit")
    op.create_table(
        "pertek_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=True),
        sa.Column("nip", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        *(sa.Column(word, sa.String(length=300), nullable=False) for word in words),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("verdict", verdict, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["pertek_letters.id"], name=op.f("fk_pertek_rows_letter_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["accounts.id"], name=op.f("fk_pertek_rows_recorded_by_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_pertek_rows_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pertek_rows")),
    )
    op.create_index("ix_pertek_rows_transfer", "pertek_rows", ["transfer_id"])
    op.create_index("ix_pertek_rows_letter", "pertek_rows", ["letter_id"])


def _siasn() -> None:
    op.create_table(
        "siasn_statuses",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("meaning", sa.String(length=16), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_siasn_statuses_added_by_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_siasn_statuses")),
    )
    op.create_table(
        "siasn_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["accounts.id"], name=op.f("fk_siasn_marks_recorded_by_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_siasn_marks_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siasn_marks")),
    )
    op.create_index("ix_siasn_marks_transfer", "siasn_marks", ["transfer_id"])


def upgrade() -> None:
    op.create_table(
        "pertek_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(length=300), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["accounts.id"], name=op.f("fk_pertek_letters_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pertek_letters")),
        sa.UniqueConstraint("number", name=op.f("uq_pertek_letters_number")),
    )
    _rows()
    op.create_table(
        "match_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("weight", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_match_weights_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_weights")),
    )
    _siasn()


def downgrade() -> None:
    for table in ("siasn_marks", "siasn_statuses", "match_weights", "pertek_rows", "pertek_letters"):
        op.drop_table(table)
